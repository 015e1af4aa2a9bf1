"""The smallest attack on one digit."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clever_engine.attacks import smallest_attack_steps
from clever_engine.classifiers import Classifier
from clever_engine.norms import Norm
from clever_engine.score.clever import clever_steps
from clever_engine.score.results import CleverScore
from clever_engine.score.settings import CleverSettings
from clever_engine.steps import Steps

Image = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """The nearest picture found that the network reads otherwise.

    Attributes:
        image: `(1, 28, 28)`; the digit itself where nothing was found.
        distance: its L2 distance from the digit, in pixel values; infinite where nothing was found.
        label: what the network reads there.
    """

    image: Image
    distance: float
    label: int


def twin_steps(classifier: Classifier, image: Image) -> Steps[Twin]:
    """Look for the smallest L2 change of an image `input_shape` within the pixel range."""
    attack = yield from smallest_attack_steps(classifier, image[None], norm=Norm.L2)
    return Twin(
        image=np.asarray(attack.adversarials[0].cpu().numpy(), dtype=np.float32),
        distance=float(attack.distances[0]),
        label=int(attack.labels[0]),
    )


PAPER_RADIUS = 5.0
"""Of the sampling ball, L2, in Weng et al. 2018."""

UNIFORM = CleverSettings(n_batches=64, sampling="uniform")
"""128 random points in 64 batches; the paper draws 512,000, and the story is the same."""

OWN = CleverSettings()
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
