"""Small data sets in the plane, made from a seed."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clever_engine.errors import InputError
from clever_engine.score.settings import check_seed

Array = NDArray[np.float64]

VIEW = 2.0
"""The data lie in the square from -VIEW to VIEW, and that is what is drawn."""

PER_CLASS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaneData:
    """Labelled points in the plane.

    Attributes:
        name: of the data set.
        points: `(n, 2)`, from -`VIEW` to `VIEW`.
        labels: `(n,)` classes, from 0.
        classes: how many there are.
    """

    name: str
    points: Array
    labels: NDArray[np.int64]
    classes: int


def make_data(name: str, seed: int = 0) -> PlaneData:
    """Return a data set: "moons", "rings", "blobs" (three classes) or "spiral".

    Raises:
        InputError: there is no such data set, or the seed makes no sense.
    """
    if name not in DATA_SETS:
        raise InputError(f"Expected a data set out of {', '.join(DATA_SETS)}; got {name!r}.")
    generator = np.random.default_rng([check_seed(seed), list(DATA_SETS).index(name)])
    groups = DATA_SETS[name](generator)
    points = np.clip(np.concatenate(groups), -0.97 * VIEW, 0.97 * VIEW)
    labels = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    return PlaneData(name=name, points=points, labels=labels, classes=len(groups))


def _moons(generator: np.random.Generator) -> list[Array]:
    angles = np.linspace(0, np.pi, PER_CLASS)
    upper = np.stack([np.cos(angles) - 0.5, np.sin(angles) - 0.25], axis=1)
    return [_blurred(1.1 * upper, 0.15, generator), _blurred(-1.1 * upper, 0.15, generator)]


def _rings(generator: np.random.Generator) -> list[Array]:
    circle = _circle(np.linspace(0, 2 * np.pi, PER_CLASS, endpoint=False))
    return [_blurred(0.5 * circle, 0.14, generator), _blurred(1.45 * circle, 0.14, generator)]


def _blobs(generator: np.random.Generator) -> list[Array]:
    centers = 1.05 * _circle(np.pi * np.array([1 / 2, 7 / 6, 11 / 6]))
    return [_blurred(np.tile(center, (PER_CLASS, 1)), 0.33, generator) for center in centers]


def _spiral(generator: np.random.Generator) -> list[Array]:
    turns = np.linspace(0.25, 1.0, PER_CLASS)
    arm = 1.7 * turns[:, None] * _circle(2.6 * np.pi * turns)
    return [_blurred(arm, 0.07, generator), _blurred(-arm, 0.07, generator)]


def _circle(angles: Array) -> Array:
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def _blurred(points: Array, noise: float, generator: np.random.Generator) -> Array:
    return np.asarray(points + noise * generator.standard_normal(points.shape))


DATA_SETS: dict[str, Callable[[np.random.Generator], list[Array]]] = {
    "moons": _moons,
    "rings": _rings,
    "blobs": _blobs,
    "spiral": _spiral,
}
"""How each data set is made: one array of points a class."""
