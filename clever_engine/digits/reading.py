"""Decide which pieces of ink are digits, by trying and comparing several ways to group them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clever_engine.digits.detector import digit_probabilities
from clever_engine.digits.found import DigitFinding
from clever_engine.digits.glyphs import Glyph, components, normalised
from clever_engine.digits.ink import Ink
from clever_engine.digits.joining import join_parts, usual_height
from clever_engine.digits.normalising import stroke_width
from clever_engine.digits.splitting import split_touching

UNLIKE = 0.5
"""Below this probability of being a digit at all, a glyph is doubted."""

NO_DIGIT = 0.005
"""Below it, a mark at the end of a row of digits is taken for a currency sign or a unit."""

CLUTTER = 0.4
"""With less of the ink in digits than this, all of the picture is doubted: a cat has lines too."""

FAINT = 0.09


def doubts(ink: Ink, glyph: Glyph, like: float, share: float) -> tuple[DigitFinding, ...]:
    """Return the reasons to doubt one glyph, in a fixed order.

    Args:
        ink: of the whole picture.
        glyph: one of its marks.
        like: how like a digit it is, from 0 to 1.
        share: how much of all ink in the picture lies in digits.
    """
    height, width = ink.values.shape
    inside = ink.values[glyph.top : glyph.bottom, glyph.left : glyph.right][glyph.mask]
    at_border = glyph.top <= 0 or glyph.left <= 0 or glyph.bottom >= height or glyph.right >= width
    named = {
        DigitFinding.UNLIKE_A_DIGIT: like < UNLIKE or share < CLUTTER,
        DigitFinding.TOUCHES_THE_BORDER: at_border,
        DigitFinding.SPLIT_FROM_A_NEIGHBOUR: glyph.cut,
        DigitFinding.FAINT: float(np.median(inside)) < FAINT,
    }
    return tuple(finding for finding, holds in named.items() if holds)


def ends_left_out(like: Sequence[float], rows: Sequence[int]) -> list[bool]:
    """Return which glyphs to keep: signs at the ends of a row of sure digits go.

    In the middle of a row an odd mark stays, with its doubt: a digit must not vanish in silence.
    """
    kept = [True] * len(like)
    for row in set(rows):
        places = [place for place, number in enumerate(rows) if number == row]
        if sum(like[place] > 0.9 for place in places) * 2 < len(places):
            continue
        for order in (places, places[::-1]):
            for place in order:
                if like[place] >= NO_DIGIT:
                    break
                kept[place] = False
    return kept


LOWEST = 0.42
"""A mark lower than this share of the usual height is punctuation or dirt."""

GAPS = (0.0, 0.9, 1.8)
"""Paper between pieces that may belong together, in widths of the stroke."""

COMPLETE = 0.97
"""With this share of the ink in digits nothing needs to be put together."""

MOST_PIECES = 120
MOST_CUT = 6

UPRIGHT = 0.9
"""How like a digit a straight upright stroke is taken to be, whatever the detector says."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """One way to see the ink as digits.

    Attributes:
        like: how like a digit each glyph is, from 0 to 1.
        share: of all ink, the part that lies in digits, weighted by how like digits they are.
        small: marks too low to be digits.
    """

    glyphs: tuple[Glyph, ...]
    like: NDArray[np.float32]
    share: float
    small: tuple[Glyph, ...] = ()

    @property
    def merit(self) -> float:
        """Return what readings are compared by: fewer digits explain the same ink better."""
        return self.share - 0.012 * len(self.glyphs) if self.glyphs else -1.0


def best_reading(ink: Ink) -> Reading:
    """Return the grouping of the ink into glyphs that makes it look most like digits."""
    mask = ink.mask()
    stroke = stroke_width(mask)
    readings: list[Reading] = []
    for gap in GAPS:
        if gap and readings[0].share > COMPLETE:
            break
        readings.append(_read(ink, components(mask, gap * stroke)))
    return max(readings, key=lambda reading: reading.merit)


def likeness(ink: Ink, glyphs: Sequence[Glyph]) -> NDArray[np.float32]:
    """Return for each glyph how like a digit it is, from 0 to 1."""
    seen = digit_probabilities(normalised(ink.values, glyphs)).sum(axis=1)
    # One straight stroke is the commonest 1, and too plain for the detector to tell from a line.
    ones = [UPRIGHT if glyph.is_upright_stroke else 0.0 for glyph in glyphs]
    return np.asarray(np.maximum(seen, ones), dtype=np.float32)


def _read(ink: Ink, pieces: Sequence[Glyph]) -> Reading:
    total = sum(g.area for g in pieces)
    large = sorted(pieces, key=lambda g: g.area, reverse=True)[:MOST_PIECES]
    height = usual_height(large)
    large = [g for g in large if max(g.height, g.width) > 0.08 * height]
    joined = join_parts(large, height)
    whole = [g for g in joined if g.height >= LOWEST * height]
    small = tuple(g for g in joined if g.height < LOWEST * height)
    like = likeness(ink, whole)
    glyphs: list[Glyph] = []
    # In a texture most pieces are odd: cutting them further is of no use.
    cuttable = sum(value < 0.5 for value in like) <= MOST_CUT
    for glyph, value in zip(whole if cuttable else [], like, strict=False):
        glyphs += split_touching(glyph, float(value), lambda parts: likeness(ink, parts))
    glyphs = glyphs or list(whole)
    if len(glyphs) != len(whole):
        like = likeness(ink, glyphs)
    weight = sum(g.area * float(v) for g, v in zip(glyphs, like, strict=True))
    return Reading(
        glyphs=tuple(glyphs), like=like, share=weight / total if total else 0.0, small=small
    )
