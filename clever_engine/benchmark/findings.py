"""What a benchmark shows, computed: who is accurate, who robust, whether CLEVER and attack agree.

Numbers and names only; the words are another's. Robustness is the mean over the digits a network
reads rightly, accuracy the share of the whole test set.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.stats import bootstrap, rankdata

from clever_engine.benchmark.rows import (
    Array,
    Benchmark,
    NetworkRow,
)
from clever_engine.score.results import Finding

ALMOST_EQUAL = 0.003
"""Difference in accuracy up to which two networks count as equally accurate: 0.3 points. Chance
alone moves the difference of two accuracies of 99 % on 10,000 test digits by 0.14 points."""

FOOLED = 1.5
"""CLEVER's mean over the attack's beyond which CLEVER was fooled: an attack came much nearer. Of
the 28 networks shipped none comes near it: at most 0.91 in L2 and 0.75 in Linf."""

RESAMPLES = 2000
"""Bootstrap replicates; a share of 5 % beyond an end is then known to 0.5 points."""
FEWEST = 4
"""Networks below which a rank correlation says nothing."""


class Kind(StrEnum):
    """What a statement is about; `values` holds what is listed here."""

    CORRELATION = "correlation"
    """spearman, low, high, networks: accuracy against robustness, with its 90 % interval."""
    MOST_ACCURATE = "most-accurate"
    """accuracy, robustness, rank (in robustness, 1 is the best), networks."""
    MOST_ROBUST = "most-robust"
    """accuracy, robustness, rank (in accuracy), networks."""
    CLOSE_PAIR = "close-pair"
    """ratio, robustness, other_robustness, accuracy, other_accuracy: the more robust is first."""
    AGREEMENT = "agreement"
    """spearman, low, high, networks: CLEVER's robustness against the attack's."""
    FOOLED = "fooled"
    """CLEVER's mean over the attack's, by network, the largest first; no networks if none."""
    UNMEASURABLE = "unmeasurable"
    """Share of digits, by network, at which CLEVER met no slope at all; left out of the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One fact about a benchmark.

    Attributes:
        kind: what it is about; says which `values` there are.
        networks: names, in the order of the kind.
        values: numbers by name.
    """

    kind: Kind
    networks: tuple[str, ...]
    values: dict[str, float]


def pareto(points: Sequence[tuple[float, float]]) -> tuple[int, ...]:
    """Return the indices of points that no other beats, more being better in both values.

    One point beats another if it is at least as good in both and better in one.
    """
    values = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    beaten = [bool(((values >= p).all(axis=1) & (values > p).any(axis=1)).any()) for p in values]
    return tuple(index for index, lost in enumerate(beaten) if not lost)


def statements(benchmark: Benchmark, norm: str, measure: str) -> list[Statement]:
    """Return what the benchmark shows of robustness in one norm by one measure.

    Networks at most of whose digits CLEVER met no slope are left out where CLEVER is used: its
    score of 0 there is no evidence. A statement for which there are too few networks, or whose
    norm has no attack, is left out.

    Args:
        benchmark: of any number of networks.
        norm: "l1", "l2" or "linf".
        measure: one of `rows.MEASURES`.
    """
    clever = measure if measure != "attack" else "clever untargeted"
    rows = [row for row in benchmark.rows if (norm, measure) in row.scores]
    both = [row for row in rows if {(norm, clever), (norm, "attack")} <= set(row.scores)]
    blind = {row.name: share for row in rows if (share := blindness(row, norm, clever)) > 0.5}
    if measure != "attack":
        rows = [row for row in rows if row.name not in blind]
    both = [row for row in both if row.name not in blind]
    found = [
        _correlation(rows, norm, measure),
        *_best(rows, norm, measure),
        _close_pair(rows, norm, measure),
        _agreement(both, norm, clever),
        _fooled(both, norm, clever) if both else None,
        Statement(kind=Kind.UNMEASURABLE, networks=tuple(blind), values=blind) if blind else None,
    ]
    return [statement for statement in found if statement]


def blindness(row: NetworkRow, norm: str, measure: str) -> float:
    """Return the share of digits at which CLEVER met no slope at all."""
    if (norm, measure) not in row.scores:
        return 0.0
    scores = row.scores[norm, measure]
    return scores.findings.get(str(Finding.ZERO_GRADIENTS), 0) / max(1, len(scores.values))


def spearman(one: Array, other: Array) -> tuple[float, float, float]:
    """Return the rank correlation and its 90 % bootstrap interval over which pairs were drawn.

    Ties share their mean rank; without any order in one of the two the correlation is 0.
    """
    found = bootstrap(
        (one, other),
        _rank_correlation,
        paired=True,
        n_resamples=RESAMPLES,
        confidence_level=0.9,
        method="percentile",
        rng=0,
    )
    low, high = found.confidence_interval
    return float(_rank_correlation(one, other)), float(low), float(high)


def _rank_correlation(one: Array, other: Array, axis: int = -1) -> Array:
    """Return Spearman's coefficient along an axis.

    `spearmanr` takes one pair at a time, 3 s for all resamples, and has no value without an order.
    """
    first, second = (rankdata(values, axis=axis) for values in (one, other))
    first = first - first.mean(axis=axis, keepdims=True)
    second = second - second.mean(axis=axis, keepdims=True)
    scale = np.sqrt((first**2).sum(axis=axis) * (second**2).sum(axis=axis))
    products = (first * second).sum(axis=axis)
    return np.asarray(np.divide(products, scale, out=np.zeros_like(scale), where=scale > 0))


def _values(rows: list[NetworkRow], value: Callable[[NetworkRow], float]) -> Array:
    return np.array([value(row) for row in rows], dtype=np.float64)


def _correlation(rows: list[NetworkRow], norm: str, measure: str) -> Statement | None:
    robustness = _values(rows, lambda row: row.robustness(norm, measure))
    return _correlated(Kind.CORRELATION, rows, _values(rows, lambda r: r.test_accuracy), robustness)


def _agreement(rows: list[NetworkRow], norm: str, clever: str) -> Statement | None:
    estimated = _values(rows, lambda row: row.robustness(norm, clever))
    found = _values(rows, lambda row: row.robustness(norm, "attack"))
    return _correlated(Kind.AGREEMENT, rows, estimated, found)


def _correlated(kind: Kind, rows: list[NetworkRow], one: Array, other: Array) -> Statement | None:
    if len(rows) < FEWEST:
        return None
    value, low, high = spearman(one, other)
    values = {"spearman": value, "low": low, "high": high, "networks": float(len(rows))}
    return Statement(kind=kind, networks=tuple(row.name for row in rows), values=values)


def _best(rows: list[NetworkRow], norm: str, measure: str) -> list[Statement]:
    """Return the most accurate and the most robust network, each with its rank in the other."""
    if not rows:
        return []
    accuracy = _values(rows, lambda row: row.test_accuracy)
    robustness = _values(rows, lambda row: row.robustness(norm, measure))

    def best(kind: Kind, by: Array, other: Array) -> Statement:
        index = int(np.lexsort((other, by))[-1])  # of equals the one that is better in the other
        values = {
            "accuracy": float(accuracy[index]),
            "robustness": float(robustness[index]),
            "rank": float(1 + (other > other[index]).sum()),
            "networks": float(len(rows)),
        }
        return Statement(kind=kind, networks=(rows[index].name,), values=values)

    return [
        best(Kind.MOST_ACCURATE, accuracy, robustness),
        best(Kind.MOST_ROBUST, robustness, accuracy),
    ]


def _close_pair(rows: list[NetworkRow], norm: str, measure: str) -> Statement | None:
    """Return the two equally accurate networks whose robustness differs most."""
    value = {row.name: row.robustness(norm, measure) for row in rows}
    pairs = [
        (value[strong.name] / value[weak.name], strong, weak)
        for strong in rows
        for weak in rows
        if value[strong.name] > value[weak.name] > 0
        and abs(strong.test_accuracy - weak.test_accuracy) <= ALMOST_EQUAL + 1e-9
    ]
    if not pairs:
        return None
    ratio, strong, weak = max(pairs, key=lambda pair: pair[0])
    values = {
        "ratio": ratio,
        "robustness": value[strong.name],
        "other_robustness": value[weak.name],
        "accuracy": strong.test_accuracy,
        "other_accuracy": weak.test_accuracy,
    }
    return Statement(kind=Kind.CLOSE_PAIR, networks=(strong.name, weak.name), values=values)


def _fooled(rows: list[NetworkRow], norm: str, clever: str) -> Statement:
    attack = {row.name: row.robustness(norm, "attack") for row in rows}
    ratios = {
        row.name: row.robustness(norm, clever) / attack[row.name]
        for row in rows
        if attack[row.name] > 0
    }
    worst = sorted(ratios, key=lambda name: -ratios[name])
    values = {name: ratios[name] for name in worst if ratios[name] > FOOLED}
    return Statement(kind=Kind.FOOLED, networks=tuple(values), values=values)
