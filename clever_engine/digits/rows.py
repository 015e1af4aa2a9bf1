"""In which order digits are read: row by row from the top, each row from left to right."""

from collections.abc import Sequence

import numpy as np

from clever_engine.digits.glyphs import Glyph


def reading_order(glyphs: Sequence[Glyph]) -> tuple[list[Glyph], tuple[int, ...]]:
    """Return the glyphs in reading order and the number of each one's row."""
    if not glyphs:
        return [], ()
    slope = baseline_slope(glyphs)
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: _level(g, slope)):
        row = rows[-1] if rows else None
        if row is not None and _same_row(glyph, row, slope):
            row.append(glyph)
        else:
            rows.append([glyph])
    ordered = [sorted(row, key=lambda g: g.middle[0]) for row in rows]
    numbers = tuple(number for number, row in enumerate(ordered) for _ in row)
    return [glyph for row in ordered for glyph in row], numbers


def baseline_slope(glyphs: Sequence[Glyph]) -> float:
    """Return how many pixels the writing falls for each pixel to the right.

    The median over each glyph's nearest neighbour on the right that overlaps it in height.
    """
    slopes = []
    for glyph in glyphs:
        x, y = glyph.middle
        right = [
            (other.middle[0] - x, other.middle[1] - y)
            for other in glyphs
            if other.middle[0] > x
            and abs(other.middle[1] - y) < 0.6 * max(glyph.height, other.height)
        ]
        if right:
            dx, dy = min(right, key=lambda step: step[0] + 2 * abs(step[1]))
            if dx < 4 * glyph.height and dx > 0.3 * glyph.height:
                slopes.append(dy / dx)
    # Two digits of unlike height say little about the slant of a line.
    return float(np.clip(np.median(slopes), -0.5, 0.5)) if len(slopes) > 1 else 0.0


def _level(glyph: Glyph, slope: float) -> float:
    x, y = glyph.middle
    return y - slope * x


def _same_row(glyph: Glyph, row: Sequence[Glyph], slope: float) -> bool:
    levels = [_level(g, slope) for g in row]
    height = max(float(np.median([g.height for g in row])), glyph.height)
    return _level(glyph, slope) - float(np.mean(levels)) < 0.6 * height
