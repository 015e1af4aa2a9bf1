"""Name what is doubtful about a digit found."""

from collections.abc import Sequence

import numpy as np

from clever_engine.digits.found import DigitFinding
from clever_engine.digits.glyphs import Glyph
from clever_engine.digits.ink import Ink

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
