"""One digit before a network that hides its slopes: what CLEVER says and what an attacker does."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from clever_engine.attacks import attackable
from clever_engine.classifiers import Classifier
from clever_engine.errors import InputError
from clever_engine.lesson.fooled.attacking import (
    OWN,
    Image,
    Twin,
    published_steps,
    twin_steps,
    uncut,
)
from clever_engine.score.clever import clever_steps
from clever_engine.score.results import CleverScore
from clever_engine.steps import Progress, Steps, part
from clever_engine.zoo.layers import Quantise


class Staircase(nn.Module):
    """`(1 - slope) * round(x) + slope * x`, rounding to `levels` equally spaced values in [0, 1].

    With slope 0 it is `zoo.layers.Quantise`, whose gradient is 0; with slope 1 it changes nothing.
    In between its gradient is `slope` wherever it exists, while over many steps it rises as fast
    as the identity: the rest of the rise is in the jumps. An attack sees through it.
    """

    masks_gradient = True

    def __init__(self, levels: int, slope: float) -> None:
        super().__init__()
        if isinstance(levels, bool) or levels < 2:
            raise InputError(f"Expected at least 2 levels; got {levels!r}.")
        if not 0 <= slope <= 1:
            raise InputError(f"Expected a slope from 0 to 1; got {slope!r}.")
        self.levels, self.slope = levels, slope
        self._round = Quantise(levels)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the values after the steps, in the shape given."""
        steps: torch.Tensor = self._round(values)
        return steps if self.slope == 0 else (1 - self.slope) * steps + self.slope * values


def hidden_behind(classifier: Classifier, layer: nn.Module) -> Classifier:
    """Return the network with `layer` before it, as anyone meets it: slopes are those there are."""
    return Classifier.from_module(
        nn.Sequential(layer, classifier.module),
        input_shape=classifier.input_shape,
        bounds=classifier.bounds,
        class_names=classifier.class_names,
        name=f"{classifier.name}, hidden",
    )


Array = NDArray[np.float64]

POINTS = 301
"""Places on the line; a step between two of them is 0.4 % of the way."""

BEYOND = 1.25
"""How far the line goes, in distances of the twin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The lead along the straight line from the digit through its twin.

    Attributes:
        distances: `(points,)` from the digit, L2.
        plain: `(points,)` lead of the network in the open, in logits: `f_label - max f_other`.
        hidden: `(points,)` lead of the network that hides its slopes.
    """

    distances: Array
    plain: Array
    hidden: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenLook:
    """What there is to know about one digit before a network that hides its slopes.

    Attributes:
        label: what the network reads.
        published: CLEVER by random points in the paper's ball.
        ratio: the same without the cut at the radius; infinite after a division by zero.
        own: CLEVER as on the page "Measure".
        through: `published` with slopes passed straight through the hiding layer (BPDA), as in
            arXiv 1810.08640.
        twin: what an attacker finds who looks through that layer.
        line: the lead along the line to the twin.
    """

    label: int
    published: CleverScore
    ratio: float
    own: CleverScore
    through: CleverScore
    twin: Twin
    line: Line


def hidden_steps(
    plain: Classifier, hidden: Classifier, image: Image, *, seed: int = 0
) -> Steps[HiddenLook]:
    """Measure, attack and draw the line, yielding several times a second.

    Args:
        plain: a network in the open, to draw beside it.
        hidden: the network whose first layer hides its slopes.
        image: `input_shape`, in bounds.
        seed: of random points.
    """
    twin = yield from part(twin_steps(hidden, image), done=0, units=0.2, total=1)
    blind = published_steps(hidden, image, seed=seed)
    published = yield from part(blind, done=0.2, units=0.3, total=1)
    steps = clever_steps(hidden, image, norm="l2", settings=OWN, seed=seed)
    own = yield from part(steps, done=0.5, units=0.2, total=1)
    seeing = published_steps(attackable(hidden), image, seed=seed)
    seen = yield from part(seeing, done=0.7, units=0.2, total=1)
    yield Progress(done=0.9, total=1)
    line = margin_line(plain, hidden, image, twin)
    return HiddenLook(
        label=published.label,
        published=published,
        ratio=uncut(published),
        own=own,
        through=seen,
        twin=twin,
        line=line,
    )


def margin_line(plain: Classifier, hidden: Classifier, image: Image, twin: Twin) -> Line:
    """Return both networks' leads from the digit to a little beyond its twin."""
    shares = np.linspace(0.0, BEYOND, POINTS)
    way = (twin.image - image).astype(np.float64)
    points = image + shares.reshape(-1, *[1] * image.ndim) * way
    low, high = hidden.bounds
    batch = torch.as_tensor(np.clip(points, low, high), dtype=torch.float32)
    return Line(
        distances=shares * float(np.linalg.norm(way)),
        plain=lead(plain, batch),
        hidden=lead(hidden, batch),
    )


def lead(classifier: Classifier, points: torch.Tensor) -> Array:
    """Return `f_label - max f_other` at points `(n, *input_shape)`; the label is the first's."""
    logits = classifier.logits(points).cpu().double().numpy()
    label = int(logits[0].argmax())
    return np.asarray(logits[:, label] - np.delete(logits, label, axis=1).max(axis=1))
