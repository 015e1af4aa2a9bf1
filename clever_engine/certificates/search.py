"""The search for the largest radius at which all margins are bounded above zero."""

import math
from dataclasses import dataclass, field, replace

import numpy as np
import torch

from clever_engine.certificates.affine import Ball, RadialBounds
from clever_engine.certificates.bounds import Bounds, find_bounds
from clever_engine.certificates.reading import Network
from clever_engine.score.estimators import Array
from clever_engine.steps import Progress, Steps, part

TRIES = 20
"""Balls bounded at most, each from the pixels up: a stop for the worst. On our handwritings
perceptrons took 2 to 4, lenet-5 3 to 4 and cnn-7 4 to 5."""

QUICK_TRIES = 7
"""Smaller balls tried with the affine bounds of a larger one: each halves the gap, on a log scale,
between what holds and what failed. lenet-5 takes 3.7 balls with seven, 4.7 with two or four, 5 with
none (three digits, L2)."""

EXPECTED = 4
"""Balls that progress counts on, from the same digits."""

# How the constants below do is told in balls bounded per certificate, on four of our handwritings
# in L2 and Linf: as they are, 2.5 to 3 on mlp-1024, 3 on mlp-4 and 2.8 to 3.5 on lenet-5.

ROUND = 2.5
"""Power at which bounds are taken to fall below the slopes' promise, before two balls tell. On
mlp-4 1.5, 2 and 3.5 take 3.3 to 4 balls (three digits, L2); the other two take about as many."""

FIRST, DEEPER = 0.5, 0.65
"""Share of the slopes' promise to begin at for one activation layer, its factor for each more. The
share verified in the end is about 0.55 with one such layer, 0.45 with two, 0.3 with four (mlp-4),
0.1 to 0.3 in lenet-5 (four) and 0.07 in cnn-7 (eight). Half of FIRST takes up to a ball more, and
no factor for depth up to two more, because bounds in a ball much too large say nothing."""

BEYOND = 0.25
"""How far beyond the guess to look, in tolerances: a good guess then fails just so, which ends the
search. Right at the guess it takes up to half a ball more, and at 0.5 up to one."""

LEAST_STEP, MOST_STEP = 0.15, 0.8
"""How far the next ball lies, at least and most, on the way (logarithmic) from what is verified to
what failed, so that a wrong guess still cuts the gap. A guard: without it the three networks take
as many balls or half a ball fewer, while halving the way takes up to two more."""


@dataclass(slots=True, kw_only=True)
class Bracket:
    """Bracketing of the radius: balls tried so far, and what was bounded in them.

    A margin's bound is taken to fall like `margin - slope * r - c * r**p`, exact at the image and
    in the two balls on either side of zero.

    Attributes:
        margins: `(targets,)` at the image, in logits.
        slopes: `(targets,)` dual norms of the margins' gradients there.
        radii: of the balls.
        bounds: `(targets,)` each, of the margins in them.
        farthest: radius beyond which nothing is tried.
    """

    margins: Array
    slopes: Array
    farthest: float
    radii: list[float] = field(default_factory=list)
    bounds: list[Array] = field(default_factory=list)

    def start(self, depth: int) -> float:
        """Return the radius to begin at: less of what the slopes promise for a deeper network."""
        promised = self.margins / np.maximum(self.slopes, 1e-12)
        if depth == 0:
            return min(float(promised.max()), self.farthest)
        return min(float(promised.min()) * FIRST * DEEPER ** (depth - 1), self.farthest / 100)

    @property
    def failed(self) -> float:
        """The least radius at which a margin was not bounded above zero; infinite without any."""
        pairs = zip(self.radii, self.bounds, strict=True)
        return min((radius for radius, bounds in pairs if bounds.min() <= 0), default=math.inf)

    def following(self, verified: float, tolerance: float) -> float:
        """Return the radius to try next, between what is verified and what failed."""
        # A little beyond the root, so that a good guess fails just so, and ends the search.
        guess = self._root() * (1 + tolerance * BEYOND)
        if self.failed == math.inf:
            return min(max(guess, verified * (1 + tolerance)), verified * 4, self.farthest)
        if not verified:
            return self.failed / 8  # the slopes promised far too much, so leap
        span = math.log(self.failed / verified)
        share = math.log(max(guess, verified) / verified) / span
        return verified * math.exp(span * min(max(share, LEAST_STEP), MOST_STEP))

    def _root(self) -> float:
        """Return where the first of the margins' curves is zero."""
        last = self._nearest(held=True), self._nearest(held=False)
        known = [number for number in last if number is not None]
        known = sorted(known if len(known) == 2 else range(len(self.radii)))[-2:]
        lost = [
            np.maximum(self.margins - self.slopes * self.radii[k] - self.bounds[k], 1e-12)
            for k in known
        ]
        power = np.full_like(self.margins, ROUND)
        if len(known) == 2:
            ratio = self.radii[known[1]] / self.radii[known[0]]
            # Below 1 the bound would leave the image faster than its slope says.
            power = np.clip(np.log(lost[1] / lost[0]) / math.log(ratio), 1.0, 20.0)
        unit = self.radii[known[-1]]
        low, high = np.zeros_like(power), np.full_like(power, 16 * unit)
        for _ in range(50):  # float64 has no more digits to halve
            middle = (low + high) / 2
            curve = self.margins - self.slopes * middle - lost[-1] * (middle / unit) ** power
            low, high = np.where(curve > 0, middle, low), np.where(curve > 0, high, middle)
        return float(low.min())

    def _nearest(self, *, held: bool) -> int | None:
        """Return the number of the largest ball that held, or of the smallest that failed."""
        numbers = [k for k, bounds in enumerate(self.bounds) if (bounds.min() > 0) == held]
        return (max if held else min)(numbers, key=lambda k: self.radii[k], default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which margins are to stay positive, and how near to the best answer.

    `ball` says image and norm; its radius is of no account.
    """

    network: Network
    ball: Ball
    label: int
    targets: tuple[int, ...]
    tolerance: float


def search(question: Question, bracket: Bracket) -> Steps[Array]:
    """Return for each target the largest radius verified `(targets,)`.

    The least of them is within the tolerance of the largest that this way of bounding can verify;
    the others are what was verified on the way. Progress counts hundredths of a ball, and its value
    is the radius verified so far.
    """
    found = np.zeros(len(question.targets))
    if (bracket.margins <= 0).any():
        return found
    depth = question.network.depth
    radius, larger = bracket.start(depth), None
    for number in range(TRIES):
        bounds = yield from part(
            find_bounds(question.network, replace(question.ball, radius=radius), larger),
            done=100 * number,
            units=100,
            total=_total(number),
            value=float(found.min()),
        )
        concrete = bounds.margins(question.label, question.targets)
        if depth == 0:  # affine all over: the bounds are exact at any radius
            exact: Array = np.minimum(concrete.radii().numpy(), bracket.farthest)
            return exact
        bracket.radii.append(radius)
        bracket.bounds.append(concrete.at(radius).numpy())
        found = np.maximum(found, _up_to(concrete, radius))
        if found.min() < radius:
            larger = bounds  # whatever is tried from now on lies within
            found = yield from _inside(question, bounds, radius, found, number)
        verified = float(found.min())
        if bracket.failed <= verified * (1 + question.tolerance) or radius >= bracket.farthest:
            break
        radius = bracket.following(verified, question.tolerance)
    return found


def _inside(
    question: Question, bounds: Bounds, radius: float, found: Array, number: int
) -> Steps[Array]:
    """Return what the affine bounds of a ball that failed verify in smaller ones."""
    failed = radius
    for _ in range(QUICK_TRIES):
        verified = float(found.min())
        # Nearer is not worth a try: the next ball of its own is tighter than these.
        if failed <= verified * (1 + question.tolerance / 2):
            break
        radius = math.sqrt(verified * failed) if verified else failed / 2
        concrete = bounds.smaller(radius).margins(question.label, question.targets)
        found = np.maximum(found, _up_to(concrete, radius))
        if found.min() < radius:
            failed = radius
        done = 100 * (number + 1)
        yield Progress(done=done, total=_total(number), value=float(found.min()))
    return found


def _up_to(concrete: RadialBounds, radius: float) -> Array:
    """Return up to which radius, no greater than the ball's, each margin is positive."""
    holds = concrete.at(radius) > 0
    radii: Array = torch.where(holds, radius, concrete.radii().clamp(max=radius)).numpy()
    return radii


def _total(number: int) -> int:
    """Return the hundredths of all balls while at this one."""
    return 100 * max(EXPECTED, number + 1)
