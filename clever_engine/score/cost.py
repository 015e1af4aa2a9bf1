"""How long the published algorithm takes: it draws every point, so that a short trial tells."""

import time
from dataclasses import dataclass

import numpy as np
import torch

from clever_engine.classifiers import Classifier
from clever_engine.margins import CACHED, margin_gradient_norms, points_at_once
from clever_engine.norms import Norm
from clever_engine.score.published import many_starts
from clever_engine.score.settings import CleverSettings

TRIAL = 16
"""Points of a trial: less than a tenth of a second on the slowest network that ships; more where
a network is measured at more points at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a network's published score costs on this machine.

    Attributes:
        point: seconds for a point, the slopes towards all other classes.
        fits: seconds for the fits of 50 maxima each, towards all other classes.
    """

    point: float
    fits: float

    def seconds(self, settings: CleverSettings) -> float:
        """Return about how long an untargeted published score of one image takes."""
        return settings.n_points * self.point + self.fits * max(1.0, settings.n_batches / 50)


def measured_cost(classifier: Classifier) -> Cost:
    """Return the cost of a score of a network, by trials of a few points and a fit."""
    generator = torch.Generator().manual_seed(0)
    low, high = classifier.bounds
    targets = list(range(1, len(classifier.class_names)))
    count = TRIAL * max(1, points_at_once(classifier, len(targets)) // CACHED)
    shape = (count, *classifier.input_shape)
    points = classifier.check(low + (high - low) * torch.rand(shape, generator=generator))

    def draw() -> float:
        start = time.perf_counter()
        margin_gradient_norms(classifier, points, label=0, targets=targets, norms=[Norm.L2])
        return time.perf_counter() - start

    # The first call prepares what later ones find ready, and another program may get in the way.
    point = min(draw() for _ in range(3)) / count
    maxima = 10 - np.random.default_rng(0).weibull(5, 50)

    def fit() -> float:
        start = time.perf_counter()
        many_starts(maxima)
        return time.perf_counter() - start

    return Cost(point=point, fits=len(targets) * min(fit(), fit()))
