"""Chords: the mean slopes of straight lines from a digit to points beyond which it is misread.

For a bound at the digit itself no more is needed than the steepest *mean* slope of the straight
lines that leave it: `L = max (g(x0) - g(z)) / ||z - x0||` gives `g(z) >= g(x0) - L ||z - x0||`, so
that `g(x0) / L` never exceeds the smallest change, and is that change where the steepest line ends
at the boundary. The largest gradient of the ball is never smaller than L (mean value theorem).
Networks trained on attacks have spikes of the gradient that no straight line feels, and that make
them look weak (benchmarks/README.md).

The search goes to where the boundary, were it flat, is nearest to the digit, half the way each
time, in the direction of a running mean of the gradients. What is sampled are straight lines near
the steepest one it met: points uniform in a small ball of the space that the last gradients span,
brought to the steepest one's length. Their slopes' maxima follow a distribution whose end point is
the estimate, as in Weng et al. (2018) that of gradient norms; it lies above the steepest line met
by as much as slopes still differ there.
"""

from dataclasses import dataclass

import numpy as np
import torch

from clever_engine.devices import precise
from clever_engine.margins import finite
from clever_engine.norms import Norm, vector_norms
from clever_engine.score.estimators import Array
from clever_engine.score.guided import Walk, margins_and_gradients, steepest_direction, wide
from clever_engine.score.query import Query
from clever_engine.score.settings import farthest

ROUNDS = ((None, 4), (4, 6), (2, 20))
"""How many classes go on, and for how long.

All first, as slopes at the digit tell too little: three of nine cost 3 % on one with dropout."""

MEMORY = {Norm.L2: 0.5, Norm.LINF: 0.5, Norm.L1: 0.25}
"""Share of the gradients before in the direction of the next step. Without it, and without noise,
lines were 14 % longer in L2 on a network trained on Linf attacks; elsewhere it matters by 1 %."""

NOISE = 0.3
"""Of the range of values: noise in which half of each gradient is taken, less each round.

A network trained on Linf attacks hides steep directions from single gradients: without noise lines
are 1.3 (L2) and 2.9 times (L1) as long as the smallest attack, with it 1.04 and 1.09 times; 0.15,
0.5 or all of the gradient taken in noise gain less."""

PART = {Norm.L2: 0.5, Norm.LINF: 0.8, Norm.L1: 0.6}
FADING = {Norm.L2: 1.0, Norm.LINF: 0.93, Norm.L1: 0.97}
LEAST_PART = 0.15
"""How much of the way to the flat boundary a round goes, how much of that the next one, and the
least; less each time where steepest directions jump from corner to corner. Linf with 0.6 was 1 %
longer; L1 with 0.8 was 1 to 16 % longer."""

SOFT = (0.4, 0.9)
"""In L1 values change whose slope is above this share of the largest, at first and at last.

With one value alone lines were 3 to 20 % longer on a network with dropout; with 0.5 throughout 4 to
13 % longer on three networks (ten digits each)."""

SETTLED, LATELY = {Norm.L2: 0.0002, Norm.LINF: 0.0, Norm.L1: 0.0002}, 5
"""The search ends where the nearest class came no nearer by this share in the last rounds.

In Linf it never does: on a network trained on Linf attacks a search that stopped early left one
line in six 20 to 50 % too long."""

SPAN = {Norm.L2: 3, Norm.LINF: 2, Norm.L1: 2}
"""Gradients that span the space sampled: so few that the middle of the ball, where the steepest
line is, is met. With ten the fitted end point fell below it on most digits, with these on none."""

SAME = 1e-5
"""Difference of gradients, in shares of the first, that float32 rounding alone can cause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chords(Walk):
    """What the search met: its norms and falls are mean slopes.

    Attributes:
        ends: `(targets, *input_shape)` the change at the end of each target's steepest line.
        bases: of each target `(k, size)`, Euclidean unit vectors across that line; none where the
            network is linear, so that all lines in the steepest direction are alike.
    """

    ends: torch.Tensor
    bases: tuple[torch.Tensor, ...]


def search(query: Query, norm: Norm, radius: float | None = None) -> Chords:
    """Look for the steepest straight line to each target, no longer than `radius`.

    Raises:
        ModelError: a gradient is not finite.
    """
    way = _Search(query, norm, radius)
    for keep, rounds in ROUNDS:
        way.keep(keep)
        for _ in range(rounds):
            if way.settled(keep):
                break
            way.go()
    return way.summary()


class _Search:
    """All lines of one digit: where each ends, and the steepest of each target so far."""

    def __init__(self, query: Query, norm: Norm, radius: float | None) -> None:
        self._query, self._norm, self._radius = query, norm, radius
        self._farthest = farthest(norm, query.size, query.classifier.bounds)
        count = len(query.targets)
        self._random = torch.Generator().manual_seed(0)
        self._every = torch.arange(count, device=query.image.device)
        self._active = self._every
        self._start = query.image.expand(count, *query.image.shape[1:])
        self._margins, gradients = self._look(self._start, self._every)
        self._here = precise(vector_norms(gradients, norm.dual))
        self._rounding = 8 * torch.finfo(query.logits.dtype).eps * float(query.logits.abs().max())
        self._best = torch.zeros_like(self._margins)
        self._ends = torch.zeros_like(self._start)
        self._memory = torch.zeros_like(self._start)
        self._met: list[list[torch.Tensor]] = [[] for _ in query.targets]
        self._slopes: list[Array] = []
        self._lengths: list[Array] = []
        self._nearest: list[float] = []
        self._points = self._start.clone()
        self._move(self._start, self._margins, gradients, 0.5)

    def keep(self, count: int | None) -> None:
        """Go on with the `count` classes that are nearest so far."""
        promises = self._promises()[self._active]
        order = promises.argsort(stable=True)
        self._active = self._active[order[:count]].sort().values

    def settled(self, keep: int | None) -> bool:
        """Return whether the nearest class came no nearer lately; never while all are looked at."""
        if keep is None or len(self._nearest) <= LATELY:
            return False
        return self._nearest[-1] > (1 - SETTLED[self._norm]) * self._nearest[-1 - LATELY]

    def go(self) -> None:
        """Look where the lines end now, keep the steepest, and move their ends."""
        active = self._active
        points = self._points[active]
        margins, gradients = self._smoothed(points, active)
        moved = points - self._start[active]
        lengths = vector_norms(precise(moved), self._norm)
        fallen = (self._margins[active] - margins - self._rounding).clamp_min(0)
        slopes = torch.where(lengths > 0, fallen / lengths.clamp_min(1e-300), 0.0)
        better = slopes > self._best[active]
        self._best[active] = torch.where(better, slopes, self._best[active])
        self._ends[active] = torch.where(wide(better, moved) > 0, moved, self._ends[active])
        self._note(slopes, lengths)
        self._nearest.append(float(self._promises().min()))
        part = PART[self._norm] * FADING[self._norm] ** len(self._slopes)
        self._move(points, margins, gradients, max(LEAST_PART, part))

    def summary(self) -> Chords:
        """Return what was met."""
        slopes, lengths = np.stack(self._slopes), np.stack(self._lengths)
        bases = tuple(map(self._basis, range(len(self._every))))
        for column, basis in enumerate(bases):
            if not len(basis):  # exact where a fall, of rounded logits, is not
                slopes[:, column] = float(self._here[column])
        return Chords(
            norms=slopes,
            lengths=lengths,
            falls=slopes,
            distances=lengths,
            points=self._start[None],
            ends=self._ends,
            bases=bases,
        )

    def _look(
        self, points: torch.Tensor, columns: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        margins, gradients = margins_and_gradients(self._query, points, columns)
        finite(self._query.classifier, gradients)
        return margins, gradients

    def _smoothed(
        self, points: torch.Tensor, columns: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return margins at the points, and means of each gradient and one in noise around it."""
        low, high = self._query.classifier.bounds
        fading = 1 - self._share()
        noise = torch.randn(points.shape, generator=self._random).to(points)
        noise = noise if self._query.mask is None else noise * self._query.mask
        both = torch.cat([points, points + NOISE * (high - low) * fading * noise])
        margins, gradients = self._look(both, columns.repeat(2))
        count = len(points)
        return margins[:count], (gradients[:count] + gradients[count:]) / 2

    def _share(self) -> float:
        """Return how much of the search lies behind, 0 to 1."""
        return len(self._slopes) / sum(rounds for _, rounds in ROUNDS)

    def _promises(self) -> torch.Tensor:
        """Return the distance at which each target's steepest line would end, infinite for none."""
        return torch.where(self._best > 0, self._margins / self._best.clamp_min(1e-300), torch.inf)

    def _note(self, slopes: torch.Tensor, lengths: torch.Tensor) -> None:
        for values, notes in ((slopes, self._slopes), (lengths, self._lengths)):
            row = torch.zeros_like(self._best)
            row[self._active] = values
            notes.append(row.cpu().numpy())

    def _move(
        self, points: torch.Tensor, margins: torch.Tensor, gradients: torch.Tensor, part: float
    ) -> None:
        active = self._active
        unit = steepest_direction(gradients, Norm.L2)
        for column, gradient in zip(active.tolist(), gradients, strict=True):
            self._met[column].append(gradient.flatten())
        memory = MEMORY[self._norm] * self._memory[active] + unit
        self._memory[active] = memory
        down, start = self._direction(memory), self._start[active]
        slopes = precise((down * gradients).flatten(1).sum(dim=1))
        level = margins - ((points - start) * gradients).flatten(1).sum(dim=1)
        # A negative level means that the flat boundary lies behind the digit: back to it, no more.
        away = torch.where(slopes > 0, level.clamp_min(0) / slopes.clamp_min(1e-300), 0.0)
        away = away.clamp_max(self._farthest)  # where it is nearly flat, no float holds the way
        moved = (1 - part) * (points - start) - wide(part * away, points) * down
        moved = torch.where(wide(slopes, points) > 0, moved, points - start)
        if self._radius is not None:
            lengths = vector_norms(precise(moved), self._norm).clamp_min(1e-300)
            moved = moved * wide((self._radius / lengths).clamp_max(1), moved)
        self._points[active] = start + moved

    def _direction(self, gradients: torch.Tensor) -> torch.Tensor:
        """Return where a margin rises fastest; in L1 softened, see `SOFT`."""
        if self._norm is not Norm.L1:
            return steepest_direction(gradients, self._norm)
        flat = gradients.flatten(1)
        first, last = SOFT
        soft = first + (last - first) * self._share()
        above = (flat.abs() - soft * flat.abs().amax(dim=1, keepdim=True)).clamp_min(0)
        shares = above / above.sum(dim=1, keepdim=True).clamp_min(1e-30)
        return (shares * flat.sign()).view_as(gradients)

    def _basis(self, column: int) -> torch.Tensor:
        """Return what the last gradients add to the steepest line's direction, as unit vectors.

        None of them where the network is linear.
        """
        met = self._met[column]
        latest = met[-SPAN[self._norm] :][::-1]
        if all(bool((other - met[0]).norm() <= SAME * met[0].norm()) for other in latest):
            return met[0].new_empty(0, len(met[0]))
        vectors = precise(torch.stack([self._ends[column].flatten(), *latest]))
        found: list[torch.Tensor] = []
        for vector in vectors:
            across = vector / vector.norm().clamp_min(1e-300)
            for _ in range(2):  # twice is enough (Giraud et al. 2005)
                for other in found:
                    across = across - (across @ other) * other
            if float(across.norm()) > 1e-6:
                found.append(across / across.norm())
        return torch.stack(found[1:] or [torch.zeros_like(vectors[0])]).to(self._start)
