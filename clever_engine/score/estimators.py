"""Fit the reverse Weibull distribution to block maxima.

Its end point estimates the local Lipschitz constant.

With end point `a`, scale `s` and shape `c`, the distribution function is
`F(y) = exp(-((a - y) / s)^c)` for `y <= a` (Weng et al. 2018, theorem 4.1, type III).

The likelihood is explored on a grid instead of climbed from a start. In units of the maxima's
standard deviation the two unknowns are the gap between `a` and the largest maximum, and the shape;
the best scale is known in closed form for each pair, `s^c = mean((a - y)^c)`. So a fit cannot
diverge, its end point is never below the largest maximum, and the same grid gives the end point's
distribution given the data, from which intervals are drawn.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special, stats

from clever_engine.errors import InputError

Array = NDArray[np.float64]

# Below 1 the likelihood has no maximum (Smith 1985); at 200 the curve is Gumbel's to the eye.
_SHAPES = np.geomspace(1.0, 200.0, 48)
_GAPS = np.geomspace(1e-3, 200.0, 72)
_CONSTANT = 1e-5  # relative spread that float32 rounding alone can cause


@dataclass(frozen=True, slots=True, kw_only=True)
class WeibullFit:
    """A reverse Weibull distribution fitted to block maxima.

    Attributes:
        shape: `c`, dimensionless; infinite where all maxima are equal.
        location: the end point `a`, in the units of the maxima.
        scale: `s`, in the units of the maxima; 0 where all maxima are equal.
        ks_statistic: Kolmogorov-Smirnov distance between the fit and the maxima, 0 to 1.
        n_maxima: how many there were.
        constant: all maxima are equal, so that nothing had to be fitted.
    """

    shape: float
    location: float
    scale: float
    ks_statistic: float
    n_maxima: int
    constant: bool = False

    @property
    def p_value(self) -> float:
        """Return the p-value of `ks_statistic`, two-sided and exact.

        A high one does not prove the end point right: measured, it stays high where the end point
        is off by a factor of two. Computed when asked for: it takes longer than the fit.
        """
        return 1.0 if self.constant else float(stats.kstwo.sf(self.ks_statistic, self.n_maxima))

    def density(self, values: Array) -> Array:
        """Return the fitted density at `values`, 0 beyond the end point."""
        if self.constant:
            return np.zeros_like(values)
        return np.asarray(
            stats.weibull_max.pdf(values, self.shape, loc=self.location, scale=self.scale)
        )


Estimator = Callable[[Array], "Estimate"]
"""From block maxima `(n,)` to an estimate of their distribution's end point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """An estimated end point.

    Attributes:
        end_point: the estimate of the local Lipschitz constant; never below the largest maximum.
        fit: the distribution drawn over the histogram.
        quantiles: end points at `QUANTILE_LEVELS`, how sure the estimate is.
    """

    end_point: float
    fit: WeibullFit
    quantiles: Array


QUANTILE_LEVELS = (np.arange(100) + 0.5) / 100

FIXED_SHAPE = 5.0
"""Shape that `fixed_shape` assumes; measured on networks held out (benchmarks/README.md)."""

WIDER = 1.3
"""Widening of the bootstrap's spread, too narrow for some sixty maxima (benchmarks/README.md)."""


def fixed_shape(maxima: Array) -> Estimate:
    """Assume the shape and fit end point and scale by moments; the steadiest, and no search.

    With shape c, mean m and standard deviation d of the maxima, the end point is
    `m + d G(1 + 1/c) / sqrt(G(1 + 2/c) - G(1 + 1/c)^2)`, G the gamma function; raised to the
    largest maximum where it falls short. Quantiles are those of 100 bootstrap samples, `WIDER`.
    """
    maxima = checked(maxima)
    top = float(maxima.max())
    if is_constant(maxima):
        return _constant(top, len(maxima))
    end_point = float(_moment_end_point(maxima[None])[0])
    end_point = max(end_point, top * (1 + _CONSTANT))
    scale = (end_point - float(maxima.mean())) / float(special.gamma(1 + 1 / FIXED_SHAPE))
    fit = judged(maxima, FIXED_SHAPE, end_point, scale)
    again = np.sort(_moment_end_point(maxima[_bootstrap(len(maxima))]))
    quantiles = np.maximum(end_point + WIDER * (again - np.median(again)), top)
    return Estimate(end_point=end_point, fit=fit, quantiles=quantiles)


@lru_cache(maxsize=16)
def _bootstrap(n: int) -> NDArray[np.int64]:
    """Return which maxima make each resample; a part of the estimator, not of the sample."""
    return np.random.default_rng(0).integers(0, n, (len(QUANTILE_LEVELS), n))


def _moment_end_point(samples: Array) -> Array:
    """Return the end point of each row of `(n, maxima)` by its mean and standard deviation."""
    first = special.gamma(1 + 1 / FIXED_SHAPE)
    spread = np.sqrt(special.gamma(1 + 2 / FIXED_SHAPE) - first**2)
    return np.asarray(samples.mean(axis=1) + samples.std(axis=1, ddof=1) * first / spread)


def penalized(maxima: Array) -> Estimate:
    """Weigh the likelihood by what shapes gradient norms of networks have; a steadier fit.

    A Gaussian prior on the extreme value index `-1 / shape`, mean -0.1, standard deviation 0.03
    (the idea of Coles and Dixon 1999), because 50 maxima hardly identify the shape.
    """
    return _estimate(maxima, _index_prior)


def _index_prior(shapes: Array) -> Array:
    """Return the log prior of each log shape: the index's density, with its Jacobian `-log`."""
    return np.asarray(-0.5 * ((1 / shapes - 0.1) / 0.03) ** 2 - np.log(shapes))


def maximum_likelihood(maxima: Array) -> Estimate:
    """Maximum likelihood, made safe by the grid; `published` climbs as the paper's authors do."""
    return _estimate(maxima, np.zeros_like)


def likelihood_quantiles(maxima: Array) -> Array:
    """Return the quantiles of `maximum_likelihood` alone, of maxima that differ."""
    top, spread = float(maxima.max()), float(maxima.std())
    surface = _log_likelihood((top - maxima) / spread, _GAPS, _SHAPES)
    return np.asarray(top + spread * _gap_quantiles(surface))


def sample_maximum(maxima: Array) -> Estimate:
    """The largest norm seen, without extrapolation; the fit is only drawn."""
    estimate = penalized(maxima)
    top = float(np.max(maxima))
    return Estimate(end_point=top, fit=estimate.fit, quantiles=estimate.quantiles)


def _estimate(maxima: Array, log_prior: Callable[[Array], Array]) -> Estimate:
    maxima = checked(maxima)
    top = float(maxima.max())
    spread = float(maxima.std())
    if is_constant(maxima):
        return _constant(top, len(maxima))
    depths = (top - maxima) / spread  # rescaled: 0 at the largest maximum, unit spread
    surface = _log_likelihood(depths, _GAPS, _SHAPES) + log_prior(_SHAPES)
    gap, shape = _climb(depths, surface, log_prior)
    scale = float(
        np.exp(special.logsumexp(shape * np.log(depths + gap), b=1 / len(depths)) / shape)
    )
    fit = judged(maxima, shape, top + gap * spread, scale * spread)
    quantiles = top + spread * _gap_quantiles(surface)
    return Estimate(end_point=fit.location, fit=fit, quantiles=quantiles)


def is_constant(maxima: Array) -> bool:
    """Return whether all maxima are the same to rounding."""
    return bool(maxima.std() <= _CONSTANT * max(float(maxima.max()), np.finfo(float).tiny))


def _constant(level: float, n_maxima: int) -> Estimate:
    facts = {"location": level, "scale": 0.0, "ks_statistic": 0.0}
    fit = WeibullFit(shape=np.inf, n_maxima=n_maxima, constant=True, **facts)
    return Estimate(end_point=level, fit=fit, quantiles=np.full(len(QUANTILE_LEVELS), level))


def checked(maxima: Array) -> Array:
    """Return the maxima; raise InputError for fewer than two, negative or not finite ones."""
    maxima = np.asarray(maxima, dtype=np.float64)
    if maxima.ndim != 1 or len(maxima) < 2 or not np.isfinite(maxima).all() or maxima.min() < 0:
        raise InputError(
            "Expected at least two finite maxima that are not negative, as a vector; "
            f"got shape {maxima.shape}."
        )
    return maxima


def _log_likelihood(depths: Array, gaps: Array, shapes: Array) -> Array:
    """Return the mean-scale profile log-likelihood `(gaps, shapes)` of the rescaled depths."""
    logs = np.log(depths[:, None] + gaps)  # (n, gaps)
    moments = np.exp(logs[:, :, None] * shapes - (peak := (logs.max(axis=0)[:, None] * shapes)))
    log_scale = (np.log(moments.mean(axis=0)) + peak) / shapes
    mean_log = logs.mean(axis=0)[:, None]
    each = np.log(shapes) - shapes * log_scale + (shapes - 1) * mean_log - 1
    return np.asarray(len(depths) * each)


def _climb(
    depths: Array, surface: Array, log_prior: Callable[[Array], Array]
) -> tuple[float, float]:
    """Return gap and shape at the top, from the grid's best point, inside the grid's limits."""
    row, column = np.unravel_index(np.argmax(surface), surface.shape)
    start = np.log([_GAPS[row], _SHAPES[column]])

    def loss(point: Array) -> float:
        gap, shape = np.exp(point)[:, None]
        return float(-(_log_likelihood(depths, gap, shape)[0, 0] + log_prior(shape)[0]))

    limits = [np.log(_GAPS[[0, -1]]), np.log(_SHAPES[[0, -1]])]
    found = optimize.minimize(
        loss, start, method="Nelder-Mead", bounds=limits, options={"xatol": 1e-4, "fatol": 1e-6}
    )
    gap, shape = np.exp(found.x)
    return float(gap), float(shape)


def _gap_quantiles(surface: Array) -> Array:
    """Return the gap's quantiles when each point of the grid counts by its likelihood.

    The grid is even in the logarithms of gap and shape, which is the (improper) prior on them.
    """
    weights = np.exp(surface - surface.max()).sum(axis=1)
    cumulative = np.cumsum(weights) / weights.sum()
    return np.interp(QUANTILE_LEVELS, cumulative, _GAPS)


def judged(maxima: Array, shape: float, location: float, scale: float) -> WeibullFit:
    """Return a curve with its Kolmogorov-Smirnov distance from the maxima `(n,)`."""
    n, ranks = len(maxima), np.arange(len(maxima))
    below = np.exp(-(np.maximum((location - np.sort(maxima)) / scale, 0.0) ** shape))
    distance = float(max((below - ranks / n).max(), ((ranks + 1) / n - below).max()))
    return WeibullFit(
        shape=shape,
        location=location,
        scale=scale,
        ks_statistic=distance,
        n_maxima=n,
    )
