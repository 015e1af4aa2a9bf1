"""Guided walks to more classes than memory holds at once: first steps to all, then to the nearest.

A thousand walks in a photograph would keep ten gigabytes of points. So each part of the classes
takes its first steps alone; those that promise least go on together, as if they were all.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from clever_engine.norms import Norm
from clever_engine.score import guided
from clever_engine.score.estimators import Array
from clever_engine.score.guided import FAR, Walk
from clever_engine.score.query import Query

TOGETHER = 4_000_000
"""Input values that walk at once: 5,000 digits or 26 photographs; the twenty stops of each walk
then take 400 MB. It depends on the network alone, so that numbers never hang on the machine."""


def walk(query: Query, norm: Norm) -> Walk:
    """Walk from the image towards each of its targets, in parts where they are many.

    Of many targets as many go on as fit together, of those that a walk would not leave after its
    first steps; the others keep what these met.

    Raises:
        ModelError: a gradient is not finite.
    """
    count, each = len(query.targets), max(1, TOGETHER // query.image.numel())
    if count <= each:
        return guided.walk(query, norm)
    parts = [tuple(range(start, min(start + each, count))) for start in range(0, count, each)]
    # What a part's walks reached is dropped at once.
    pilots = [replace(_walk(query, norm, part, pilot=True), points=query.image) for part in parts]
    steepest = np.concatenate([pilot.norms.max(axis=0) for pilot in pilots])
    promises = query.margins().cpu().numpy() / np.maximum(steepest, 1e-300)
    order = np.argsort(promises, kind="stable")[:each]
    near = tuple(sorted(int(k) for k in order if promises[k] <= FAR * promises.min()))
    found = [*zip(parts, pilots, strict=True), (near, _walk(query, norm, near))]
    return Walk(
        norms=_joined(found, count, "norms", stays=False),
        lengths=_joined(found, count, "lengths", stays=True),
        falls=_joined(found, count, "falls", stays=False),
        distances=_joined(found, count, "distances", stays=True),
        points=found[-1][1].points,
        columns=near,
    )


def _walk(query: Query, norm: Norm, columns: tuple[int, ...], *, pilot: bool = False) -> Walk:
    some = replace(query, targets=tuple(query.targets[column] for column in columns))
    return guided.walk(some, norm, pilot=pilot)


def _joined(
    walks: Sequence[tuple[tuple[int, ...], Walk]], count: int, name: str, *, stays: bool
) -> Array:
    """Return what walks to some columns each met as one array `(rows, count)`.

    The last walk has its word where several went. After its end a walk has met nothing, or stays
    where it was.
    """
    rows = max(len(getattr(walk, name)) for _, walk in walks)
    joined = np.zeros((rows, count))
    for columns, walk in walks:
        values = getattr(walk, name)
        joined[:, columns] = values[-1] if stays else 0.0
        joined[: len(values), columns] = values
    return joined
