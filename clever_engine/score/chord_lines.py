"""Straight lines from digits towards classes: where each ends, and how its end moves.

An end goes to where the boundary, were it flat, is nearest to the digit, half the way each time, in
the direction of a running mean of the gradients. Lines know nothing of each other: those of many
digits go down as one batch.
"""

import numpy as np
import torch
from numpy.typing import NDArray

from clever_engine.devices import precise
from clever_engine.norms import Norm, vector_norms
from clever_engine.score.chord_state import Look, State, Task
from clever_engine.score.chords import SPAN
from clever_engine.score.guided import steepest_direction, wide

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

RAMP = 0.01
"""In Linf a value changes in full where its slope is above this share of the largest, else less.

Signs of slopes near zero are rounding, which another batch, or another device, turns: scores of
convolutional networks then differed by up to 2 % between one digit and many on one processor, with
this by 5e-7. Shares of 0.001 and 0.003 steady less. Lines are as long as with signs to 0.4 % on
perceptrons and convolutional networks (five, 12 to 20 digits each), and scores of the latter up to
2 % higher; with 0.1 lines are 5 % longer."""

SOFT = (0.4, 0.9)
"""In L1 values change whose slope is above this share of the largest, at first and at last.

With one value alone lines were 3 to 20 % longer on a network with dropout; with 0.5 throughout 4 to
13 % longer on three networks (ten digits each)."""


class Lines:
    """Lines that go down together, as many a digit.

    Attributes:
        state: where they stand.
    """

    def __init__(self, task: Task, columns: torch.Tensor, *, rounds: int, seed: int) -> None:
        """Begin at the digits.

        Args:
            task: the digits.
            columns: `(lines,)` which of each digit's targets to go to.
            rounds: how many there will be at most.
            seed: of the noise.
        """
        count, shape = len(task.images), task.images.shape[1:]
        many = (count, len(columns))
        self._task, self._total, self._done = task, rounds, 0
        self._random = torch.Generator().manual_seed(seed)
        self._live = torch.arange(count, device=columns.device)
        self._active = torch.arange(len(columns), device=columns.device).expand(many)
        digits, lines = self._rows()
        starts = task.images[digits]
        margins, gradients = task.look(starts, digits, columns[lines])
        self.state = State(
            columns=columns.repeat(count, 1),
            margins=margins.view(many),
            points=starts.view(*many, *shape),
            memory=torch.zeros_like(starts).view(*many, *shape),
            best=torch.zeros_like(margins).view(many),
            ends=torch.zeros_like(starts).view(*many, *shape),
            first=gradients.view(*many, *shape),
            latest=gradients.new_zeros(*many, SPAN[task.norm], *shape),
        )
        self._move(digits, lines, starts, margins, gradients, 0.5)

    def take(self, state: State) -> None:
        """Go on with these lines of the same digits, all of them active."""
        self.state = state
        places = torch.arange(state.columns.shape[1], device=state.columns.device)
        self._active = places.expand(len(self._live), -1)

    def keep(self, count: int) -> None:
        """Go on with the `count` lines of each digit that are nearest so far."""
        promises = self.state.promises()[self._live[:, None], self._active]
        order = promises.argsort(dim=1, stable=True)[:, :count]
        self._active = self._active.gather(1, order).sort(dim=1).values

    def leave(self, digits: NDArray[np.bool_]) -> bool:
        """Let some of the digits `(digits,)` rest; return whether any goes on."""
        stay = torch.from_numpy(~digits).to(self._live.device)[self._live]
        self._live, self._active = self._live[stay], self._active[stay]
        return len(self._live) > 0

    def go(self) -> Look:
        """Look where the lines end now, keep the steepest, and move their ends."""
        task, state, (digits, lines) = self._task, self.state, self._rows()
        at = digits, lines
        points = state.points[at]
        margins, gradients = self._smoothed(points, digits, lines)
        moved = points - task.images[digits]
        lengths = vector_norms(precise(moved), task.norm)
        fallen = (state.margins[at] - margins - task.rounding[digits]).clamp_min(0)
        slopes = torch.where(lengths > 0, fallen / lengths.clamp_min(1e-300), 0.0)
        better = slopes > state.best[at]
        state.best[at] = torch.where(better, slopes, state.best[at])
        state.ends[at] = torch.where(wide(better, moved) > 0, moved, state.ends[at])
        self._done += 1
        part = PART[task.norm] * FADING[task.norm] ** self._done
        self._move(digits, lines, points, margins, gradients, max(LEAST_PART, part))
        return Look(
            digits=digits.cpu().numpy(),
            columns=state.columns[at].cpu().numpy(),
            slopes=slopes.cpu().numpy(),
            lengths=lengths.cpu().numpy(),
        )

    def _rows(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Return digit and line of each active line, those of a digit beside each other."""
        digits = self._live[:, None].expand(self._active.shape)
        return digits.flatten(), self._active.flatten()

    def _share(self) -> float:
        """Return how much of the search lies behind, 0 to 1."""
        return self._done / self._total

    def _smoothed(
        self, points: torch.Tensor, digits: torch.Tensor, lines: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return margins at the points, and means of each gradient and one in noise around it.

        Every digit meets the same noise, whichever are beside it.
        """
        task, each = self._task, self._active.shape[1]
        low, high = task.classifier.bounds
        noise = torch.randn(each, *points.shape[1:], generator=self._random).to(points)
        noise = noise.repeat(len(self._live), *[1] * (points.ndim - 1))
        noise = noise if task.masks is None else noise * task.masks[digits]
        both = torch.cat([points, points + NOISE * (high - low) * (1 - self._share()) * noise])
        columns = self.state.columns[digits, lines]
        margins, gradients = task.look(both, digits.repeat(2), columns.repeat(2))
        count = len(points)
        return margins[:count], (gradients[:count] + gradients[count:]) / 2

    def _move(
        self,
        digits: torch.Tensor,
        lines: torch.Tensor,
        points: torch.Tensor,
        margins: torch.Tensor,
        gradients: torch.Tensor,
        part: float,
    ) -> None:
        task, state, at = self._task, self.state, (digits, lines)
        state.latest[at] = torch.cat([gradients[:, None], state.latest[at][:, :-1]], dim=1)
        unit = steepest_direction(gradients, Norm.L2)
        memory = MEMORY[task.norm] * state.memory[at] + unit
        state.memory[at] = memory
        down, start = self._direction(memory), task.images[digits]
        slopes = precise((down * gradients).flatten(1).sum(dim=1))
        level = margins - ((points - start) * gradients).flatten(1).sum(dim=1)
        # A negative level means that the flat boundary lies behind the digit: back to it, no more.
        away = torch.where(slopes > 0, level.clamp_min(0) / slopes.clamp_min(1e-300), 0.0)
        # Where it is nearly flat, no float holds the way.
        away = torch.minimum(away, task.farthest[digits])
        moved = (1 - part) * (points - start) - wide(part * away, points) * down
        moved = torch.where(wide(slopes, points) > 0, moved, points - start)
        if task.radius is not None:
            lengths = vector_norms(precise(moved), task.norm).clamp_min(1e-300)
            moved = moved * wide((task.radius / lengths).clamp_max(1), moved)
        state.points[at] = start + moved

    def _direction(self, gradients: torch.Tensor) -> torch.Tensor:
        """Return where a margin rises fastest, softened in Linf and L1 (`RAMP`, `SOFT`)."""
        if self._task.norm is Norm.L2:
            return steepest_direction(gradients, Norm.L2)
        flat = gradients.flatten(1)
        if self._task.norm is Norm.LINF:
            largest = flat.abs().amax(dim=1, keepdim=True).clamp_min(1e-30)
            return (flat / (RAMP * largest)).clamp(-1, 1).view_as(gradients)
        first, last = SOFT
        soft = first + (last - first) * self._share()
        above = (flat.abs() - soft * flat.abs().amax(dim=1, keepdim=True)).clamp_min(0)
        shares = above / above.sum(dim=1, keepdim=True).clamp_min(1e-30)
        return (shares * flat.sign()).view_as(gradients)
