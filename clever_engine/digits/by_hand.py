"""Read the digits in boxes that a person drew."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from clever_engine.digits.finder import look_at
from clever_engine.digits.finder_network import USUAL_SIZE
from clever_engine.digits.found import Box, FoundDigits
from clever_engine.digits.glyphs import LEAST_STROKE, Glyph
from clever_engine.digits.grouping import INK, LEAST
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
    if picture.ndim == 2:
        picture = np.repeat(picture[..., None], 3, axis=2)
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
    longer = max(box.bottom - box.top, box.right - box.left)
    margin = round(AROUND * longer)
    top, left = max(0, box.top - margin), max(0, box.left - margin)
    part = picture[top : min(height, box.bottom + margin), left : min(width, box.right + margin)]
    inner = np.array([box.top - top, box.bottom - top, box.left - left, box.right - left])
    by_network = _seen_in(part, inner, USUAL_SIZE / longer)
    return _any_ink_in(part, inner) if by_network is None else by_network


def _cut(
    values: NDArray[np.float32], inner: NDArray[np.int64], scale: float
) -> NDArray[np.float32]:
    top, bottom, left, right = np.rint(inner * scale).astype(int)
    return values[top : max(bottom, top + 1), left : max(right, left + 1)]


def _seen_in(
    part: NDArray[np.float32], inner: NDArray[np.int64], scale: float
) -> NDArray[np.float32] | None:
    """Return what the finder's network takes for ink, without the paper's rules; None if little."""
    seen = look_at(part, scale)
    values = _cut(np.maximum(seen.ink, seen.signs), inner, scale)
    return values if (values > INK).sum() > LEAST * USUAL_SIZE**2 else None


def _any_ink_in(part: NDArray[np.float32], inner: NDArray[np.int64]) -> NDArray[np.float32] | None:
    """Return all that is darker than the paper, or lighter: it may be no digit to the network."""
    small, scale = working_size(part)
    grey = to_grey(small)
    ink = find_ink(grey, light=ink_is_light(grey))
    values = _cut(ink.values, inner, scale)
    mask = _cut(ink.mask().astype(np.float32), inner, scale) > 0
    if ink.core <= 0 or not mask.any():
        return None
    core = float(np.quantile(values[mask], 0.7)) or 1.0
    return np.where(
        values > ink.noise, np.clip((values / core - 0.2) / 0.8, 0.0, 1.0), np.float32(0)
    )
