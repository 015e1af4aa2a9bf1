"""Ways to a CLEVER score, side by side: this engine's, the published one, and ART's."""

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import stats

from clever_engine import Classifier, CleverScore, CleverSettings, Norm, clever_score
from clever_engine.score.settings import default_radius

Image = NDArray[np.float32]
ART_BATCHES, ART_SAMPLES = 50, 100
AUTHORS_STARTS = (0.1, 1, 5, 10, 20, 50, 100)


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
    """The engine's default: straight lines."""
    return Contender(
        name="default",
        measure=_engine(CleverSettings(), "auto"),
        reference=CleverSettings.chords(2500),
    )


def guided() -> Contender:
    """Gradients at random points and on walks, the default until November 2026."""
    return Contender(
        name="guided",
        measure=_engine(CleverSettings.guided(), "auto"),
        reference=replace(CleverSettings.guided(2500), stop_width=None),
    )


def bfloat16() -> Contender:
    """The same with matrix products in bfloat16."""
    settings = replace(CleverSettings.guided(), precision="bfloat16")
    return Contender(name="guided, bfloat16", measure=_engine(settings, "auto"))


def published() -> Contender:
    """As published, with ART's number of points: the paper's ball, exact maximum likelihood."""
    settings = CleverSettings(
        n_batches=50,
        samples_per_batch=100,
        sampling="uniform",
        estimator="maximum-likelihood",
    )
    return Contender(name="maximum likelihood (50 x 100)", measure=_engine(settings, "paper"))


def as_published(leave_above: float | None = None) -> Contender:
    """The paper's algorithm at ART's parameters: points, ball, and the authors' fit."""
    settings = replace(CleverSettings.published(ART_BATCHES, ART_SAMPLES), leave_above=leave_above)
    return Contender(name="published (50 x 100)", measure=_engine(settings, "paper"))


def largest_of(outcome: Outcome) -> Outcome:
    """Return what the largest of the same norms gives, without a fit."""
    assert outcome.score is not None
    entries = outcome.score.per_target
    values = [entry.margin / float(entry.maxima.max()) for entry in entries]
    return Outcome(value=min(*values, outcome.score.radius))


def many_starts(outcome: Outcome) -> Outcome:
    """Return the score of the same maxima fitted as the authors' code does.

    `weibull_min` on the negated, shifted and rescaled maxima from seven starts; the fit with the
    best Kolmogorov-Smirnov p-value, or the largest maximum where none reaches 0.001.
    """
    assert outcome.score is not None
    ends = [(entry.margin, _authors_end_point(entry.maxima)) for entry in outcome.score.per_target]
    return Outcome(value=min(*(margin / end for margin, end in ends), outcome.score.radius))


def _authors_end_point(maxima: NDArray[np.float64]) -> float:
    top, spread = float(maxima.max()), float(np.ptp(maxima)) or 1.0
    depths = (top - maxima) / spread
    best, end = 0.001, 0.0
    for start in AUTHORS_STARTS:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            shape, location, scale = stats.weibull_min.fit(depths, start)
            p_value = stats.kstest(depths, "weibull_min", args=(shape, location, scale)).pvalue
        if p_value > best:
            best, end = p_value, location
    return top - end * spread


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
