"""The reverse Weibull distribution that a fit of block maxima ends in."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Array = NDArray[np.float64]


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
