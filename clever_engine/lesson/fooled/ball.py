"""One digit, balls of many sizes: what random points say of it, and what they are points of."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from clever_engine.classifiers import Classifier
from clever_engine.lesson.fooled.attacking import (
    OWN,
    PAPER_RADIUS,
    Image,
    Twin,
    published_steps,
    twin_steps,
    uncut,
)
from clever_engine.norms import Norm
from clever_engine.score.clever import clever_steps
from clever_engine.score.points import unit_tiles
from clever_engine.score.results import CleverScore
from clever_engine.steps import Steps, part

RADII = (0.1, 0.14, 0.2, 0.3, 0.4, 0.55, 0.75, 1.0, 1.4, 2.0, 2.8, 4.0, PAPER_RADIUS, 7.0, 10.0)
"""From a tenth of a pixel's full ink to twice the paper's ball."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ball:
    """One radius: the score from random points, the ratio behind it, and one of its points.

    Attributes:
        radius: L2.
        score: `min(margin / L, radius)` with its findings.
        ratio: `margin / L`, not cut.
        point: `(1, 28, 28)` a random point of the ball, within the pixel range to be shown.
        read: what the network reads there, outside the pixel range and all.
    """

    radius: float
    score: CleverScore
    ratio: float
    point: Image
    read: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Balls:
    """All radii for one digit, beside the attack's distance and the score of "Measure".

    Attributes:
        balls: by rising radius.
        own: the score as on the page "Measure", by straight lines.
        twin: the attack's.
    """

    balls: tuple[Ball, ...]
    own: CleverScore
    twin: Twin


def ball_steps(
    classifier: Classifier, image: Image, *, radii: Sequence[float] = RADII, seed: int = 0
) -> Steps[Balls]:
    """Measure one digit in every ball, yielding several times a second."""
    twin = yield from part(twin_steps(classifier, image), done=0, units=0.05, total=1)
    own = clever_steps(classifier, image, norm="l2", settings=OWN, seed=seed)
    measured = yield from part(own, done=0.05, units=0.15, total=1)
    balls = []
    for number, radius in enumerate(sorted(radii)):
        steps = published_steps(classifier, image, radius=radius, seed=seed)
        each = 0.8 / len(radii)
        score = yield from part(steps, done=0.2 + each * number, units=each, total=1)
        balls.append(_ball(classifier, image, score, seed))
    return Balls(balls=tuple(balls), own=measured, twin=twin)


def _ball(classifier: Classifier, image: Image, score: CleverScore, seed: int) -> Ball:
    point = image + score.radius * _first_offset(image, seed)
    low, high = classifier.bounds
    shown = np.clip(point, low, high).astype(np.float32)
    # What is sampled is the point itself, which may lie outside the bounds.
    with torch.no_grad():
        read = classifier.forward(torch.as_tensor(point[None]).to(classifier.device))
    return Ball(
        radius=score.radius,
        score=score,
        ratio=uncut(score),
        point=shown,
        read=int(read.argmax()),
    )


def _first_offset(image: Image, seed: int) -> Image:
    """Return the first of CLEVER's own random points in the unit ball, in the image's shape."""
    first = next(iter(unit_tiles(1, image.size, Norm.L2, seed)))
    return np.asarray(first[0].numpy(), dtype=np.float32).reshape(image.shape)
