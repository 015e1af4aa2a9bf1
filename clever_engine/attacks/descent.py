"""The descent all attacks share: a step down the margin, then back to a norm that adapts.

FMN (Pintor et al. 2021, Fast Minimum-norm Adversarial Attacks through Adaptive Norm Constraints,
algorithm 1) projects onto a ball that shrinks below the smallest misreading found and, before there
is one, reaches as far as the slope underfoot promises. DDN (Rony et al. 2019, Decoupling Direction
and Norm, algorithm 1) places each point on a sphere whose radius falls by a share where the point
is misread and grows by it where not. Both work here with the margin as loss, and with steps
measured in the radius, so that neither the pixels' scale nor the norm needs settings of its own.
In L1 FMN also goes with the sparse steps of l1-APGD (Croce and Hein 2021, Mind the Box):
only the steepest values move, fewer as the change gets sparser. A smoothed descent takes its
gradients in noise around each point, as Wu et al. 2018 do to see past a network's own roughness
(Understanding and Enhancing the Transferability of Adversarial Examples, arXiv 1802.09707), less
and less of it; on networks trained on Linf attacks that leads much nearer (benchmarks/README.md).
"""

import math
from collections.abc import Sequence
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
steps that begin at 0.5, 1 and 2 in turn."""

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
    SPARSE = "sparse"


NOISY = 0.8
"""Share of the steps in which there is noise; it falls to 0 by then, in a line."""

SPARSER, FIRST_MOVED = 1.5, 0.05
"""A sparse step moves as many values as are changed by now, divided by the former; at first the
latter's share of all. 1.5 is the paper's; it begins at a fifth and restarts ever sparser."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How each of `n` points goes down.

    Attributes:
        spheres: `(n,)` boolean: whether by DDN, on spheres, or by FMN, in balls.
        sparse: `(n,)` boolean: whether its steps move only the steepest values.
        longest: `(n,)` its first step, in radii.
        noise: `(n,)` how far each value of its gradients' places lies from it at most at first.
    """

    spheres: torch.Tensor
    sparse: torch.Tensor
    longest: torch.Tensor
    noise: torch.Tensor

    @classmethod
    def of(
        cls,
        methods: Sequence[Method],
        longest: Sequence[float],
        like: torch.Tensor,
        noise: Sequence[float] | None = None,
    ) -> "Manner":
        """Return the manner of points with these methods, first steps and noise.

        One of each a point, on the place of `like`; no noise by default.
        """
        return cls(
            spheres=torch.tensor([method is Method.DDN for method in methods]).to(like.device),
            sparse=torch.tensor([method is Method.SPARSE for method in methods]).to(like.device),
            longest=torch.tensor(list(longest)).to(like),
            noise=torch.tensor(list(noise or [0.0] * len(methods))).to(like),
        )


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
    manner: Manner,
    steps: int,
    start: torch.Tensor,
) -> Steps[Found]:
    """Return the nearest points `(n, *input_shape)` that were misread on the way down.

    Progress counts gradients; its value is the smallest distances so far `(n,)`, NumPy.

    Args:
        goal: the margins to bring below 0.
        space: the images, and where their points may go.
        norm: how the distance to the images is measured.
        manner: how each point goes down; spheres serve L2 alone, sparse steps L1.
        steps: gradients taken an image.
        start: `(n, *input_shape)` where to begin.

    Raises:
        ModelError: a gradient is not finite.
    """
    spheres, last = manner.spheres, STEP_LENGTHS[norm][1]
    points = space.clip(start)
    found = Found(space.images, space.images.new_full((len(points),), torch.inf))
    draw = torch.Generator().manual_seed(0)
    radii, reach = None, FARTHEST_REACH * _diameter(goal, norm)
    for step in range(steps):
        noise = manner.noise * max(0.0, 1 - step / (NOISY * steps))
        margins, gradients = _look(goal, space, points, noise, draw)
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
        lengths = radii * _anneal(manner.longest, last, step / steps)
        directions = _directions(gradients, changes, norm, manner.sparse)
        moved = changes - column(lengths, changes) * directions
        points = space.clip(space.images + _constrain(moved, radii, norm, spheres))
        if step % PAUSE == PAUSE - 1:
            yield Progress(done=step + 1, total=steps, value=found.sizes.cpu().numpy())
    return found


def _look(
    goal: Goal, space: Space, points: torch.Tensor, noise: torch.Tensor, draw: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the margins at the points `(n,)`, and gradients in so much noise around them."""
    if not bool(noise.any()):
        return goal.descend(points)
    shifts = torch.rand(points.shape, generator=draw).to(points) * 2 - 1
    _, gradients = goal.descend(space.clip(points + column(noise, points) * shifts))
    return goal.margins(points), gradients


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


def _directions(
    gradients: torch.Tensor, changes: torch.Tensor, norm: Norm, sparse: torch.Tensor
) -> torch.Tensor:
    """Return where to step: for Linf the signs, which reach a ball's corners, else L2's steepest.

    L1's steepest, one value at a time, would need as many steps as values change; a sparse step
    moves several of them, equally far, and is as long in L2 as the others.
    """
    directions = steepest_direction(gradients, Norm.LINF if norm is Norm.LINF else Norm.L2)
    if not bool(sparse.any()):
        return directions
    flat = gradients.flatten(1)
    changed = (changes != 0).flatten(1).sum(dim=1)
    moved = torch.where(changed > 0, changed / SPARSER, FIRST_MOVED * flat.shape[1])
    falling = flat.abs().sort(dim=1, descending=True).values
    least = falling.gather(1, moved.long().clamp_min(1)[:, None] - 1)
    signs = flat.sign().where(flat.abs() >= least, 0.0).view_as(gradients)
    return torch.where(column(sparse, signs), steepest_direction(signs, Norm.L2), directions)


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
