"""Cutting convex polygons by lines, values carried along."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_TOUCH = 1e-12
"""A corner this near to a line lies on it; otherwise rounding would cut slivers off."""


def square(reach: float) -> Array:
    """Return the corners `(4, 2)` of the square from -reach to reach."""
    return reach * np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])


def split(polygon: Array, column: int) -> tuple[Array, Array]:
    """Return the parts of a convex polygon where a column is at least and at most 0.

    Args:
        polygon: `(corners, 2 + values)`: places, then values that are linear on the polygon.
        column: of the value that decides.
    """
    values = polygon[:, column]
    after = np.roll(polygon, -1, axis=0)
    shares = _crossings(values, after[:, column])
    high: list[Array] = []
    low: list[Array] = []
    for corner, following, value, share in zip(polygon, after, values, shares, strict=True):
        if value >= 0:
            high.append(corner)
        if value <= 0:
            low.append(corner)
        if share > 0:
            met = corner + share * (following - corner)
            met[column] = 0.0
            high.append(met)
            low.append(met)
    return np.array(high), np.array(low)


def split_by_all(corners: Array, weight: Array, bias: Array) -> list[Array]:
    """Return the parts `(corners, 2)` into which the lines `weight @ x + bias = 0` cut a polygon.

    Args:
        corners: `(n, 2)` of a convex polygon.
        weight: `(lines, 2)`.
        bias: `(lines,)`.
    """
    values = corners @ weight.T + bias
    values[np.abs(values) < _TOUCH] = 0.0
    parts = [np.hstack([corners, values])]
    for column in range(2, 2 + len(bias)):
        cut: list[Array] = []
        for part in parts:
            crossed = part[:, column].min() < 0 < part[:, column].max()
            cut += split(part, column) if crossed else (part,)
        parts = [part for part in cut if len(part) > 2]
    return [part[:, :2] for part in parts]


def level_segment(corners: Array, values: Array) -> Array | None:
    """Return the ends `(2, 2)` of the stretch on which a linear value is 0; None without one."""
    inside = values >= 0
    changes = np.flatnonzero(inside != np.roll(inside, -1))
    if len(changes) != 2:
        return None
    following = (changes + 1) % len(values)
    shares = values[changes] / (values[changes] - values[following])
    return np.asarray(corners[changes] + shares[:, None] * (corners[following] - corners[changes]))


def _crossings(values: Array, after: Array) -> Array:
    """Return where on each edge the value changes its sign, as a share of it; 0 where not."""
    crossed = values * after < 0
    return np.divide(values, values - after, out=np.zeros_like(values), where=crossed)
