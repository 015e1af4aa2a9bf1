"""Find the digits in a drawing, whose ink is known."""

import numpy as np
from numpy.typing import NDArray

from clever_engine.digits.certainty import second_reading
from clever_engine.digits.found import Box, FoundDigits, check_count
from clever_engine.digits.glyphs import Glyph, normalised
from clever_engine.digits.ink import Ink
from clever_engine.digits.reading import Reading, best_reading, doubts, ends_left_out
from clever_engine.digits.rows import reading_order


def find_drawn_digits(values: NDArray[np.float32]) -> FoundDigits:
    """Return the digits in a drawing whose ink is known, without the doubts a photo raises.

    Args:
        values: `(h, w)` ink in [0, 1].

    Raises:
        PictureError: it holds no digit, or more than `MAX_DIGITS`.
    """
    ink = Ink(values=values, noise=0.03, core=1.0)
    reading = best_reading(ink)
    check_count(len(reading.glyphs))
    return _found(ink, reading)


def _found(ink: Ink, reading: Reading) -> FoundDigits:
    like = {id(g): float(v) for g, v in zip(reading.glyphs, reading.like, strict=True)}
    # Halves of a V or an X pass for ones: with no whole digit beside them they are doubted.
    share = reading.share if any(not g.cut for g in reading.glyphs) else 0.0
    ordered, rows = reading_order(reading.glyphs)
    kept = ends_left_out([like[id(g)] for g in ordered], rows)
    digits = [g for g, keep in zip(ordered, kept, strict=True) if keep]
    signs = [g for g, keep in zip(ordered, kept, strict=True) if not keep]
    images = normalised(ink.values, digits)[:, None]
    return FoundDigits(
        images=images,
        boxes=tuple(_box(g) for g in digits),
        rows=tuple(row for row, keep in zip(rows, kept, strict=True) if keep),
        findings=tuple(doubts(ink, g, like[id(g)], share) for g in digits),
        left_out=tuple(_box(g) for g in (*signs, *reading.small)),
        readings=tuple(int(label) for label in second_reading(images).argmax(axis=1)),
    )


def _box(glyph: Glyph) -> Box:
    return Box(left=glyph.left, top=glyph.top, right=glyph.right, bottom=glyph.bottom)
