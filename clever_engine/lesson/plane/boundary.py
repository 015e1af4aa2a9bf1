"""The decision boundary of a ReLU network in the plane, exactly: a set of straight segments."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from clever_engine.lesson.plane.network import REACH, PlaneNetwork
from clever_engine.lesson.plane.polygons import level_segment
from clever_engine.lesson.plane.regions import LinearRegion, linear_regions

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """Where the reading changes: two classes share the largest logit.

    Attributes:
        starts: `(n, 2)` one end of each segment.
        ends: `(n, 2)` the other.
        classes: `(n, 2)` the two classes that meet there.
        regions: number of polygons on which the network is linear.
        reach: the boundary is complete in the square from -reach to reach.
    """

    starts: Array
    ends: Array
    classes: NDArray[np.int64]
    regions: int
    reach: float


def decision_boundary(network: PlaneNetwork, reach: float = REACH) -> Boundary:
    """Return the network's decision boundary in the square from -reach to reach."""
    segments: list[tuple[Array, tuple[int, int]]] = []
    regions = 0
    for region in linear_regions(network, reach):
        regions += 1
        segments += _segments(region)
    ends = np.array([segment for segment, _ in segments]).reshape(-1, 2, 2)
    return Boundary(
        starts=ends[:, 0],
        ends=ends[:, 1],
        classes=np.array([pair for _, pair in segments], dtype=np.int64).reshape(-1, 2),
        regions=regions,
        reach=reach,
    )


def _segments(region: LinearRegion) -> Iterator[tuple[Array, tuple[int, int]]]:
    """Yield the segments within one region, each with its classes."""
    logits = region.corners @ region.weight.T + region.bias
    for first, second in combinations(range(logits.shape[1]), 2):
        segment = level_segment(region.corners, logits[:, first] - logits[:, second])
        if segment is None:
            continue
        at_ends = segment @ region.weight.T + region.bias
        others = np.delete(np.arange(logits.shape[1]), (first, second))
        kept = _where_largest(at_ends[:, [first]] - at_ends[:, others])
        if kept is not None:
            start, end = segment
            yield np.array([start + share * (end - start) for share in kept]), (first, second)


def _where_largest(leads: Array) -> tuple[float, float] | None:
    """Return the part of a segment on which all leads are at least 0, as shares of it.

    Args:
        leads: `(2, others)`: at the segment's ends; they are linear between.
    """
    low, high = 0.0, 1.0
    for at_start, at_end in leads.T:
        if at_start < 0 and at_end < 0:
            return None
        if at_start < 0:
            low = max(low, at_start / (at_start - at_end))
        elif at_end < 0:
            high = min(high, at_start / (at_start - at_end))
    return (low, high) if low < high else None
