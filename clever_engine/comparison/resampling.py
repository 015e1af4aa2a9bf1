"""Intervals of means over digits: which digits were drawn, and how sure each score is.

A bootstrap over digits. Each replicate draws digits with replacement and, for each side, one value
out of every score's own draws. Two things are drawn together rather than apart:

- All digits of a side are measured at the same random points, so their errors go together; one
  level (a quantile of the draws) serves all digits of a side in a replicate.
- Two sides are measured at the same points too. How far that ties their errors is seen in the block
  maxima, batch by batch: an end point rises with its maxima, so that scores hang together as the
  maxima do. `tie` is that correlation: 1 for the same side twice, whose difference is exactly 0.

Intervals are expanded percentile intervals (Hesterberg 2015, What Teachers Should Know About the
Bootstrap, section 3.3): plain percentiles are too narrow for few digits. Of fewer than `FEW` digits
all may lie on one side of 0 by chance, and no resampling shows it; there Student's interval counts
where it is wider. Every replicate has a twin with the levels of both sides exchanged, so that
exchanging the sides mirrors a paired result.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr
from scipy.stats import t as student

Array = NDArray[np.float64]
Interval = tuple[float, float]

REPLICATES = 2000
_HALF = REPLICATES // 2

FEW = 5
"""The least number that lies on one side of 0 by chance no more often than 90 % allow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """Levels of the draws in each replicate, `(REPLICATES,)` in (0, 1), of two sides."""

    before: Array
    after: Array


def draw_levels(tie: float, seed: int) -> Levels:
    """Return levels of two sides whose normal scores correlate by `tie`, 0 to 1."""
    generator = np.random.default_rng([seed, 3])
    common, own, other = generator.standard_normal((3, _HALF))
    shared, apart = math.sqrt(tie) * common, math.sqrt(1 - tie)
    first, second = ndtr(shared + apart * own), ndtr(shared + apart * other)
    return Levels(before=np.concatenate([first, second]), after=np.concatenate([second, first]))


def at_levels(draws: Array, levels: Array) -> Array:
    """Return draws `(n, k)`, rising, at each replicate's level: `(n, REPLICATES)`."""
    columns = np.minimum((levels * draws.shape[1]).astype(int), draws.shape[1] - 1)
    return draws[:, columns]


def pick_digits(n: int, seed: int, stream: int = 0) -> NDArray[np.int64]:
    """Return which of `n` digits each replicate draws `(n, REPLICATES)`; twins draw the same."""
    picks = np.random.default_rng([seed, 4, stream]).integers(n, size=(n, _HALF))
    return np.concatenate([picks, picks], axis=1)


def resampled_means(values: Array, picks: NDArray[np.int64]) -> Array:
    """Return each replicate's mean `(REPLICATES,)` of `values` `(n, REPLICATES)` at its picks."""
    means: Array = np.take_along_axis(values, picks, axis=0).mean(axis=0)
    return means


def mean_interval(values: Array, seed: int) -> Interval:
    """Return the 90 % interval of the mean over digits of `values` `(n, REPLICATES)`.

    From a single digit nothing follows about others: its interval is that of its own value.
    """
    n = len(values)
    if not n:
        return math.nan, math.nan
    low, high = interval(resampled_means(values, pick_digits(n, seed)), n)
    middle, reach = float(values.mean()), students_reach(values)
    return min(low, middle - reach), max(high, middle + reach)


def students_reach(values: Array) -> float:
    """Return half of Student's 90 % interval of the mean of a few `values` `(n, REPLICATES)`.

    0 from `FEW` digits on, where resampling serves, and for one, which says nothing of others.
    """
    n = len(values)
    if not 1 < n < FEW:
        return 0.0
    error = float(values.mean(axis=1).std(ddof=1)) / math.sqrt(n)
    return float(student.ppf(0.95, n - 1)) * error


def interval(replicates: Array, n: int) -> Interval:
    """Return the expanded 90 % percentile interval of replicates from `n` digits."""
    share = 0.05
    if n > 1:
        expanded = math.sqrt(n / (n - 1)) * float(student.ppf(0.05, n - 1))
        share = NormalDist().cdf(expanded)
    low, high = np.quantile(replicates, [share, 1 - share])
    return float(low), float(high)
