"""Find the table around a sheet of paper, so that its edge is not taken for ink."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from clever_engine.digits.ink import otsu
from clever_engine.digits.scale import shrink_to, stretch_to

_THUMBNAIL = 200


def without_frame(grey: NDArray[np.float32], *, light: bool) -> NDArray[np.float32] | None:
    """Return the picture with what surrounds the sheet painted over as paper, or None.

    Args:
        grey: `(h, w)` in [0, 1].
        light: the ink is lighter than the sheet, so that the surroundings are lighter too.
    """
    small = ndimage.gaussian_filter(shrink_to(1 - grey if light else grey, _THUMBNAIL), 1.0)
    if np.ptp(small) < 0.1:
        return None
    around = _around(small < otsu(small))
    if not around.any() or around.mean() > 0.9 or not _has_sharp_edge(small, around):
        return None
    # A margin hides the blurred edge of the sheet and the shadow it throws.
    around = ndimage.binary_dilation(around, iterations=3)
    cover = stretch_to(around.astype(np.float32), grey.shape) > 0.1
    nearest = ndimage.distance_transform_edt(around, return_distances=False, return_indices=True)
    coarse = shrink_to(grey, _THUMBNAIL)
    level = ndimage.median_filter(coarse, size=9, mode="nearest")
    paper = level[nearest[0], nearest[1]].astype(np.float32)
    return np.where(cover, stretch_to(paper, grey.shape), grey).astype(np.float32)


def _has_sharp_edge(small: NDArray[np.float32], around: NDArray[np.bool_]) -> bool:
    """Return whether the sheet ends at an edge; a vignette or a soft shadow fades."""
    inner = ndimage.binary_dilation(around, iterations=3) & ~around
    outer = around & ~ndimage.binary_erosion(around, iterations=3, border_value=1)
    if not inner.any() or not outer.any():
        return False
    # Medians: a digit that meets a vignette must not make its edge look sharp.
    step = float(np.median(small[inner]) - np.median(small[outer]))
    contrast = float(np.median(small[~around]) - np.median(small[around]))
    return step > 0.65 * contrast > 0.05


def _around(dark: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the dark pieces that lie along at least half of a side of the picture."""
    labels, _ = ndimage.label(dark)
    sides = (labels[0], labels[-1], labels[:, 0], labels[:, -1])
    chosen: set[int] = set()
    for side in sides:
        counts = np.bincount(side)
        chosen |= {int(n) for n in np.flatnonzero(counts > 0.5 * len(side)) if n}
    return np.isin(labels, list(chosen)) if chosen else np.zeros_like(dark)
