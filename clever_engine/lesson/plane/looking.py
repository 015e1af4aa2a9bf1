"""What there is to know about one input: reading, true distance, CLEVER's, sampled slopes."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from clever_engine.lesson.plane.boundary import Boundary
from clever_engine.lesson.plane.distance import Nearest, nearest_boundary
from clever_engine.lesson.plane.network import PlaneNetwork, plane_classifier
from clever_engine.norms import Norm, parse_norm
from clever_engine.score.clever import clever_score
from clever_engine.score.points import unit_tiles
from clever_engine.score.results import CleverScore

Array = NDArray[np.float64]

SHOWN = 14
"""Of the random points of the ball, how many are shown with their gradient."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaneLook:
    """One input of a network in the plane, the exact answer beside CLEVER's.

    Attributes:
        point: `(2,)` the input.
        score: its CLEVER score.
        nearest: the truth; None where the reading never changes within reach.
        samples: `(n, 2)` the input, then the first of CLEVER's random points.
        gradients: `(n, 2)` of the margin towards `score.target` there, in logits per unit.
    """

    point: Array
    score: CleverScore
    nearest: Nearest | None
    samples: Array
    gradients: Array

    @property
    def norm(self) -> Norm:
        """The norm both distances are measured in."""
        return self.score.norm

    @property
    def turns_into(self) -> int | None:
        """The class on the other side of the nearest boundary."""
        if self.nearest is None:
            return None
        first, second = self.nearest.classes
        return second if first == self.score.label else first


def look_at(
    network: PlaneNetwork, boundary: Boundary, point: Array, *, norm: Norm | str, seed: int = 0
) -> PlaneLook:
    """Return the exact distance and the CLEVER score of one input.

    Args:
        network: what reads the input.
        boundary: its decision boundary.
        point: `(2,)`.
        norm: "l1", "l2" or "linf".
        seed: of CLEVER's random points.

    Raises:
        InputError: no point within the boundary's reach, or no such norm.
    """
    norm, point = parse_norm(norm), np.asarray(point, dtype=np.float64)
    nearest = nearest_boundary(boundary, point, norm)
    score = clever_score(plane_classifier(network), point, norm=norm, seed=seed)
    (offsets,) = unit_tiles(SHOWN, 2, norm, seed, torch.float64)
    samples = np.vstack([point, point + score.radius * offsets.numpy()])
    gradients = network.margin_gradients(samples, label=score.label, target=score.target)
    return PlaneLook(
        point=point, score=score, nearest=nearest, samples=samples, gradients=gradients
    )
