"""CLEVER as it was published: random points in a given ball, nothing else, and no cap."""

import math

from clever_engine.classifiers import Classifier
from clever_engine.lesson.fooled.attacking import Image
from clever_engine.score.clever import clever_steps
from clever_engine.score.results import CleverScore
from clever_engine.score.settings import CleverSettings
from clever_engine.steps import Steps

PAPER_RADIUS = 5.0
"""Of the sampling ball, L2, in Weng et al. 2018."""

UNIFORM = CleverSettings(sampling="uniform", stop_width=None)
"""128 random points in 64 batches; the paper draws 512,000, and the story is the same."""

GUIDED = CleverSettings()
"""What the page "Measure" takes."""


def published_steps(
    classifier: Classifier, image: Image, *, radius: float = PAPER_RADIUS, seed: int = 0
) -> Steps[CleverScore]:
    """Measure a digit in L2 by random points alone, in a ball of the radius given."""
    return clever_steps(classifier, image, norm="l2", radius=radius, settings=UNIFORM, seed=seed)


def uncut(score: CleverScore) -> float:
    """Return the least of margin / L over the classes, not cut at the radius.

    Infinite where no slope was met: a division by zero.
    """
    slopes = [(entry.margin, entry.lipschitz_estimate) for entry in score.per_target]
    return min(margin / slope if slope > 0 else math.inf for margin, slope in slopes)
