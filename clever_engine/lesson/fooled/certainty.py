"""The same network, said with more and more confidence: logits times a factor, or softmax of them.

Multiplying all logits changes no reading and moves no boundary. CLEVER on logits divides a lead
by a slope that grows as much, and stays; on softmax probabilities the lead stops at 1 while the
slopes at a digit the network is sure of vanish, and the score goes anywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import nn

from clever_engine.classifiers import Classifier
from clever_engine.lesson.fooled.attacking import (
    OWN,
    Image,
    Twin,
    published_steps,
    twin_steps,
    uncut,
)
from clever_engine.score.clever import clever_score
from clever_engine.score.results import CleverScore
from clever_engine.steps import Progress, Steps, part, run

FACTORS = (1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 5.0, 10.0, 20.0, 30.0, 50.0)
"""Times the logits; the reading stays the same."""


class Surer(nn.Module):
    """A network's logits times `factor`, as they are or as softmax probabilities."""

    def __init__(self, module: nn.Module, factor: float, *, softmax: bool) -> None:
        super().__init__()
        self.module, self.factor, self.softmax = module, factor, softmax

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return `(n, classes)` logits or probabilities."""
        logits: torch.Tensor = self.factor * self.module(values)
        return torch.softmax(logits, dim=1) if self.softmax else logits


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """CLEVER as published on one kind of output.

    Attributes:
        ratio: margin / L by random points in the paper's ball, not cut; infinite where every slope
            is zero.
        score: the same, cut at the radius, with its findings.
    """

    ratio: float
    score: CleverScore


@dataclass(frozen=True, slots=True, kw_only=True)
class Certainty:
    """One factor and what it does.

    Attributes:
        factor: times the logits.
        confidence: how sure the network then is, 0 to 1.
        logits: CLEVER as published on the logits.
        probabilities: the same on the probabilities.
        own: the score of probabilities as on the page "Measure".
    """

    factor: float
    confidence: float
    logits: Outputs
    probabilities: Outputs
    own: CleverScore


@dataclass(frozen=True, slots=True, kw_only=True)
class Certainties:
    """All factors for one digit, and the attack's distance, which no factor moves."""

    levels: tuple[Certainty, ...]
    twin: Twin


def surer(classifier: Classifier, factor: float, *, softmax: bool) -> Classifier:
    """Return the network with its logits times a factor, or with the softmax of those."""
    return Classifier.from_module(
        Surer(classifier.module, factor, softmax=softmax),
        input_shape=classifier.input_shape,
        bounds=classifier.bounds,
        class_names=classifier.class_names,
        name=f"{classifier.name}, {'softmax' if softmax else 'logits'} x {factor:g}",
    )


def certainty_steps(
    classifier: Classifier,
    image: Image,
    *,
    factors: Sequence[float] = FACTORS,
    seed: int = 0,
) -> Steps[Certainties]:
    """Measure one digit at every factor; progress counts factors, the attack as one more."""
    total = 1 + len(factors)
    twin = yield from part(twin_steps(classifier, image), done=0, units=1, total=total)
    levels = []
    for number, factor in enumerate(factors):
        yield Progress(done=1 + number, total=total)
        levels.append(_certainty(classifier, factor, image, seed))
    return Certainties(levels=tuple(levels), twin=twin)


def _certainty(classifier: Classifier, factor: float, image: Image, seed: int) -> Certainty:
    sure = surer(classifier, factor, softmax=True)
    logits = _outputs(surer(classifier, factor, softmax=False), image, seed)
    return Certainty(
        factor=factor,
        confidence=logits.score.confidence,
        logits=logits,
        probabilities=_outputs(sure, image, seed),
        own=clever_score(sure, image, norm="l2", settings=OWN, seed=seed),
    )


def _outputs(classifier: Classifier, image: Image, seed: int) -> Outputs:
    score = run(published_steps(classifier, image, seed=seed))
    return Outputs(ratio=uncut(score), score=score)
