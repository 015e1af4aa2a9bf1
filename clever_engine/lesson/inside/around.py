"""Step 2: random points of the ball as pictures, and how the network reads them."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from clever_engine.classifiers import Classifier, Images
from clever_engine.margins import margin_gradients
from clever_engine.norms import Norm, parse_norm, vector_norms
from clever_engine.score.points import unit_tiles
from clever_engine.score.query import Query, ball_points

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A reading and one class it might turn into.

    Attributes:
        logits: `(classes,)` the network's points for each class.
        label: the class it reads, c.
        confidence: its softmax probability.
        target: the class j whose points are compared.
        runner_up: the class with the second most points.
    """

    logits: Array
    label: int
    confidence: float
    target: int
    runner_up: int

    @property
    def margin(self) -> float:
        """Return `f_c - f_j` in logits, never negative."""
        return float(self.logits[self.label] - self.logits[self.target])


def read_lead(classifier: Classifier, image: Images, target: str | int = "runner-up") -> Lead:
    """Return how a network reads an image `input_shape`, and its lead over a class.

    Args:
        classifier: the network.
        image: values within the classifier's bounds.
        target: "runner-up", "least-likely" or a class number; the label itself stands for the
            runner-up, so that a choice outlives the digit it was made for.

    Raises:
        InputError: the image makes no sense, or there is no such class.
    """
    query = Query.of(classifier, image, target="runner-up", seed=0)
    (runner_up,) = query.targets
    if target != "runner-up" and target != query.label:
        query = Query.of(classifier, image, target=target, seed=0)
    return Lead(
        logits=query.logits.cpu().double().numpy(),
        label=query.label,
        confidence=query.confidence,
        target=query.targets[0],
        runner_up=runner_up,
    )


READ = 100
"""Points that are read."""

SHOWN = 12
"""Of those, pictures that are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The first points of a seed's stream around a digit.

    Attributes:
        pictures: `(SHOWN, *input_shape)` float32, not clipped to the pixel range.
        label: how the digit itself is read.
        labels: `(READ,)` how the points are read.
        farthest: the largest change of one pixel in the pictures, 0 or more.
    """

    pictures: NDArray[np.float32]
    label: int
    labels: NDArray[np.int64]
    farthest: float

    @property
    def turned(self) -> int:
        """Return how many points are read as something else."""
        return int((self.labels != self.label).sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class PointLook:
    """One random point and the slope there.

    Attributes:
        picture: `input_shape` float32, not clipped.
        gradient: `input_shape`, of the margin.
        slope: its dual norm, in logits per unit.
    """

    picture: NDArray[np.float32]
    gradient: NDArray[np.float64]
    slope: float


def look_around(
    classifier: Classifier, image: Images, *, norm: Norm | str, radius: float, seed: int = 0
) -> Surroundings:
    """Return the first points that CLEVER samples in the ball around `image` `input_shape`."""
    query = Query.of(classifier, image, target="runner-up", seed=seed)
    points = _points(query, parse_norm(norm), radius, seed, READ)
    with torch.no_grad():
        labels = classifier.forward(points).argmax(dim=1)
    shown = points[:SHOWN]
    return Surroundings(
        pictures=shown.float().cpu().numpy(),
        label=query.label,
        labels=labels.cpu().numpy(),
        farthest=float((shown - query.image).abs().max()),
    )


def look_at_point(
    classifier: Classifier,
    image: Images,
    *,
    target: int,
    norm: Norm | str,
    radius: float,
    number: int,
    seed: int = 0,
) -> PointLook:
    """Return point `number`, from 1, of the same stream, with the slope towards `target`."""
    norm = parse_norm(norm)
    query = Query.of(classifier, image, target=target, seed=seed)
    point = _points(query, norm, radius, seed, number)[-1:]
    gradient = margin_gradients(classifier, point, label=query.label, targets=[target])[:, 0]
    return PointLook(
        picture=point[0].float().cpu().numpy(),
        gradient=gradient[0].cpu().double().numpy(),
        slope=float(vector_norms(gradient.cpu().double(), norm.dual)[0]),
    )


def _points(query: Query, norm: Norm, radius: float, seed: int, count: int) -> torch.Tensor:
    tiles = list(unit_tiles(count, query.size, norm, seed, query.image.dtype))
    return ball_points(query, torch.cat(tiles), radius)
