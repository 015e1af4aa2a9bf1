"""Take printed lines out of the ink: ruled and squared paper."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from clever_engine.digits.ink import Ink, measured, otsu
from clever_engine.digits.normalising import shrink_to, stretch_to

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


_STEEPEST = 0.09
_SPAN = 0.55
"""A printed line is inked along at least this share of the picture."""


class Band(NamedTuple):
    """A line's rows, counted at the left edge of the picture."""

    first: int
    last: int


def without_lines(ink: Ink) -> Ink:
    """Return the ink without the printed lines that run through the picture."""
    values, changed = ink.values, False
    for _ in range(2):  # the lines along the rows, then those along the columns
        cleared = _without_rows(values, ink)
        changed = changed or cleared is not values
        values = cleared.T
    return measured(np.ascontiguousarray(values)) if changed else ink


def _without_rows(values: NDArray[np.float32], ink: Ink) -> NDArray[np.float32]:
    height, width = values.shape
    faint = values > max(ink.noise, 0.12 * ink.core)
    if faint.mean() > 0.5:
        return values  # not marks on paper: there is nothing to tell lines from
    ys, xs = np.nonzero(faint)
    slope, profile = _steepness(ys, xs, values.shape)
    bands = _bands(profile, _SPAN * width, thickest=max(4, round(0.02 * max(height, width))))
    if not bands:
        return values
    values = values.copy()
    shift = np.round(slope * np.arange(width)).astype(np.intp)
    pad = (len(profile) - height) // 2
    for band in bands:
        _clear(values, Band(band.first - pad, band.last - pad), shift, ink)
    return values


def _steepness(
    ys: NDArray[np.intp], xs: NDArray[np.intp], shape: tuple[int, ...]
) -> tuple[float, NDArray[np.intp]]:
    """Return the slope along which the ink lies most in lines, and how much lies in each."""
    height, width = shape
    pad = int(_STEEPEST * width) + 2
    if ys.size > 60_000:
        step = -(-ys.size // 60_000)
        thin_ys, thin_xs = ys[::step], xs[::step]
    else:
        thin_ys, thin_xs = ys, xs

    def profile(slope: float, y: NDArray[np.intp], x: NDArray[np.intp]) -> NDArray[np.intp]:
        level = np.round(y - slope * x).astype(np.intp) + pad
        return np.bincount(level, minlength=height + 2 * pad)

    slopes = np.arange(-_STEEPEST, _STEEPEST, 1.5 / width)
    sharpness = [float((profile(s, thin_ys, thin_xs).astype(float) ** 2).sum()) for s in slopes]
    best = float(slopes[int(np.argmax(sharpness))])
    return best, profile(best, ys, xs)[: height + 2 * pad]


def _bands(profile: NDArray[np.intp], least: float, thickest: int) -> list[Band]:
    """Return the lines: runs of rows with at least `least` ink, at most `thickest` rows high."""
    inked = np.concatenate([[False], profile >= least, [False]])
    edges = np.flatnonzero(inked[1:] != inked[:-1]).reshape(-1, 2)
    return [Band(int(a), int(b) - 1) for a, b in edges if b - a <= thickest]


def _clear(values: NDArray[np.float32], band: Band, shift: NDArray[np.intp], ink: Ink) -> None:
    """Clear one line, but where a pen crosses it or is darker than it."""
    height, width = values.shape
    columns = np.arange(width)
    reach = 2
    offsets = np.arange(band.first - reach, band.last + reach + 1)
    rows = np.clip(offsets[:, None] + shift, 0, height - 1)
    strip = values[rows, columns]
    level = float(np.median(strip.max(axis=0)))
    above = values[np.clip(rows[0] - 1, 0, height - 1), columns] > 0.35 * ink.core
    below = values[np.clip(rows[-1] + 1, 0, height - 1), columns] > 0.35 * ink.core
    if level < 0.6 * ink.core:
        crossing = strip.max(axis=0) > max(1.5 * level, 0.5 * ink.core)
        keep = (strip > max(1.3 * level, 0.4 * ink.core)) | (crossing & _wide(above & below, 1))
    else:
        size = 2 + (band.last - band.first + 1) // 2
        keep = np.broadcast_to(_wide(above, size) & _wide(below, size), strip.shape)
    values[rows, columns] = np.where(keep, strip, 0.0)


def _wide(marks: NDArray[np.bool_], size: int) -> NDArray[np.bool_]:
    """Return where there is a mark within `size` columns: strokes cross lines at a slant."""
    return np.convolve(marks, np.ones(2 * size + 1), mode="same") > 0.5
