"""From the numbers of two sides to what changed, how sure that is, and the verdict."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clever_engine.comparison.resampling import (
    Array,
    Interval,
    at_levels,
    draw_levels,
    draw_weights,
    interval,
    mean_interval,
    resampled_means,
    students_reach,
)
from clever_engine.comparison.results import Change, Verdict

SAME = 0.01
"""A difference below this share of the larger value is none; rounding and effort reach as far."""

_NONE = (math.nan, math.nan)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One measure of one side.

    Attributes:
        values: `(n,)`; infinite where an attack found nothing.
        draws: `(n, k)` equally likely values of each, rising; `(n, 1)` where they are exact.
        usable: `(n,)` which digits have a value to average.
    """

    values: Array
    draws: Array
    usable: NDArray[np.bool_]

    def mean(self, seed: int) -> tuple[float, Interval]:
        """Return the mean over the usable digits and its 90 % interval; NaN without any."""
        if not self.usable.any():
            return math.nan, _NONE
        levels = draw_levels(0.0, seed).before
        drawn = at_levels(self.draws[self.usable], levels)
        return float(self.values[self.usable].mean()), mean_interval(drawn, seed)


def paired_change(
    before: Measured, after: Measured, *, tie: float, comparable: bool, seed: int
) -> Change:
    """Return what changed on the same digits.

    Args:
        before: the first side's measure.
        after: the other's, of the same digits.
        tie: how far the errors of both go together, 0 to 1; see `resampling`.
        comparable: whether both have the same unit; else there is a ratio alone.
        seed: of the resampling.
    """
    levels = draw_levels(tie, seed)
    used = before.usable & after.usable
    first = at_levels(before.draws, levels.before)
    second = at_levels(after.draws, levels.after)
    both = used & (before.values > 0) & (after.values > 0)
    logs = _logs(after.values[both]) - _logs(before.values[both])
    log_draws = _logs(second[both]) - _logs(first[both])
    ratio, ratio_interval = _ratio(logs, mean_interval(log_draws, seed))
    left_out = int((~used).sum())
    if not comparable or not used.any():
        return _no_verdict(ratio, ratio_interval, left_out)
    apart = np.subtract(second, first, out=np.full_like(first, np.nan), where=used[:, None])
    differences = np.subtract(
        after.values, before.values, out=np.full(len(used), np.nan), where=used
    )
    difference = float(differences[used].mean())
    spread = mean_interval(apart[used], seed)
    intervals = np.quantile(apart, [0.05, 0.95], axis=1).T
    return Change(
        difference=difference,
        interval=spread,
        ratio=ratio,
        ratio_interval=ratio_interval,
        differences=differences,
        intervals=intervals,
        outcomes=_outcomes(before, after, intervals),
        left_out=left_out,
        verdict=_verdict(difference, spread, before.values[used], after.values[used]),
    )


def unpaired_change(before: Measured, after: Measured, *, comparable: bool, seed: int) -> Change:
    """Return what differs between different digits: means and their ratio, no digit by digit."""
    sides = (before, after)
    levels = draw_levels(0.0, seed)
    drawn = [
        at_levels(side.draws, level)
        for side, level in zip(sides, (levels.before, levels.after), strict=True)
    ]
    above = [side.usable & (side.values > 0) for side in sides]
    logs = [_logs(side.values[some]) for side, some in zip(sides, above, strict=True)]
    log_draws = [_logs(values[some]) for values, some in zip(drawn, above, strict=True)]
    ratio, ratio_interval = math.nan, _NONE
    if all(some.any() for some in above):
        shift = np.array([logs[1].mean() - logs[0].mean()])
        ratio, ratio_interval = _ratio(shift, _apart(log_draws[0], log_draws[1], seed))
    left_out = sum(int((~side.usable).sum()) for side in sides)
    used = [side.values[side.usable] for side in sides]
    if not comparable or not all(len(values) for values in used):
        return _no_verdict(ratio, ratio_interval, left_out)
    difference = float(used[1].mean() - used[0].mean())
    spread = _apart(drawn[0][before.usable], drawn[1][after.usable], seed)
    empty = _no_verdict(ratio, ratio_interval, left_out)
    return Change(
        difference=difference,
        interval=spread,
        ratio=ratio,
        ratio_interval=ratio_interval,
        differences=empty.differences,
        intervals=empty.intervals,
        outcomes=empty.outcomes,
        left_out=left_out,
        verdict=_verdict(difference, spread, used[0], used[1]),
    )


def _apart(before: Array, after: Array, seed: int) -> Interval:
    """Return the interval of the difference of two means over different digits."""
    means = [
        resampled_means(values, draw_weights(len(values), seed, stream))
        for stream, values in enumerate((before, after))
    ]
    low, high = interval(means[1] - means[0], min(len(before), len(after)))
    middle = float(after.mean() - before.mean())
    reach = math.hypot(students_reach(before), students_reach(after))
    return min(low, middle - reach), max(high, middle + reach)


def _outcomes(before: Measured, after: Measured, intervals: Array) -> NDArray[np.int64]:
    """Return 1, -1 or 0 a digit; an attack that fails on one side alone is an outcome too."""
    outcomes = np.zeros(len(before.values), dtype=np.int64)
    used = before.usable & after.usable
    b, a = before.values[used], after.values[used]
    clear = (intervals[used, 0] > 0) | (intervals[used, 1] < 0)
    clear &= np.abs(a - b) >= SAME * np.maximum(a, b)
    outcomes[used] = np.where(clear, np.sign(a - b), 0).astype(np.int64)
    outcomes[np.isinf(after.values) & np.isfinite(before.values)] = 1
    outcomes[np.isinf(before.values) & np.isfinite(after.values)] = -1
    return outcomes


def _verdict(difference: float, spread: Interval, before: Array, after: Array) -> Verdict:
    low, high = spread
    small = abs(difference) < SAME * max(float(before.mean()), float(after.mean()))
    if small or low <= 0 <= high:
        return Verdict.NO_MEASURABLE_CHANGE
    return Verdict.MORE_ROBUST if difference > 0 else Verdict.LESS_ROBUST


def _ratio(logs: Array, spread: Interval) -> tuple[float, Interval]:
    """Return the geometric mean of ratios whose logarithms are given; NaN without any."""
    if not len(logs):
        return math.nan, _NONE
    return math.exp(float(logs.mean())), (math.exp(spread[0]), math.exp(spread[1]))


def _logs(values: Array) -> Array:
    """Return logarithms; a draw of 0 beside a value above 0 counts as all but 0."""
    logs: Array = np.log(np.maximum(values, 1e-12))
    return logs


def _no_verdict(ratio: float, ratio_interval: Interval, left_out: int) -> Change:
    return Change(
        difference=math.nan,
        interval=_NONE,
        ratio=ratio,
        ratio_interval=ratio_interval,
        differences=np.empty(0),
        intervals=np.empty((0, 2)),
        outcomes=np.empty(0, dtype=np.int64),
        left_out=left_out,
        verdict=Verdict.NOT_COMPARABLE,
    )
