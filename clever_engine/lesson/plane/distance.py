"""The exact distance from a point to segments, in L1, L2 and Linf."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clever_engine.errors import InputError
from clever_engine.lesson.plane.boundary import Boundary
from clever_engine.norms import Norm, parse_norm

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The point of the boundary that is nearest in a norm.

    Attributes:
        distance: from the input, in the units of the norm.
        point: `(2,)` where it is; one of several where they tie.
        classes: the two classes that meet there.
    """

    distance: float
    point: Array
    classes: tuple[int, int]


def nearest_boundary(boundary: Boundary, point: Array, norm: Norm | str) -> Nearest | None:
    """Return the nearest point of the boundary, None where there is none within its reach.

    The answer is exact: a nearest point that could lie beyond the square in which the boundary is
    known is not given.

    Raises:
        InputError: not a point within the reach, or no such norm.
    """
    point, norm = np.asarray(point, dtype=np.float64), parse_norm(norm)
    known = boundary.reach - float(np.abs(point).max(initial=0.0))
    if point.shape != (2,) or not known >= 0:
        raise InputError(
            f"Expected a point of two values from {-boundary.reach:g} to {boundary.reach:g}; "
            f"got {point}."
        )
    if not len(boundary.starts):
        return None
    shares = nearest_shares(boundary.starts - point, boundary.ends - boundary.starts, norm)
    found = boundary.starts + shares[:, None] * (boundary.ends - boundary.starts)
    distances = np.linalg.norm(found - point, ord=norm.order, axis=1)
    best = int(distances.argmin())
    # In every norm the edge of the square is as far as the larger coordinate says.
    if distances[best] > known:
        return None
    first, second = boundary.classes[best]
    return Nearest(
        distance=float(distances[best]), point=found[best], classes=(int(first), int(second))
    )


def nearest_shares(offsets: Array, ways: Array, norm: Norm) -> Array:
    """Return the t in [0, 1] at which `|offset + t way|` is least, for each row.

    Args:
        offsets: `(n, 2)` from the input to the segments' starts.
        ways: `(n, 2)` from the starts to the ends.
        norm: L2 has its minimum where the way is perpendicular; L1 and Linf are piecewise linear in
            t, so that theirs is at an end or at a kink: a coordinate changes sign or, for Linf, the
            two are equally large.
    """
    (dx, dy), (ex, ey) = offsets.T, ways.T
    if norm is Norm.L2:
        return _quotient(-(dx * ex + dy * ey), ex * ex + ey * ey)
    kinks = [_quotient(-dx, ex), _quotient(-dy, ey), np.zeros_like(dx), np.ones_like(dx)]
    if norm is Norm.LINF:
        kinks += [_quotient(dy - dx, ex - ey), _quotient(-dx - dy, ex + ey)]
    shares = np.stack(kinks)
    places = offsets + shares[:, :, None] * ways
    lengths = np.linalg.norm(places, ord=norm.order, axis=2)
    return np.asarray(np.take_along_axis(shares, lengths.argmin(axis=0)[None], axis=0)[0])


def _quotient(above: Array, below: Array) -> Array:
    """Return above / below cut to [0, 1], and 0 where below is 0."""
    shares = np.divide(above, below, out=np.zeros_like(above), where=below != 0)
    return np.clip(shares, 0.0, 1.0)
