"""A benchmark's networks as points: accuracy, robustness with its interval, what a digit gives."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from clever_engine.benchmark.findings import blindness, pareto
from clever_engine.benchmark.rows import NetworkRow
from clever_engine.figures.tradeoff import PLAIN, Point
from pages.accuracy.choosing import View

Array = NDArray[np.float64]


def robustness(row: NetworkRow, view: View) -> tuple[float, float, float]:
    """Return a network's robustness and its 90 % interval; robust accuracy in percent."""
    if view.budget is not None:
        share = row.robust_accuracy(view.norm, view.budget)
        low, high = row.robust_accuracy_interval(view.norm, view.budget)
        return 100 * share, 100 * low, 100 * high
    low, high = row.robustness_interval(view.norm, view.key)
    return row.robustness(view.norm, view.key), low, high


def a_digit(row: NetworkRow, view: View) -> tuple[Array, NDArray[np.bool_]]:
    """Return what each digit gives `(n,)`, and which of the digits count `(n,)`."""
    scores = row.scores[view.norm, view.key]
    if view.budget is None:
        return scores.values, row.right
    survived = row.right & (scores.values > view.budget)
    return 100.0 * survived.astype(np.float64), np.ones_like(survived)


def measured(rows: Iterable[NetworkRow], view: View) -> tuple[NetworkRow, ...]:
    """Return the networks of which this was measured."""
    return tuple(row for row in rows if (view.norm, view.key) in row.scores)


def points(rows: Iterable[NetworkRow], view: View, kinds: dict[str, str]) -> tuple[Point, ...]:
    """Return a point a network; `kinds` by name."""
    found = []
    for row in measured(rows, view):
        value, low, high = robustness(row, view)
        found.append(
            Point(
                name=row.name,
                kind=kinds.get(row.name, PLAIN),
                accuracy=row.test_accuracy,
                robustness=value,
                low=low,
                high=high,
            )
        )
    return tuple(found)


def blind(row: NetworkRow, view: View) -> bool:
    """Return whether CLEVER met no slope at most digits, so that its score says nothing."""
    return view.key != "attack" and blindness(row, view.norm, view.key) > 0.5


def front(rows: Iterable[NetworkRow], view: View, drawn: tuple[Point, ...]) -> tuple[int, ...]:
    """Return the indices of `drawn` that nothing surpasses in both; a blind one does not count."""
    unseen = {row.name for row in measured(rows, view) if blind(row, view)}
    seen = [index for index, point in enumerate(drawn) if point.name not in unseen]
    best = pareto([(drawn[index].accuracy, drawn[index].robustness) for index in seen])
    return tuple(seen[place] for place in best)


def reach(rows: Iterable[NetworkRow], view: View) -> float:
    """Return the largest value any of the networks has at a digit, rounded up, for one axis."""
    rows = measured(rows, view)
    values = [float(np.quantile(row.scores[view.norm, view.key].values, 0.99)) for row in rows]
    largest = max(values, default=1.0)
    if largest <= 0:
        return 1.0
    step = 10.0 ** np.floor(np.log10(largest)) / 2
    return float(np.ceil(largest / step) * step)
