"""The resolution at which digits are looked for: large photos are averaged down, tiny ones up."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

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
