"""Find the digits in a picture."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from clever_engine.digits.found import MAX_DIGITS, Box, FoundDigits
from clever_engine.digits.glyphs import Glyph, normalised
from clever_engine.digits.ink import Ink, find_ink, ink_is_light, to_grey
from clever_engine.digits.normalising import stroke_width, working_size
from clever_engine.digits.reading import Reading, best_reading, doubts, ends_left_out
from clever_engine.digits.rows import reading_order
from clever_engine.digits.ruling import without_frame, without_lines
from clever_engine.errors import PictureError

SURE = 0.9
"""A reading with this share of its ink in digits needs no other to be tried."""

STRONG = 0.5
"""Ink as strong as this is no shadow and no grain."""

CLEARLY = 0.08
LIKELY = 0.4
"""A second way to see a picture must be better by so much, and as good as this."""


def find_digits(picture: NDArray[np.float32]) -> FoundDigits:
    """Return the digits in a picture, in reading order.

    Args:
        picture: `(h, w)` or `(h, w, 3)` in [0, 1], dark on light or light on dark.

    Raises:
        PictureError: it holds no digit, or more than `MAX_DIGITS`.
    """
    picture = _checked(picture)
    working, scale = working_size(picture)
    ink, reading = _best(to_grey(working))
    return _found(ink, _counted(reading), scale, picture.shape)


def find_drawn_digits(values: NDArray[np.float32]) -> FoundDigits:
    """Return the digits in a drawing whose ink is known, without the doubts a photo raises.

    Args:
        values: `(h, w)` ink in [0, 1].

    Raises:
        PictureError: it holds no digit, or more than `MAX_DIGITS`.
    """
    ink = Ink(values=values, noise=0.03, core=1.0)
    return _found(ink, _counted(best_reading(ink)), 1.0, values.shape)


def _counted(reading: Reading) -> Reading:
    if not reading.glyphs:
        raise PictureError(
            "Expected a picture with at least one handwritten digit; found no writing in it."
        )
    if len(reading.glyphs) > MAX_DIGITS:
        raise PictureError(
            f"Expected a picture with at most {MAX_DIGITS} digits; "
            f"found {len(reading.glyphs)} separate marks."
        )
    return reading


def _best(grey: NDArray[np.float32]) -> tuple[Ink, Reading]:
    """Return the first sure reading of the picture, or else the best of all."""
    tried: list[tuple[Ink, Reading]] = []
    for ink in _inks(grey):
        if ink.core > 0:
            reading = best_reading(ink)
            tried.append((ink, reading))
            if (
                reading.share > SURE
                and ink.core > STRONG
                and not any(g.cut for g in reading.glyphs)
            ):
                break
    if not tried:
        return ink, Reading(glyphs=(), like=np.zeros(0, dtype=np.float32), share=0.0)
    best = max(tried, key=_worth)
    # The first is the likeliest; what is no digit either way is shown as it was seen first.
    return (
        best if _worth(best) > _worth(tried[0]) + CLEARLY and best[1].share > LIKELY else tried[0]
    )


def _worth(seen: tuple[Ink, Reading]) -> float:
    """Return what ways to see a picture are compared by: strong ink is better, cuts are worse."""
    ink, reading = seen
    return reading.merit + 0.15 * ink.core - 0.05 * sum(g.cut for g in reading.glyphs)


def _inks(grey: NDArray[np.float32]) -> Iterator[Ink]:
    """Yield what may be the ink, the likeliest first."""
    light = ink_is_light(grey)
    for polarity in (light, not light):
        coarse = find_ink(grey, light=polarity)
        yield without_lines(coarse)
        sheet = without_frame(grey, light=polarity)
        if sheet is not None:
            yield without_lines(find_ink(sheet, light=polarity))
        stroke = stroke_width(coarse.mask())
        if 2 * stroke < 0.1 * min(grey.shape):
            # Thin strokes: what is broader than they are is shadow or pattern.
            yield without_lines(find_ink(grey, light=polarity, reach=2 * stroke))


def _found(ink: Ink, reading: Reading, scale: float, shape: tuple[int, ...]) -> FoundDigits:
    like = {id(g): float(v) for g, v in zip(reading.glyphs, reading.like, strict=True)}
    # Halves of a V or an X pass for ones: with no whole digit beside them they are doubted.
    share = reading.share if any(not g.cut for g in reading.glyphs) else 0.0
    ordered, rows = reading_order(reading.glyphs)
    kept = ends_left_out([like[id(g)] for g in ordered], rows)
    digits = [g for g, keep in zip(ordered, kept, strict=True) if keep]
    signs = [g for g, keep in zip(ordered, kept, strict=True) if not keep]
    return FoundDigits(
        images=normalised(ink.values, digits)[:, None],
        boxes=tuple(_box(g, scale, shape) for g in digits),
        rows=tuple(row for row, keep in zip(rows, kept, strict=True) if keep),
        findings=tuple(doubts(ink, g, like[id(g)], share) for g in digits),
        left_out=tuple(_box(g, scale, shape) for g in (*signs, *reading.small)),
    )


def _checked(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    values = np.asarray(picture, dtype=np.float32)
    if (
        values.ndim not in (2, 3)
        or (values.ndim == 3 and values.shape[2] != 3)
        or 0 in values.shape
    ):
        raise PictureError(
            f"Expected a picture of shape (h, w) or (h, w, 3); got {tuple(values.shape)}."
        )
    low, high = float(values.min()), float(values.max())
    if not (low >= 0.0 and high <= 1.0):
        raise PictureError(f"Expected pixel values from 0 to 1; got {low:.3g} to {high:.3g}.")
    return values


def _box(glyph: Glyph, scale: float, shape: tuple[int, ...]) -> Box:
    """Return a glyph's box in pixels of the picture."""
    return Box(
        left=max(0, int(np.floor(glyph.left / scale))),
        top=max(0, int(np.floor(glyph.top / scale))),
        right=min(shape[1], int(np.ceil(glyph.right / scale))),
        bottom=min(shape[0], int(np.ceil(glyph.bottom / scale))),
    )
