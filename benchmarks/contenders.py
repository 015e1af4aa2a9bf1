"""Ways to a CLEVER score, side by side: this engine's, the published one, and ART's."""

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from clever_engine import Classifier, CleverScore, CleverSettings, Norm, clever_score
from clever_engine.settings import default_radius

Image = NDArray[np.float32]
ART_BATCHES, ART_SAMPLES = 50, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A score, and all that came with it where it is this engine's."""

    value: float
    score: CleverScore | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """A way to a score: network, digit, norm, seed -> outcome."""

    name: str
    measure: Callable[[Classifier, Image, Norm, int], Outcome]
    reference: CleverSettings | None = None
    """The same estimate from many more points, which its interval should hold."""


def ours() -> Contender:
    """The engine's default."""
    return Contender(
        name="default",
        measure=_engine(CleverSettings(), "auto"),
        reference=CleverSettings(n_batches=2500, stop_width=None),
    )


def bfloat16() -> Contender:
    """The default with matrix products in bfloat16."""
    settings = CleverSettings(precision="bfloat16")
    return Contender(name="default, bfloat16", measure=_engine(settings, "auto"))


def published() -> Contender:
    """As published, with ART's number of points: uniform points in the paper's ball, ML fit."""
    settings = CleverSettings(
        n_batches=50,
        samples_per_batch=100,
        sampling="uniform",
        estimator="maximum-likelihood",
        stop_width=None,
    )
    return Contender(name="published fit (50 x 100)", measure=_engine(settings, "paper"))


def largest_of(outcome: Outcome) -> Outcome:
    """Return what the largest of the same norms gives, without a fit."""
    assert outcome.score is not None
    entries = outcome.score.per_target
    values = [entry.margin / float(entry.maxima.max()) for entry in entries]
    return Outcome(value=min(*values, outcome.score.radius))


def art() -> Contender:
    """`clever_u` of the Adversarial Robustness Toolbox, as it comes."""
    return Contender(name=f"ART clever_u ({ART_BATCHES} x {ART_SAMPLES})", measure=_art_score)


def paper_radius(classifier: Classifier, norm: Norm) -> float:
    """Return 5 for L2, the paper's, and the ball of the same noise for the others."""
    d = math.prod(classifier.input_shape)
    return 5.0 if norm is Norm.L2 else default_radius(norm, d, classifier.bounds)


def _engine(
    settings: CleverSettings, radius: str
) -> Callable[[Classifier, Image, Norm, int], Outcome]:
    def measure(classifier: Classifier, image: Image, norm: Norm, seed: int) -> Outcome:
        ball = paper_radius(classifier, norm) if radius == "paper" else radius
        score = clever_score(
            classifier, image, norm=norm, radius=ball, settings=settings, seed=seed
        )
        return Outcome(value=score.value, score=score)

    return measure


def _art_score(classifier: Classifier, image: Image, norm: Norm, seed: int) -> Outcome:
    from art.estimators.classification import PyTorchClassifier
    from art.metrics import clever_u

    np.random.seed(seed)  # noqa: NPY002  ART draws from NumPy's global state
    wrapped = PyTorchClassifier(
        model=classifier.module,
        loss=torch.nn.CrossEntropyLoss(),
        input_shape=classifier.input_shape,
        nb_classes=len(classifier.class_names),
        clip_values=classifier.bounds,
        device_type="cpu",
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = clever_u(
            wrapped,
            image,
            nb_batches=ART_BATCHES,
            batch_size=ART_SAMPLES,
            radius=paper_radius(classifier, norm),
            norm=norm.order,
            verbose=False,
        )
    return Outcome(value=float(value))
