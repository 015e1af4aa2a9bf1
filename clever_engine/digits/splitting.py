"""Cut digits apart that touch each other."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from clever_engine.digits.glyphs import Glyph, trimmed

Score = Callable[[list[Glyph]], NDArray[np.float32]]
"""How like a digit each glyph is, from 0 to 1."""

_SLANTS = (-0.35, -0.15, 0.0, 0.15, 0.35)
_CUTS = 12
_MOST_PIECES = 4


def split_touching(glyph: Glyph, like: float, score: Score) -> list[Glyph]:
    """Return the digits a wide piece of ink is made of, or the piece itself.

    Args:
        glyph: a piece of ink that may hold several digits.
        like: how like a digit the whole piece is; pieces must be likelier by far.
        score: rates the parts of a possible cut.
    """
    aspect = glyph.width / glyph.height
    # A piece no wider than one digit may be an odd digit: cutting it needs better reasons.
    most, least = (0.5, 0.75) if aspect > 1.05 else (0.3, 0.85) if aspect > 0.8 else (0.1, 0.95)
    if aspect < 0.55 or like > most:
        return [glyph]
    parts, worst = _best_parts(glyph, score, _MOST_PIECES)
    return parts if len(parts) > 1 and worst > least else [glyph]


def _best_parts(glyph: Glyph, score: Score, pieces: int) -> tuple[list[Glyph], float]:
    """Return the parts with the best worst score, and that score."""
    pairs = _cuts(glyph)
    if not pairs:
        return [glyph], 0.0
    rated = score([part for pair in pairs for part in pair]).reshape(-1, 2)
    best = int(np.argmax(rated.min(axis=1)))
    parts, worst = list(pairs[best]), float(rated[best].min())
    if worst > 0.5 or pieces <= 2:
        return parts, worst
    # More than two digits: a good first one, and the rest cut further.
    for index in np.argsort(-rated[:, 0])[:2]:
        first, rest = pairs[int(index)]
        if rated[index, 0] > 0.6 and rest.width > 0.6 * rest.height:
            more, least = _best_parts(rest, score, pieces - 1)
            least = min(least, float(rated[index, 0]))
            if least > worst:
                parts, worst = [first, *more], least
    return parts, worst


def _cuts(glyph: Glyph) -> list[tuple[Glyph, Glyph]]:
    """Return the most promising pairs of parts: cuts that cross the least ink."""
    found: list[tuple[float, float, int]] = []
    ys = np.arange(glyph.height) - glyph.height / 2
    for slant in _SLANTS:
        shift = np.round(slant * ys).astype(np.intp)
        columns = np.arange(glyph.width)[None, :] + shift[:, None]
        inside = (columns >= 0) & (columns < glyph.width)
        lines = glyph.mask[np.arange(glyph.height)[:, None], np.clip(columns, 0, glyph.width - 1)]
        cost = (lines & inside).sum(axis=0) / glyph.height
        margin = max(2, round(0.12 * glyph.height))
        for x in range(margin, glyph.width - margin):
            around = cost[max(0, x - margin // 2) : x + margin // 2 + 1]
            if cost[x] <= around.min() and cost[x] < 0.45:
                found.append((float(cost[x]) + 0.05 * abs(slant), slant, x))
    chosen: list[tuple[float, float, int]] = []
    for cut in sorted(found):
        if all(abs(cut[2] - c[2]) > 0.06 * glyph.height or cut[1] != c[1] for c in chosen):
            chosen.append(cut)
    pairs = [_cut(glyph, slant, x) for _, slant, x in chosen[:_CUTS]]
    return [pair for pair in pairs if pair is not None]


def _cut(glyph: Glyph, slant: float, x: int) -> tuple[Glyph, Glyph] | None:
    ys = np.arange(glyph.height) - glyph.height / 2
    border = x + np.round(slant * ys)
    left = np.arange(glyph.width)[None, :] < border[:, None]
    one = trimmed(glyph.top, glyph.left, glyph.mask & left, cut=True)
    two = trimmed(glyph.top, glyph.left, glyph.mask & ~left, cut=True)
    if one is None or two is None or min(one.height, two.height) < 0.35 * glyph.height:
        return None
    return one, two
