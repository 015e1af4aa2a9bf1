"""The polygons on which a ReLU network in the plane is linear.

Each hidden unit switches on or off across a line; the lines of a layer cut every polygon on which
the layers before are linear. (Pascanu et al. 2014, arXiv 1312.6098, count such regions.)
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clever_engine.lesson.plane.network import REACH, PlaneNetwork
from clever_engine.lesson.plane.polygons import split_by_all, square

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearRegion:
    """A polygon, and the linear map the network is on it.

    Attributes:
        corners: `(n, 2)` of the convex polygon.
        weight: `(classes, 2)`: logits are `weight @ x + bias`.
        bias: `(classes,)`.
    """

    corners: Array
    weight: Array
    bias: Array


def linear_regions(network: PlaneNetwork, reach: float = REACH) -> Iterator[LinearRegion]:
    """Yield polygons that cover the square from -reach to reach, with the network's map on each."""
    yield from _refined(network, square(reach), np.eye(2), np.zeros(2), 0)


def _refined(
    network: PlaneNetwork, corners: Array, weight: Array, bias: Array, layer: int
) -> Iterator[LinearRegion]:
    """Yield the regions of a polygon on which the layers before are `weight @ x + bias`."""
    bias = network.weights[layer] @ bias + network.biases[layer]
    weight = network.weights[layer] @ weight
    if layer == len(network.weights) - 1:
        yield LinearRegion(corners=corners, weight=weight, bias=bias)
        return
    for part in split_by_all(corners, weight, bias):
        active = (part.mean(axis=0) @ weight.T + bias > 0).astype(np.float64)
        yield from _refined(network, part, weight * active[:, None], bias * active, layer + 1)
