"""From a picture to ink: how much each pixel differs from the paper around it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from skimage.filters import threshold_otsu

from clever_engine.digits.normalising import shrink_to, stretch_to

_THUMBNAIL = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """Ink of a picture.

    Attributes:
        values: `(h, w)` float32, share of the paper's brightness that the ink takes; 0 is paper.
        noise: values up to here are paper grain.
        core: typical value in the middle of a stroke.
    """

    values: NDArray[np.float32]
    noise: float
    core: float

    def mask(self, share: float = 0.4) -> NDArray[np.bool_]:
        """Return `(h, w)` where there is ink: `share` of the core, and above the noise."""
        return np.asarray(self.values > max(share * self.core, self.noise))


def to_grey(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return `(h, w)` grey in [0, 1] from `(h, w)` or `(h, w, 3)`, keeping coloured ink visible.

    Grey is taken along the direction in which colours differ most from their surroundings: red
    ink on green paper of the same brightness would be lost in plain luminance.
    """
    if picture.ndim == 2:
        return picture
    small = np.stack([shrink_to(picture[..., c], 400) for c in range(3)], axis=-1)
    local = small - ndimage.uniform_filter(small, size=(41, 41, 1))
    sharp = local.reshape(-1, 3)
    strength = np.abs(sharp).max(axis=1)
    sharp = sharp[strength >= np.quantile(strength, 0.9)]
    _, vectors = np.linalg.eigh(sharp.T @ sharp + 1e-6 * np.ones((3, 3)))
    weights = vectors[:, -1] * np.sign(vectors[:, -1].sum() or 1.0)
    low, high = float(weights[weights < 0].sum()), float(weights[weights > 0].sum())
    grey = picture @ weights.astype(np.float32)
    return np.asarray((grey - low) / (high - low), dtype=np.float32)


def ink_is_light(grey: NDArray[np.float32]) -> bool:
    """Return whether the marks are lighter than their ground, as chalk on a board."""
    small = shrink_to(grey, 64)
    window = max(3, int(0.5 * min(small.shape)) | 1)
    ground = ndimage.median_filter(small, size=window, mode="nearest")
    return float(((small - ground) ** 3).sum()) > 0


def otsu(values: NDArray[np.float32]) -> float:
    """Return the threshold that best divides `values` into two groups, by Otsu's method."""
    return float(threshold_otsu(values))  # type: ignore[no-untyped-call]


WIDEST = 0.14
"""Half the width of the widest stroke, as a share of the picture's shorter side."""


def find_ink(grey: NDArray[np.float32], *, light: bool) -> Ink:
    """Return the ink of a grey picture with uneven lighting levelled.

    Args:
        grey: `(h, w)` float32 in [0, 1].
        light: the ink is lighter than the ground.
    """
    dark = 1 - grey if light else grey
    paper = _paper(dark, WIDEST * min(grey.shape))
    gap = np.maximum(paper - dark, 0.0)
    # Light falls on ink and paper alike, so dark ink is a share of its paper; chalk adds light.
    values = gap if light else gap / np.maximum(paper, 0.15)
    return measured(values.astype(np.float32))


def measured(values: NDArray[np.float32]) -> Ink:
    """Return `values` as ink, with the paper's grain subtracted and its noise and core measured."""
    level = float(np.median(values))
    lower = values[values <= level]
    spread = 1.4826 * float(np.median(level - lower)) * 2 if lower.size else 0.0
    values = np.maximum(values - level, 0.0)
    noise = max(0.03, 2.5 * spread)
    marks = values[values > noise]
    if marks.size < 4:
        return Ink(values=values, noise=noise, core=0.0)
    flat = float(np.ptp(marks)) < 1e-3
    split = float(marks[0]) if flat else otsu(marks)
    upper = marks[marks >= split]
    core = float(np.median(upper))
    return Ink(values=values, noise=noise, core=core)


def _paper(dark: NDArray[np.float32], reach: float) -> NDArray[np.float32]:
    """Return the brightness of the paper, as if nothing were written on it.

    A closing fills what is narrower than twice `reach` and keeps the edges of broad shadows.
    """
    small = shrink_to(dark, _THUMBNAIL)
    radius = max(1, round(reach * small.shape[0] / dark.shape[0]))
    size = 2 * radius + 1
    closed = ndimage.grey_closing(small, size=(size, size), mode="nearest")
    return stretch_to(ndimage.gaussian_filter(closed, 1.0).astype(np.float32), dark.shape)
