"""Bring the ink of one digit into the form of MNIST's digits."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

LONGEST = 1600
SHORTEST = 112


def working_size(picture: NDArray[np.float32]) -> tuple[NDArray[np.float32], float]:
    """Return the picture at working size, and how many working pixels one of its pixels makes."""
    height, width = picture.shape[:2]
    step = -(-max(height, width) // LONGEST)
    if step > 1:
        return _average(picture, step), 1 / step
    zoom = min(-(-SHORTEST // min(height, width)), LONGEST // max(height, width))
    if zoom > 1:
        return _enlarge(picture, zoom), float(zoom)
    return picture, 1.0


def _average(picture: NDArray[np.float32], step: int) -> NDArray[np.float32]:
    height, width = (length // step * step for length in picture.shape[:2])
    total = np.zeros((height // step, width // step, *picture.shape[2:]), dtype=np.float32)
    for row in range(step):
        for column in range(step):
            total += picture[row:height:step, column:width:step]
    return np.divide(total, step * step, dtype=np.float32)


def _enlarge(picture: NDArray[np.float32], zoom: int) -> NDArray[np.float32]:
    height, width = picture.shape[:2]
    channels = picture.reshape(height, width, -1)
    large = [
        np.asarray(
            Image.fromarray(np.ascontiguousarray(channels[..., index])).resize(
                (width * zoom, height * zoom), Image.Resampling.BICUBIC
            )
        )
        for index in range(channels.shape[2])
    ]
    shape = (height * zoom, width * zoom, *picture.shape[2:])
    return np.clip(np.stack(large, axis=-1).reshape(shape), 0.0, 1.0).astype(np.float32)


def shrink_to(values: NDArray[np.float32], longest: int) -> NDArray[np.float32]:
    """Return `(h, w)` values averaged down so that the longer side is at most `longest`."""
    height, width = values.shape
    factor = longest / max(height, width)
    if factor >= 1:
        return values
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    small = Image.fromarray(np.ascontiguousarray(values)).resize(size, Image.Resampling.BOX)
    return np.asarray(small, dtype=np.float32)


def stretch_to(values: NDArray[np.float32], shape: tuple[int, int]) -> NDArray[np.float32]:
    """Return `(h, w)` values interpolated to `shape`."""
    large = Image.fromarray(np.ascontiguousarray(values)).resize(
        (shape[1], shape[0]), Image.Resampling.BILINEAR
    )
    return np.asarray(large, dtype=np.float32)


SIDE = 28
BOX = 20
"""MNIST's digits fill a 20x20 box, set by their centre of mass into 28x28."""

CORE = 0.95
"""Quantile of the ink (by pixel, of those with ink) that is stretched to 1."""

_VISIBLE = 0.08


def normalise(
    ink: NDArray[np.floating] | NDArray[np.bool_], *, least_stroke: float = 0.0
) -> NDArray[np.float32]:
    """Return one digit as MNIST has it: 20x20 box, centre of mass in the middle of 28x28.

    Args:
        ink: `(h, w)`, how much ink each pixel holds, in [0, 1]; 0 is paper.
        least_stroke: thicken a thinner pen to this width, in pixels of the 28x28 picture.

    Returns:
        `(28, 28)` float32 in [0, 1]; all zero where `ink` holds none.
    """
    cut = _cut(np.clip(np.asarray(ink, dtype=np.float32), 0.0, 1.0))
    if cut is None:
        return np.zeros((SIDE, SIDE), dtype=np.float32)
    cut = _reduced(cut)
    if least_stroke > 0:
        cut = _thicken(cut, least_stroke)
    small = _shrink(cut)
    return _centre(_stretch(small))


def _reduced(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """Average a large digit down first: more pixels than 8 to 1 only cost time."""
    step = max(ink.shape) // (4 * BOX)
    return (
        np.asarray(Image.fromarray(np.ascontiguousarray(ink)).reduce(step), dtype=np.float32)
        if step > 1
        else ink
    )


def stroke_width(mask: NDArray[np.bool_]) -> float:
    """Return the typical width of the strokes in `mask`, in pixels; 0 for an empty mask."""
    if not mask.any():
        return 0.0
    depth = ndimage.distance_transform_edt(np.pad(mask, 1))
    # The ridge of the distance map is the middle of the strokes.
    ridge = depth[(depth >= ndimage.maximum_filter(depth, size=3)) & (depth > 0)]
    return float(2 * np.median(ridge) - 1) if ridge.size else 1.0


def _cut(ink: NDArray[np.float32]) -> NDArray[np.float32] | None:
    rows, columns = np.nonzero(ink > _VISIBLE)
    if rows.size == 0:
        return None
    return ink[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


def _thicken(ink: NDArray[np.float32], least: float) -> NDArray[np.float32]:
    scale = max(ink.shape) / BOX
    missing = least * scale - stroke_width(ink > 0.5)
    radius = round(missing / 2)
    if radius < 1:
        return ink
    y, x = np.ogrid[-radius : radius + 1, -radius : radius + 1]
    disc = x * x + y * y <= radius * radius + 1
    thick = ndimage.grey_dilation(np.pad(ink, radius), footprint=disc)
    return np.asarray(thick, dtype=np.float32)


def _shrink(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scale so that the longer side is 20 pixels; Pillow averages over the area it shrinks."""
    height, width = ink.shape
    scale = BOX / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    picture = Image.fromarray(np.ascontiguousarray(ink)).resize(size, Image.Resampling.BILINEAR)
    return np.asarray(picture, dtype=np.float32)


def _stretch(small: NDArray[np.float32]) -> NDArray[np.float32]:
    core = float(np.quantile(small[small > _VISIBLE], CORE)) if (small > _VISIBLE).any() else 1.0
    # In 256 steps, so that a digit is the same to the bit after it was kept as a picture.
    steps: NDArray[np.float32] = np.rint(np.clip(small / max(core, 1e-3), 0.0, 1.0) * 255)
    return np.divide(steps, np.float32(255), dtype=np.float32)


def _centre(small: NDArray[np.float32]) -> NDArray[np.float32]:
    height, width = small.shape
    total = float(small.sum())
    y = float((small.sum(axis=1) * np.arange(height)).sum()) / total
    x = float((small.sum(axis=0) * np.arange(width)).sum()) / total
    middle = SIDE / 2  # counted from 0: half a pixel low and right, as all of MNIST is
    top = min(max(round(middle - y), 0), SIDE - height)
    left = min(max(round(middle - x), 0), SIDE - width)
    out = np.zeros((SIDE, SIDE), dtype=np.float32)
    out[top : top + height, left : left + width] = small
    return out
