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
exchanging the sides mirrors a paired result. These ties are why `scipy.stats.bootstrap`, which
draws digits alone, does not serve here; `interval_of_mean` is the same for numbers read from a
file, so that a network's mean has one interval wherever it is shown.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri
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


def draw_weights(n: int, seed: int, stream: int = 0) -> Array:
    """Return what each of `n` digits counts in each replicate `(REPLICATES, n)`; twins draw alike.

    A digit drawn twice counts `2 / n`.
    """
    picks = np.random.default_rng([seed, 4, stream]).integers(n, size=(n, _HALF))
    places = picks + n * np.arange(_HALF)
    counts = np.bincount(places.ravel(), minlength=n * _HALF).reshape(_HALF, n)
    return np.concatenate([counts, counts]) / n


def resampled_means(values: Array, weights: Array) -> Array:
    """Return each replicate's mean `(REPLICATES,)` of `values` `(n, REPLICATES)` by its weights."""
    means: Array = np.einsum("rn,nr->r", weights, values)
    return means


def interval_of_mean(
    values: Array, low: Array | None = None, high: Array | None = None, *, seed: int = 0
) -> Interval:
    """Return the 90 % interval of the mean of scores of which no draws are at hand.

    Args:
        values: `(n,)`, one a digit.
        low: `(n,)` lower ends of their own 90 % intervals; None where the values are exact. Between
            them draws are taken as normal, with another deviation on either side; on shipped
            networks that gives the interval from the true draws to three digits.
        high: `(n,)` upper ends.
        seed: of the resampling.
    """
    deviations = ndtri(draw_levels(0.0, seed).before) / ndtri(0.95)
    below = 0.0 if low is None else (values - low)[:, None] * np.minimum(deviations, 0)
    above = 0.0 if high is None else (high - values)[:, None] * np.maximum(deviations, 0)
    return mean_interval(values[:, None] + below + above + np.zeros(REPLICATES), seed)


def mean_interval(values: Array, seed: int) -> Interval:
    """Return the 90 % interval of the mean over digits of `values` `(n, REPLICATES)`.

    From a single digit nothing follows about others: its interval is that of its own value.
    """
    n = len(values)
    if not n:
        return math.nan, math.nan
    low, high = interval(resampled_means(values, draw_weights(n, seed)), n)
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
