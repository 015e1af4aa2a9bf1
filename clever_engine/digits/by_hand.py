"""Read the digits in boxes that a person drew."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from clever_engine.digits.found import Box, FoundDigits
from clever_engine.digits.glyphs import LEAST_STROKE, Glyph
from clever_engine.digits.ink import find_ink, ink_is_light, to_grey
from clever_engine.digits.normalising import normalise, working_size
from clever_engine.digits.rows import reading_order
from clever_engine.errors import PictureError

AROUND = 0.5
"""Paper that is looked at around a box, as a share of its longer side."""


def digits_in_boxes(picture: NDArray[np.float32], boxes: Sequence[Box]) -> FoundDigits:
    """Return what is in each box as a digit, in reading order; a box without ink has none.

    Nothing is doubted: a person said that these are digits.

    Args:
        picture: `(h, w)` or `(h, w, 3)` in [0, 1].
        boxes: in pixels of the picture.

    Raises:
        PictureError: a box does not lie in the picture.
    """
    height, width = picture.shape[:2]
    found: dict[int, tuple[Box, NDArray[np.float32]]] = {}
    frames = []
    for box in boxes:
        if not (0 <= box.left < box.right <= width and 0 <= box.top < box.bottom <= height):
            raise PictureError(
                f"Expected boxes within the picture of {width} x {height} pixels; got {tuple(box)}."
            )
        ink = _ink_in(picture, box)
        if ink is not None:
            mask = np.ones((box.bottom - box.top, box.right - box.left), dtype=np.bool_)
            frame = Glyph(top=box.top, left=box.left, mask=mask)
            frames.append(frame)
            found[id(frame)] = (box, normalise(ink, least_stroke=LEAST_STROKE))
    ordered, rows = reading_order(frames)
    digits = [found[id(frame)] for frame in ordered]
    return FoundDigits(
        images=np.stack([image for _, image in digits] or [np.zeros((28, 28), np.float32)])[
            : len(digits), None
        ],
        boxes=tuple(box for box, _ in digits),
        rows=rows,
        findings=((),) * len(digits),
    )


def _ink_in(picture: NDArray[np.float32], box: Box) -> NDArray[np.float32] | None:
    """Return the ink in a box, `(h, w)` in [0, 1] at some scale; None if there is none."""
    height, width = picture.shape[:2]
    margin = round(AROUND * max(box.bottom - box.top, box.right - box.left))
    top, left = max(0, box.top - margin), max(0, box.left - margin)
    part = picture[top : min(height, box.bottom + margin), left : min(width, box.right + margin)]
    small, scale = working_size(part)
    grey = to_grey(small)
    ink = find_ink(grey, light=ink_is_light(grey))
    rows = slice(round((box.top - top) * scale), round((box.bottom - top) * scale))
    columns = slice(round((box.left - left) * scale), round((box.right - left) * scale))
    values = ink.values[rows, columns]
    mask = ink.mask()[rows, columns]
    if ink.core <= 0 or not mask.any():
        return None
    core = float(np.quantile(values[mask], 0.7)) or 1.0
    return np.where(
        values > ink.noise, np.clip((values / core - 0.2) / 0.8, 0.0, 1.0), np.float32(0)
    )
