"""Guided sampling: slopes met on the steepest way from a digit to another class.

Uniform points of a ball in hundreds of dimensions form a shell of noise; the steep directions that
an attacker takes are never among them, and a score that rests on them alone can claim more than an
attack disproves. The walk goes down the margin's own gradient, a step at a time, and its gradient
norms join the sample.

Then it homes in on the nearest point of the boundary that it can find. Of every point on the way
the mean slope of the straight line from the digit counts as well: by the mean value theorem no
Lipschitz constant is smaller, so that no score exceeds a distance at which the reading was seen to
change. The gradients near the boundary do not count: a network trained on attacks has spikes there
that would make it look weak (benchmarks/README.md).
"""

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from clever_engine.classifiers import Classifier
from clever_engine.devices import precise
from clever_engine.margins import Classes, Forward, finite
from clever_engine.norms import Norm, vector_norms
from clever_engine.score.query import Query, slices

STEPS = 16
HOMING = 6
"""Steps that home in on the boundary; half the way to where it would be, were it flat."""

PILOT, FAR = 3, 1.6
MIDWAY, FARTHER = 8, 1.35
NEAR = 1.25
"""After `PILOT` steps, a class that promises more than `FAR` times the least is left where it is,
after `MIDWAY` steps one of more than `FARTHER` times; only those within `NEAR` times the least are
homed in on, and sampled."""

SHARE, LONGEST = 0.12, 0.45
"""Length of a step, as a share of the distance to the boundary that the slope underfoot promises.

So the steps get shorter towards the boundary: 16 of them cover 87 % of the way. Longer and shorter
ones were tried on networks held out (benchmarks/README.md).
"""

STEADY, LONGER = 0.05, 1.8
COVERED, THERE = 0.87, 0.02
"""Where the slope changes by less than `STEADY` in a step, the next is `LONGER` times as long, up
to `LONGEST`: a perceptron's hardly changes, and half the steps tell as much. The walk ends when
`COVERED` of every way lies behind, homing when every margin is within `THERE` of what it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """What one walk a target met.

    Attributes:
        norms: `(steps, targets)` dual gradient norms; 0 after the boundary was crossed.
        lengths: `(steps, targets)` threat-norm length of the way up to each of them.
        falls: `(points, targets)` mean fall of the margin per unit on the straight line from the
            digit to each point reached; 0 where nothing moved.
        distances: `(points, targets)` threat-norm length of that line.
        points: `(points, columns, *input_shape)` reached on the walks to these targets.
        columns: of the targets whose points are kept; None for all.
    """

    norms: NDArray[np.float64]
    lengths: NDArray[np.float64]
    falls: NDArray[np.float64]
    distances: NDArray[np.float64]
    points: torch.Tensor
    columns: tuple[int, ...] | None = None

    def steepest(self, radius: float) -> NDArray[np.float64]:
        """Return the largest slope met within `radius` `(targets,)`."""
        met = np.where(self.lengths <= radius, self.norms, 0.0).max(axis=0)
        fallen = np.where(self.distances <= radius, self.falls, 0.0).max(axis=0)
        return np.asarray(np.maximum(met, fallen))


def walk(query: Query, norm: Norm, *, pilot: bool = False) -> Walk:
    """Walk from the digit towards each of its targets, all at once; see `parted` for many.

    Args:
        query: the digit.
        norm: how a change is measured.
        pilot: whether to take the first steps alone, those before any class is left.

    Raises:
        ModelError: a gradient is not finite.
    """
    way = _Way(query, norm)
    for number in range(PILOT if pilot else STEPS):
        if number > 1 and way.is_near():
            break
        way.look(math.inf if number < PILOT else FAR if number < MIDWAY else FARTHER)
        way.descend()
    if pilot:
        return way.summary()
    for _ in range(HOMING):
        way.look(NEAR)
        if way.is_there():
            break
        way.home()
    else:
        way.look(NEAR)
    return way.summary()


class _Way:
    """All walks of one digit: where each stands, and what it has met.

    A look is `(targets,)` margins, slopes and distances from the digit; a walk given up repeats its
    last margin and distance, with slope 0.
    """

    def __init__(self, query: Query, norm: Norm) -> None:
        self._query, self._norm = query, norm
        count = len(query.targets)
        self._start = query.image.expand(count, *query.image.shape[1:])
        self._points = self._start.clone()
        self._looks: list[tuple[torch.Tensor, torch.Tensor, torch.Tensor]] = []
        self._stops: list[torch.Tensor] = []
        self._steepest = precise(self._start.new_zeros(count))
        self._shares = torch.full_like(self._steepest, SHARE)
        self._paces: list[torch.Tensor] = []

    def look(self, share: float) -> None:
        """Take margins and gradients of all walks that promise at most `share` times the least."""
        self._active = self._within(share)
        points = self._points[self._active]
        query = self._query
        targets = torch.tensor(query.targets, device=points.device)[self._active]
        self._margins, gradients = margins_and_gradients(
            query.classifier, points, query.label, targets
        )
        self._gradients = gradients if query.mask is None else gradients * query.mask
        slopes = precise(vector_norms(self._gradients, self._norm.dual))
        self._slopes = finite(self._query.classifier, slopes)
        self._moves = precise(points - self._start[self._active])
        met = vector_norms(self._moves, self._norm)
        margins, slopes, moved = (
            (old[0].clone(), torch.zeros_like(old[1]), old[2].clone())
            if (old := self._looks[-1] if self._looks else None)
            else (torch.zeros_like(self._steepest) for _ in range(3))
        )
        before = self._looks[-1][1][self._active] if self._looks else None
        margins[self._active], slopes[self._active] = self._margins, self._slopes
        self._lengthen(before)
        moved[self._active] = met
        self._steepest = torch.maximum(self._steepest, slopes)
        self._looks.append((margins, slopes, moved))
        self._stops.append(self._points.clone())

    def is_near(self) -> bool:
        """Return whether every walk that still goes on has covered most of its way."""
        covered = self._margins <= (1 - COVERED) * self._looks[0][0][self._active]
        return bool((covered | (self._slopes == 0)).all())

    def is_there(self) -> bool:
        """Return whether every walk homed in on stands at the boundary, to `THERE` of its way."""
        return bool((self._margins.abs() <= THERE * self._looks[0][0][self._active]).all())

    def _lengthen(self, before: torch.Tensor | None) -> None:
        """Take longer steps where the slope hardly changes, the first ones' where it does."""
        if before is None:
            return
        steady = (self._slopes / before.clamp_min(1e-300) - 1).abs() < STEADY
        longer = (LONGER * self._shares[self._active]).clamp_max(LONGEST)
        self._shares[self._active] = torch.where(steady, longer, SHARE)

    def descend(self) -> None:
        """Go a share of the way to the boundary, down the slope underfoot."""
        alive = (self._margins > 0) & (self._slopes > 0)
        shares = self._shares[self._active]
        paces = torch.where(alive, shares * self._margins / self._slopes.clamp_min(1e-300), 0.0)
        self._points[self._active] -= wide(paces, self._points) * self._down()
        every = torch.zeros_like(self._steepest)
        every[self._active] = paces
        self._paces.append(every)

    def home(self) -> None:
        """Go half the way to where the boundary is nearest to the digit, were the margin flat."""
        level = self._margins - (self._moves * self._gradients).flatten(1).sum(dim=1)
        away = torch.where(self._slopes > 0, level / self._slopes.clamp_min(1e-300), 0.0)
        points = self._points[self._active]
        nearest = self._start[self._active] - wide(away, points) * self._down()
        there = wide(self._slopes, points) > 0
        self._points[self._active] = torch.where(there, (points + nearest) / 2, points)

    def summary(self) -> Walk:
        """Return what was met."""
        margins, slopes, moved = (
            torch.stack(values).cpu().numpy() for values in zip(*self._looks, strict=True)
        )
        # A fall that rounding of the logits could have caused is no evidence.
        logits = self._query.logits
        rounding = 8 * torch.finfo(logits.dtype).eps * float(logits.abs().max())
        alive = np.logical_and.accumulate((margins > 0) & (slopes > 0), axis=0)
        steps = len(self._paces)
        paces = torch.stack(self._paces).cpu().numpy()
        lengths = np.vstack([np.zeros_like(paces[:1]), paces.cumsum(axis=0)])
        fallen = np.maximum(margins[0] - margins - rounding, 0.0)
        return Walk(
            norms=np.where(alive, slopes, 0.0)[:steps],
            lengths=lengths[:steps],
            falls=np.divide(fallen, moved, out=np.zeros_like(margins), where=moved > 0),
            distances=moved,
            points=torch.stack(self._stops),
        )

    def _down(self) -> torch.Tensor:
        return steepest_direction(self._gradients, self._norm)

    def _within(self, share: float) -> torch.Tensor:
        """Return the columns that promise at most `share` times the least."""
        if not self._looks or math.isinf(share):
            return torch.arange(len(self._steepest), device=self._steepest.device)
        promises = self._looks[0][0] / self._steepest.clamp_min(1e-300)
        return torch.nonzero(promises <= share * promises.min())[:, 0]


def wide(values: torch.Tensor, points: torch.Tensor) -> torch.Tensor:
    """Return `(n,)` values shaped and typed to multiply the points `(n, ...)`."""
    return values.to(points).view(-1, *[1] * (points.ndim - 1))


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


def margins_and_gradients(
    classifier: Classifier, points: torch.Tensor, labels: Classes, targets: Classes
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return margins `(n,)`, float64, and gradients `(n, *input_shape)` at points, of their shape.

    One class for all points, or one each. Few points at a time, where inputs are large.
    """
    looks = []
    for part in slices(points):
        passed = Forward.of(classifier, points[part])
        ends = [k[part] if isinstance(k, torch.Tensor) else k for k in (labels, targets)]
        looks.append((precise(passed.margins(*ends)), passed.gradients(*ends)))
    margins, gradients = map(torch.cat, zip(*looks, strict=True))
    return margins, gradients
