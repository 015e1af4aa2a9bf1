"""The estimators by name."""

from clever_engine.score.estimators import (
    Estimator,
    fixed_shape,
    maximum_likelihood,
    penalized,
    sample_maximum,
)
from clever_engine.score.published import many_starts

ESTIMATORS: dict[str, Estimator] = {
    "fixed-shape": fixed_shape,
    "penalized": penalized,
    "maximum-likelihood": maximum_likelihood,
    "published": many_starts,
    "sample-maximum": sample_maximum,
}
