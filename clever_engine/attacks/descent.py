"""The descent both attacks share: a step down the margin, then back to a norm that adapts.

FMN (Pintor et al. 2021, Fast Minimum-norm Adversarial Attacks through Adaptive Norm Constraints,
algorithm 1) projects onto a ball that shrinks below the smallest misreading found and, before there
is one, reaches as far as the slope underfoot promises. DDN (Rony et al. 2019, Decoupling Direction
and Norm, algorithm 1) places each point on a sphere whose radius falls by a share where the point
is misread and grows by it where not. Both work here with the margin as loss, and with steps
measured in the radius, so that neither the pixels' scale nor the norm needs settings of its own.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import torch

from clever_engine.attacks.goal import Goal
from clever_engine.attacks.space import Space, project
from clever_engine.norms import Norm, vector_norms
from clever_engine.score.guided import steepest_direction
from clever_engine.steps import Progress, Steps

STEP_LENGTHS = {Norm.L1: (1.0, 0.01), Norm.L2: (10.0, 0.03), Norm.LINF: (3.0, 0.01)}
"""First and last step, in radii; tuned on the shipped networks, where L2 hardly notices them.

In L1 a first step of 5 found changes 5 % (cnn-7-robust) and 34 % (cnn-7-robust-linf) larger than
the portfolio's steps do, which begin at 0.5, 1 and 2."""

RADIUS_CHANGES = (0.05, 0.001)
"""First and last share by which a radius shrinks or grows."""

FARTHEST_REACH = 0.1
"""Most that a radius grows in a step, as a share of the pixel range's diameter.

A flat spot promises a boundary at any distance; going there would end in overflow.
"""

Length = TypeVar("Length", float, torch.Tensor)

PAUSE = 5
"""Gradients between two reports: several a second, also on the slowest shipped network."""


class Method(StrEnum):
    """How an attack looks for small changes."""

    FMN = "fmn"
    DDN = "ddn"


@dataclass(slots=True)
class Found:
    """The nearest misread point of each image so far, and its distance; infinite where none."""

    points: torch.Tensor
    sizes: torch.Tensor

    def keep(self, points: torch.Tensor, sizes: torch.Tensor, misread: torch.Tensor) -> None:
        """Take over what is misread and nearer than before."""
        better = misread & (sizes < self.sizes)
        self.sizes = torch.where(better, sizes, self.sizes)
        self.points = torch.where(column(better, points), points, self.points)


def descend(
    goal: Goal,
    space: Space,
    *,
    norm: Norm,
    spheres: torch.Tensor,
    steps: int,
    start: torch.Tensor,
    longest: torch.Tensor | None = None,
) -> Steps[Found]:
    """Return the nearest points `(n, *input_shape)` that were misread on the way down.

    Progress counts gradients; its value is the smallest distances so far `(n,)`, NumPy.

    Args:
        goal: the margins to bring below 0.
        space: the images, and where their points may go.
        norm: how the distance to the images is measured.
        spheres: `(n,)` boolean: whether a point goes down by DDN, on spheres, or by FMN in balls.
        steps: gradients taken an image.
        start: `(n, *input_shape)` where to begin.
        longest: `(n,)` first step in radii; that of `STEP_LENGTHS` by default.

    Raises:
        ModelError: a gradient is not finite.
    """
    first, last = STEP_LENGTHS[norm]
    if longest is None:
        longest = start.new_full((len(start),), first)
    points = space.clip(start)
    found = Found(space.images, space.images.new_full((len(points),), torch.inf))
    radii, reach = None, FARTHEST_REACH * _diameter(goal, norm)
    for step in range(steps):
        margins, gradients = goal.descend(points)
        changes = points - space.images
        sizes, misread = vector_norms(changes, norm), margins < 0
        found.keep(points, sizes, misread)
        gradients = space.free(gradients, points)
        promised = sizes + promise(margins, gradients, norm).clamp_max(reach)
        radii = promised if radii is None else radii
        share = _anneal(*RADIUS_CHANGES, step / steps)
        # A little more than promised: a straight boundary would be met by rounding alone.
        wider = torch.where(found.sizes.isinf() & ~spheres, promised, radii) * (1 + share)
        narrower = radii * (1 - share)
        narrower = torch.where(spheres, narrower, torch.minimum(narrower, found.sizes))
        radii = torch.minimum(torch.where(misread, narrower, wider), radii + reach)
        lengths = radii * _anneal(longest, last, step / steps)
        moved = changes - column(lengths, changes) * _direction(gradients, norm)
        points = space.clip(space.images + _constrain(moved, radii, norm, spheres))
        if step % PAUSE == PAUSE - 1:
            yield Progress(done=step + 1, total=steps, value=found.sizes.cpu().numpy())
    return found


def tighten(goal: Goal, space: Space, found: Found, *, halvings: int = 12) -> torch.Tensor:
    """Return the nearest misread points met in a bisection between each image and its point.

    Points where nothing was found are the images themselves and stay so.
    """
    best, least, most = found.points, torch.zeros_like(found.sizes), torch.ones_like(found.sizes)
    for _ in range(halvings):
        middle = (least + most) / 2
        shares = column(middle, best)
        points = space.clip(space.images + shares * (found.points - space.images))
        misread = (goal.margins(points) < 0) & found.sizes.isfinite()
        best = torch.where(column(misread, best), points, best)
        least, most = torch.where(misread, least, middle), torch.where(misread, middle, most)
    return best


def column(values: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    """Return `(n,)` values shaped to multiply `(n, ...)`."""
    return values.view(-1, *[1] * (like.ndim - 1))


def _constrain(
    changes: torch.Tensor, radii: torch.Tensor, norm: Norm, spheres: torch.Tensor
) -> torch.Tensor:
    """Return the nearest changes of at most these radii; on spheres, of just these."""
    within = project(changes, radii, norm)
    if not bool(spheres.any()):
        return within
    onto = column(radii, changes) * steepest_direction(changes, Norm.L2)
    return torch.where(column(spheres, changes), onto, within)


def _direction(gradients: torch.Tensor, norm: Norm) -> torch.Tensor:
    """Return where to step: for Linf the signs, which reach a ball's corners, else L2's steepest.

    L1's steepest, one value at a time, would need as many steps as values change.
    """
    return steepest_direction(gradients, Norm.LINF if norm is Norm.LINF else Norm.L2)


def promise(margins: torch.Tensor, gradients: torch.Tensor, norm: Norm) -> torch.Tensor:
    """Return the distance to the boundary as the slope underfoot has it; 0 on the flat."""
    slopes = vector_norms(gradients, norm.dual)
    tiny = torch.finfo(slopes.dtype).tiny
    return torch.where(slopes > 0, margins.abs() / slopes.clamp_min(tiny), 0.0)


def _anneal(first: Length, last: float, progress: float) -> Length:
    return last + (first - last) * (1 + math.cos(math.pi * progress)) / 2


def _diameter(goal: Goal, norm: Norm) -> float:
    low, high = goal.classifier.bounds
    values = math.prod(goal.classifier.input_shape)
    return float((high - low) * values ** (1 / norm.order))
