"""How steady scores are, and how they stand to the smallest attack found."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from benchmarks.contenders import Contender, Outcome
from clever_engine import Classifier, Norm, clever_score
from clever_engine.attacks import smallest_attack
from clever_engine.score.ranking import rank
from clever_engine.score.results import TargetScore

SEEDS = (0, 1)
FIVES = 200
WITHIN = (0.7, 1.0)
COLLAPSED = 5.0
"""A score this many times smaller or larger than the smallest attack has collapsed."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """One contender's scores of one network in one norm.

    Attributes:
        outcomes: `[seed][digit]`; the digits are those a contender came to in its time.
        seconds: of each run, in the same order.
    """

    outcomes: list[list[Outcome]]
    seconds: list[list[float]]

    def values(self) -> Array:
        """Return the scores `(seeds, digits)` of the digits that every seed came to."""
        count = min(len(row) for row in self.outcomes)
        return np.array([[outcome.value for outcome in row[:count]] for row in self.outcomes])

    def changed(self, change: Callable[[Outcome], Outcome]) -> "Runs":
        """Return the runs with something else made of each outcome."""
        outcomes = [[change(outcome) for outcome in row] for row in self.outcomes]
        return Runs(outcomes=outcomes, seconds=self.seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """What `benchmarks/README.md` calls its columns; None where too little was measured.

    Attributes:
        digits: how many the figures rest on.
        seeds_median, seeds_p90: relative difference of two seeds' scores.
        spearman: rank correlation of score and smallest attack, mean over seeds.
        ratio: score / attack: median, least, greatest.
        within: share of scores from 0.7 to 1 times the attack.
        above: share of scores above the attack, which disproves them.
        held: share of plausible ranges that hold the attack; they are to hold nine in ten.
        fitted: share of scores whose slope is the fitted end point, not a larger one met on a walk.
        passes: share of those fits that pass the Kolmogorov-Smirnov test at 5 %.
        weakest: over random fives, share in which the lowest score has the smallest attack.
        claimed: mean probability the ranking gives its marked digit in those fives.
        collapses: runs that ended five times off the attack, or without a number, of `runs`.
        coverage: share of the 90 % `intervals` holding the same estimate from many more points.
        seconds: median of a run.
    """

    digits: int
    runs: int
    seeds_median: float | None
    seeds_p90: float | None
    spearman: float | None
    ratio: tuple[float, float, float]
    within: float
    above: float
    held: float | None
    fitted: float | None
    passes: float | None
    weakest: float | None
    claimed: float | None
    collapses: int
    coverage: float | None
    intervals: int
    seconds: float


def attack_distances(
    classifier: Classifier, images: NDArray[np.float32], norm: Norm, effort: str
) -> Array:
    """Return the smallest change found that flips each reading, not clipped to the pixel range.

    CLEVER's own guarantee speaks of changes that may leave the pixel range.
    """
    return smallest_attack(classifier, images, norm=norm, effort=effort, clip=False).distances


def run(
    contender: Contender,
    classifier: Classifier,
    images: NDArray[np.float32],
    norm: Norm,
    budget: float,
) -> Runs:
    """Score the digits with each seed, digit by digit, for as long as `budget` seconds last."""
    outcomes: list[list[Outcome]] = [[] for _ in SEEDS]
    seconds: list[list[float]] = [[] for _ in SEEDS]
    end = time.perf_counter() + budget
    for image in images:
        for place, seed in enumerate(SEEDS):
            start = time.perf_counter()
            outcomes[place].append(contender.measure(classifier, image, norm, seed))
            seconds[place].append(time.perf_counter() - start)
        if time.perf_counter() > end:
            break
    return Runs(outcomes=outcomes, seconds=seconds)


def judge(
    runs: Runs, distances: Array, coverage: float | None = None, intervals: int = 0
) -> Quality:
    """Return the figures of one contender beside the attack's distances."""
    values = runs.values()
    distances = distances[: values.shape[1]]
    ratios = values / distances
    finite = np.where(np.isfinite(values), values, 0.0)
    enough = values.shape[1] >= 5
    differences = np.abs(finite[0] - finite[1]) / np.maximum(finite.mean(axis=0), 1e-12)
    collapsed = (ratios < 1 / COLLAPSED) | (ratios > COLLAPSED) | ~np.isfinite(values)
    weakest, claimed = _weakest(runs, distances) if enough else (None, None)
    return Quality(
        digits=values.shape[1],
        runs=values.size,
        seeds_median=float(np.median(differences)) if enough else None,
        seeds_p90=float(np.quantile(differences, 0.9)) if enough else None,
        spearman=spearman(finite, distances) if enough else None,
        ratio=(float(np.median(ratios)), float(ratios.min()), float(ratios.max())),
        within=float(((ratios >= WITHIN[0]) & (ratios <= WITHIN[1])).mean()),
        above=float((ratios > 1).mean()),
        held=_held(runs, distances),
        fitted=_share(runs, lambda entry: entry.fit.location >= entry.walk_norm),
        passes=_share(runs, lambda entry: entry.fit.p_value >= 0.05),
        weakest=weakest,
        claimed=claimed,
        collapses=int(collapsed.sum()),
        coverage=coverage,
        intervals=intervals,
        seconds=float(np.median(runs.seconds)),
    )


def coverage(
    contender: Contender,
    classifier: Classifier,
    images: Sequence[NDArray[np.float32]],
    norm: Norm,
    runs: Runs,
) -> tuple[float | None, int]:
    """Return how often the 90 % interval holds the contender's reference, and of how many."""
    if contender.reference is None:
        return None, 0
    held = []
    came_to = max(len(row) for row in runs.outcomes)
    for number, image in enumerate(images[:came_to]):
        truth = clever_score(
            classifier, image, norm=norm, settings=contender.reference, seed=10_000
        ).value
        for row in runs.outcomes:
            score = row[number].score if number < len(row) else None  # its time was up
            if score is not None:
                low, high = score.interval
                slack = 1e-6 * truth  # an interval without width holds what equals it
                held.append(low - slack <= truth <= high + slack)
    return float(np.mean(held)), len(held)


def _held(runs: Runs, distances: Array) -> float | None:
    """Return of how many plausible ranges hold the attack; None where there are none."""
    ranges = [
        (outcome.score.plausible, distance)
        for row in runs.outcomes
        for outcome, distance in zip(row, distances, strict=False)
        if outcome.score and outcome.score.plausible
    ]
    slack = 1e-3  # a linear network's range has no width, an attack its own precision
    held = [low * (1 - slack) <= distance <= high * (1 + slack) for (low, high), distance in ranges]
    return float(np.mean(held)) if held else None


def _share(runs: Runs, holds: Callable[[TargetScore], bool]) -> float | None:
    """Return of how many scores it holds for the class that decides; None where there are none."""
    scores = [outcome.score for row in runs.outcomes for outcome in row if outcome.score]
    deciding = [min(score.per_target, key=lambda entry: entry.value) for score in scores]
    return float(np.mean([holds(entry) for entry in deciding])) if deciding else None


def spearman(values: Array, distances: Array) -> float:
    """Return the mean rank correlation over seeds; scores all alike rank nothing."""
    found = [
        stats.spearmanr(row, distances).statistic if np.ptp(row) and np.ptp(distances) else 0.0
        for row in values
    ]
    return float(np.mean(found))


def _weakest(runs: Runs, distances: Array) -> tuple[float, float | None]:
    """Return how often the lowest of five scores is right, and how sure the ranking was."""
    values = runs.values()
    generator = np.random.default_rng(0)
    right, claims = [], []
    for _ in range(FIVES):
        five = generator.choice(values.shape[1], 5, replace=False)
        for row, outcomes in zip(values, runs.outcomes, strict=True):
            right.append(int(row[five].argmin()) == int(distances[five].argmin()))
            scores = [outcomes[number].score for number in five]
            known = [score for score in scores if score is not None]
            if len(known) == len(five):
                claims.append(rank(known).probability_weakest)
    return float(np.mean(right)), float(np.mean(claims)) if claims else None
