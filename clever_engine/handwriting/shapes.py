"""The ways of writing each digit (allographs), read from `assets/hands/allographs.json`."""

import functools
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from clever_engine.codec import read_json
from clever_engine.errors import DataError
from clever_engine.shipped import ASSETS

HANDS = ASSETS / "hands"
Points = npt.NDArray[np.float64]
"""Points `(n, 2)`, x to the right and y downwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skeleton:
    """One pen stroke before any hand has shaped it.

    Attributes:
        points: what the pen passes through, on a line height of 100.
        corners: the indices of the points where the pen turns sharply.
    """

    points: tuple[tuple[float, float], ...]
    corners: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Allograph:
    """One way of writing a digit.

    Attributes:
        tail: length at the end of the last stroke that a hand may leave out, opening a loop.
    """

    name: str
    tail: float
    skeletons: tuple[Skeleton, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    name: str
    tail: float
    strokes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Allographs:
    digits: tuple[tuple[_Entry, ...], ...]


@functools.cache
def allographs(folder: Path = HANDS) -> tuple[tuple[Allograph, ...], ...]:
    """Return the ways of writing 0 to 9.

    Raises:
        DataError: the file is missing or malformed.
    """
    path = folder / "allographs.json"
    read = read_json(path, _Allographs, what="the ways of writing digits")
    try:
        shapes = tuple(tuple(_allograph(entry) for entry in entries) for entries in read.digits)
    except ValueError as error:
        raise DataError(f"Expected the ways of writing digits in {path}: {error}.") from error
    if len(shapes) != 10 or not all(shapes):
        raise DataError(f"Expected ways of writing each of 10 digits in {path}.")
    return shapes


def _allograph(entry: _Entry) -> Allograph:
    if not entry.strokes:
        raise ValueError(f"no strokes in {entry.name}")
    skeletons = tuple(_skeleton(text) for text in entry.strokes)
    return Allograph(name=entry.name, tail=entry.tail, skeletons=skeletons)


def _skeleton(text: str) -> Skeleton:
    """Read `"0,24 22,0! 20,100"`: points, a corner marked by an exclamation mark."""
    words = text.split()
    pairs = [word.rstrip("!").split(",") for word in words]
    return Skeleton(
        points=tuple((float(x), float(y)) for x, y in pairs),
        corners=tuple(i for i, word in enumerate(words) if word.endswith("!")),
    )
