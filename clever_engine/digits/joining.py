"""Put together what the pen left apart: the bar of a 5, a dashed stroke."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from clever_engine.digits.glyphs import Glyph, union

SMALL = 0.62
"""A piece lower than this share of the usual height may be part of a digit."""


def usual_height(glyphs: Sequence[Glyph]) -> float:
    """Return the height that divides the ink in halves: specks hardly count."""
    if not glyphs:
        return 0.0
    order = sorted(glyphs, key=lambda g: g.height)
    ink = np.cumsum([g.area for g in order])
    return float(order[int(np.searchsorted(ink, ink[-1] / 2))].height)


def join_parts(glyphs: Sequence[Glyph], height: float) -> list[Glyph]:
    """Return the glyphs with small pieces joined to the digit they belong to.

    Args:
        glyphs: pieces of ink.
        height: usual height of a digit, in pixels.
    """
    whole = sorted(glyphs, key=lambda g: g.area, reverse=True)
    position = len(whole) - 1
    while position > 0:  # from the smallest piece up: joined pieces may join further
        piece = whole[position]
        if piece.height < SMALL * height and max(piece.height, piece.width) > 0.12 * height:
            owner = _owner(piece, [g for g in whole if g is not piece], height)
            if owner is not None:
                whole.remove(piece)
                whole[whole.index(owner)] = union([owner, piece])
        position = min(position, len(whole)) - 1
    return whole


def _owner(piece: Glyph, others: Sequence[Glyph], height: float) -> Glyph | None:
    fitting = [
        (distance(piece, other), index)
        for index, other in enumerate(others)
        if _may_belong(piece, other, height)
    ]
    return others[min(fitting)[1]] if fitting else None


def _may_belong(piece: Glyph, other: Glyph, height: float) -> bool:
    top, bottom = min(piece.top, other.top), max(piece.bottom, other.bottom)
    left, right = min(piece.left, other.left), max(piece.right, other.right)
    size = max(height, other.height)
    if bottom - top > 1.4 * size or right - left > 1.3 * size:
        return False
    overlap = min(piece.right, other.right) - max(piece.left, other.left)
    beneath = piece.top >= other.bottom - 0.12 * other.height
    if max(piece.height, piece.width) < 0.25 * height and overlap <= 0 and beneath:
        return False  # a full stop or comma beside the foot of a digit
    near = 0.3 * size if overlap >= 0.4 * piece.width else 0.1 * size
    beside = max(piece.left, other.left) - min(piece.right, other.right)
    apart = max(piece.top, other.top) - min(piece.bottom, other.bottom)
    if max(beside, apart) > near:
        return False
    return distance(piece, other) <= near


def distance(one: Glyph, other: Glyph) -> float:
    """Return how many pixels of paper lie between two pieces."""
    gaps, _ = KDTree(_outline(one)).query(_outline(other))
    return float(gaps.min())


def _outline(glyph: Glyph) -> NDArray[np.intp]:
    """Return the pixels at the edge of a piece, as `(n, 2)` rows and columns."""
    ink = np.pad(glyph.mask, 1)
    inner = ink[:-2, 1:-1] & ink[2:, 1:-1] & ink[1:-1, :-2] & ink[1:-1, 2:]
    return np.asarray(np.argwhere(glyph.mask & ~inner) + np.array([glyph.top, glyph.left]))
