"""Step 3: the slope at every random point of the ball (Weng et al. 2018, algorithm 1, line 5)."""

from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray

from clever_engine.classifiers import Classifier, Images
from clever_engine.margins import margin_gradient_norms
from clever_engine.norms import Norm, parse_norm
from clever_engine.score.points import unit_tiles
from clever_engine.score.query import Query, ball_points
from clever_engine.score.settings import check_seed
from clever_engine.steps import Progress, Steps

Array = NDArray[np.float64]

POINTS = 1024
"""Points of a sample, enough for the largest number of batches times the largest batch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlopeSample:
    """The slopes of one margin at random points of one ball.

    Attributes:
        label: the class the network reads, c.
        target: the class j.
        margin: `g(x0) = f_c - f_j` at the digit, in logits.
        norm: how a change is measured; slopes are in its dual.
        radius: of the ball, R.
        seed: of the points.
        slope: at the digit itself.
        norms: `(points,)` gradient norms in the order of the points, in logits per unit.
    """

    label: int
    target: int
    margin: float
    norm: Norm
    radius: float
    seed: int
    slope: float
    norms: Array = field(repr=False)


def slope_steps(
    classifier: Classifier,
    image: Images,
    *,
    target: int,
    norm: Norm | str,
    radius: float,
    seed: int = 0,
    points: int = POINTS,
) -> Steps[SlopeSample]:
    """Sample the slopes that `clever_score` samples with uniform sampling, a tile a step.

    Progress counts points.

    Args:
        classifier: the network.
        image: `input_shape`, values within the classifier's bounds.
        target: the class j.
        norm: "l1", "l2" or "linf".
        radius: of the ball.
        seed: the same seed gives the same points; the first n of them do not depend on `points`.
        points: how many.

    Raises:
        InputError: the image, class, norm or seed makes no sense.
    """
    norm = parse_norm(norm)
    query = Query.of(classifier, image, target=target, seed=check_seed(seed))
    slope = float(_norms(query, norm, query.image)[0])
    found: list[Array] = []
    for offsets in unit_tiles(points, query.size, norm, seed, query.image.dtype):
        found.append(_norms(query, norm, ball_points(query, offsets, radius)))
        yield Progress(done=sum(map(len, found)), total=points)
    return SlopeSample(
        label=query.label,
        target=target,
        margin=float(query.margins()[0]),
        norm=norm,
        radius=radius,
        seed=seed,
        slope=slope,
        norms=np.concatenate(found),
    )


def _norms(query: Query, norm: Norm, points: torch.Tensor) -> Array:
    """Return the dual gradient norm at each point `(points,)`."""
    norms = margin_gradient_norms(
        query.classifier,
        points,
        label=query.label,
        targets=query.targets,
        norms=[norm.dual],
    )
    return np.asarray(norms[0, :, 0].numpy())
