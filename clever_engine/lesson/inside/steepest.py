"""Steps 4 and 5: batch maxima, the fitted end point, and the score, out of sampled slopes."""

import numpy as np

from clever_engine.errors import InputError
from clever_engine.lesson.inside.slopes import Array, SlopeSample
from clever_engine.score.bounds import FirstOrder
from clever_engine.score.plan import Plan
from clever_engine.score.results import TargetScore
from clever_engine.score.scoring import block_maxima, target_score
from clever_engine.score.settings import CleverSettings


class _Sampled(FirstOrder):
    """Slopes that were sampled before: nothing is left to ask a network."""

    def __init__(self, sample: SlopeSample) -> None:
        self.targets = (sample.target,)
        self.margins = np.array([sample.margin])
        self.witness = np.zeros(1)
        self.slopes = np.array([sample.slope])


def lesson_settings(
    n_batches: int, samples_per_batch: int, estimator: str = "fixed-shape"
) -> CleverSettings:
    """Return the settings of the published way: random points alone, all of them drawn."""
    return CleverSettings(
        n_batches=n_batches,
        samples_per_batch=samples_per_batch,
        sampling="uniform",
        estimator=estimator,
    )


def batches_of(sample: SlopeSample, settings: CleverSettings) -> Array:
    """Return the first slopes of a sample in batches `(n_batches, samples_per_batch)`.

    Raises:
        InputError: the sample holds fewer.
    """
    if settings.n_points > len(sample.norms):
        raise InputError(
            f"Expected at most {len(sample.norms)} points, as many as were sampled; "
            f"got {settings.n_points}."
        )
    return sample.norms[: settings.n_points].reshape(settings.n_batches, -1)


def score_of(sample: SlopeSample, settings: CleverSettings) -> TargetScore:
    """Return the score `min(g(x0) / a_W, R)` that the first slopes of a sample give.

    It is what `clever_score` gives towards the same class with the same settings, radius and seed.

    Raises:
        InputError: the sample holds too few points.
    """
    plan = Plan(
        norm=sample.norm,
        radius=sample.radius,
        requested_radius=sample.radius,
        settings=settings,
        seed=sample.seed,
        walk=None,
    )
    slopes = batches_of(sample, settings).ravel()
    return target_score(_Sampled(sample), plan, 0, block_maxima(slopes, settings.samples_per_batch))


def claimed(entry: TargetScore) -> float:
    """Return what a score claims: nothing where every slope is zero, whatever the ratio says."""
    return entry.value if entry.lipschitz_estimate > 0 else 0.0
