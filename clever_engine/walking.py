"""Guided sampling: slopes met on the steepest way from a digit to another class.

Uniform points of a ball in hundreds of dimensions form a shell of noise; the steep directions that
an attacker takes are never among them, and a score that rests on them alone can claim more than an
attack disproves. The walk goes down the margin's own gradient, a step at a time, and its gradient
norms join the sample. A few full steps at the end cross the boundary. Of them, and of every point
on the way, the mean slope of the straight line from the digit counts as well: by the mean value
theorem no Lipschitz constant is smaller, so that no score exceeds a distance at which the reading
was seen to change.
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from clever_engine.errors import ModelError
from clever_engine.norms import Norm, vector_norms
from clever_engine.subject import Subject

STEPS = 16
FULL_STEPS = 4
SHARE = 0.12
"""Length of a step, as a share of the distance to the boundary that the slope underfoot promises.

So the steps get shorter towards the boundary: 16 of them cover 87 % of the way. Longer and shorter
ones were tried on networks held out (benchmarks/README.md).
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """What one walk a target met.

    Attributes:
        norms: `(steps, targets)` dual gradient norms; 0 after the boundary was crossed.
        lengths: `(steps, targets)` threat-norm length of the way up to each of them.
        falls: `(points, targets)` mean fall of the margin per unit on the straight line from the
            digit to each point reached, the crossing included; 0 where nothing moved.
        distances: `(points, targets)` threat-norm length of that line.
        points: `(points, targets, *input_shape)` reached.
    """

    norms: NDArray[np.float64]
    lengths: NDArray[np.float64]
    falls: NDArray[np.float64]
    distances: NDArray[np.float64]
    points: torch.Tensor

    def steepest(self, radius: float) -> NDArray[np.float64]:
        """Return the largest slope met within `radius` `(targets,)`."""
        met = np.where(self.lengths <= radius, self.norms, 0.0).max(axis=0)
        fallen = np.where(self.distances <= radius, self.falls, 0.0).max(axis=0)
        return np.asarray(np.maximum(met, fallen))


@torch.enable_grad()
def walk(subject: Subject, norm: Norm) -> Walk:
    """Walk from the digit towards each of its targets, all at once.

    Raises:
        ModelError: a gradient is not finite.
    """
    start = subject.image.expand(len(subject.targets), *subject.image.shape[1:])
    points, steps = start.clone(), list[_Step]()
    for number in range(STEPS + FULL_STEPS + 1):
        margins, gradients = _margins_and_gradients(subject, points)
        slopes = vector_norms(gradients, norm.dual).double()
        if not bool(torch.isfinite(slopes).all()):
            raise ModelError(f"Expected finite gradients of {subject.classifier.name}; got others.")
        moved = vector_norms((points - start).double(), norm)
        steps.append(_Step(points=points, margins=margins, slopes=slopes, moved=moved))
        alive = (margins > 0) & (slopes > 0)
        share = SHARE if number < STEPS else 1.0
        step = torch.where(alive, share * margins / slopes.clamp_min(1e-300), 0.0)
        shape = (-1, *[1] * (points.ndim - 1))
        points = points - step.to(points).view(shape) * steepest_direction(gradients, norm)
    # A fall that rounding of the logits could have caused is no evidence.
    rounding = 8 * torch.finfo(subject.logits.dtype).eps * float(subject.logits.abs().max())
    return _summary(steps, rounding)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """Points `(targets, *input_shape)`, margins, slopes, distances at one stage of all walks."""

    points: torch.Tensor
    margins: torch.Tensor
    slopes: torch.Tensor
    moved: torch.Tensor


def _summary(steps: list[_Step], rounding: float) -> Walk:
    margins, slopes, moved = (
        torch.stack([getattr(step, name) for step in steps]).cpu().numpy()
        for name in ("margins", "slopes", "moved")
    )
    alive = np.logical_and.accumulate((margins > 0) & (slopes > 0), axis=0)
    norms = np.where(alive, slopes, 0.0)[:STEPS]
    paces = SHARE * np.divide(margins, slopes, out=np.zeros_like(margins), where=alive)
    lengths = np.vstack([np.zeros_like(paces[:1]), paces.cumsum(axis=0)])[:STEPS]
    seen = np.vstack([np.ones_like(alive[:1]), alive[:-1]])  # up to the crossing, included
    fallen = np.maximum(margins[0] - margins - rounding, 0.0)
    falls = np.divide(fallen, moved, out=np.zeros_like(margins), where=seen & (moved > 0))
    return Walk(
        norms=norms,
        lengths=lengths,
        falls=falls,
        distances=moved,
        points=torch.stack([step.points for step in steps]),
    )


def steepest_direction(gradients: torch.Tensor, norm: Norm) -> torch.Tensor:
    """Return for each gradient `(n, ...)` the direction of threat norm 1 that rises fastest.

    Its product with the gradient is the gradient's dual norm: the gradient itself for L2, its signs
    for Linf, its largest component alone for L1. Zero gradients give zero or finite directions.
    """
    if norm is Norm.LINF:
        return gradients.sign()
    flat = gradients.flatten(1)
    if norm is Norm.L2:
        return (flat / vector_norms(flat, norm).clamp_min(1e-30)[:, None]).view_as(gradients)
    largest = flat.abs().argmax(dim=1, keepdim=True)
    alone = torch.zeros_like(flat).scatter_(1, largest, flat.gather(1, largest).sign())
    return alone.view_as(gradients)


def _margins_and_gradients(
    subject: Subject, points: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    points = points.detach().requires_grad_()
    targets = torch.tensor(subject.targets, device=points.device)
    logits = subject.classifier.forward(points)
    margins = logits[:, subject.label] - logits.gather(1, targets[:, None])[:, 0]
    if not margins.requires_grad:  # a hard quantisation, say, cuts the graph
        return margins.double(), torch.zeros_like(points)
    (gradients,) = torch.autograd.grad(
        margins.sum(), points, allow_unused=True, materialize_grads=True
    )
    gradients = gradients if subject.free is None else gradients * subject.free
    return margins.detach().double(), gradients
