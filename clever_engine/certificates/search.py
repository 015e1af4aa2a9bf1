"""The search for the largest radius at which all margins are bounded above zero."""

import math
from dataclasses import dataclass, field, replace

import numpy as np
import torch

from clever_engine.certificates.affine import Ball, RadialBounds
from clever_engine.certificates.bounds import Bounds, find_bounds
from clever_engine.certificates.reading import Network
from clever_engine.score.estimators import Array
from clever_engine.steps import Steps, part

TRIES = 20
"""Balls bounded at most, each from the pixels up: a stop for the worst. On our handwritings they
are 2 to 4, on cnn-7-robust up to 6."""

LEFT = 0.6
"""Share of the remaining progress that a ball leaves to the next; nobody knows how many come."""

# The constants below were chosen on the bounds of 31 digits of ten networks in L2 and Linf, by the
# costs of the balls that a search takes: 1 for one from the pixels up, 0.4 to 0.7 for one within a
# ball bounded before. As they are a search costs 2.8; with halvings and a ball that fails within
# the tolerance of one that holds, as before, it was 3.5.

STEEPNESS, STEEPER = 1.5, 0.2
"""Power at which bounds are taken to fall below the slopes' promise, before two balls tell: for one
activation layer, and for each more. About what was seen (1.6 with one, 2.2 with four, 3 with eight,
up to 10 on cnn-7-robust)."""

FIRST, DEEPER = 0.55, 0.68
"""Share of the slopes' promise to begin at for one activation layer, its factor for each more. The
share verified in the end is about 0.55 with one such layer, 0.4 with two, 0.25 with four (mlp-4),
0.1 to 0.5 in lenet-5 (four) and 0.04 to 0.15 in cnn-7 (eight), 0.01 to 0.03 in cnn-7-robust."""

SHORT = 0.1
"""How far short of the guess to look, in tolerances, so that a good guess holds. Right at it half
of them fail."""

SURE = 0.3
"""How near to the guess, or to a ball that failed, what is verified ends the search, in tolerances.
So what is found is 0.2 % below the best on average, at most 0.6 % (tolerance 0.02); with 1 it ends
4 % sooner and is up to 2 % below."""

CLOSE = 1.3
"""Ratio of the balls on either side of the guess up to which it is trusted to end the search."""

LEAST_STEP, MOST_STEP = 0.1, 0.9
"""How far the next ball lies, at least and most, on the way (logarithmic) from what is verified to
what failed, so that a wrong guess still cuts the gap."""


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
    def held(self) -> float:
        """The largest radius at which all margins were bounded above zero; 0 without any."""
        number = self._nearest(held=True)
        return 0.0 if number is None else self.radii[number]

    @property
    def failed(self) -> float:
        """The least radius at which a margin was not bounded above zero; infinite without any."""
        number = self._nearest(held=False)
        return math.inf if number is None else self.radii[number]

    def settled(self, verified: float, tolerance: float, depth: int) -> bool:
        """Return whether nothing beyond the tolerance is to be gained.

        Either a ball failed so near, or balls on both sides tell where the bounds are zero.
        """
        near = SURE * tolerance
        if self.failed <= verified * (1 + near) or verified >= self.farthest:
            return True
        between = self.held > 0 and self.failed <= self.held * CLOSE
        return between and verified >= self._root(depth) * (1 - near)

    def following(self, verified: float, tolerance: float, depth: int) -> float:
        """Return the radius to try next, between what is verified and what failed."""
        guess = self._root(depth)
        if self.failed == math.inf:
            return min(max(guess, verified * (1 + tolerance)), verified * 4, self.farthest)
        guess *= 1 - SHORT * tolerance
        if self.held == 0 and guess > verified:
            return min(guess, self.failed / (1 + SURE * tolerance))
        if not verified:
            return self.failed / 8  # no curve at all, so leap
        span = math.log(self.failed / verified)
        share = math.log(max(guess, verified) / verified) / span
        return verified * math.exp(span * min(max(share, LEAST_STEP), MOST_STEP))

    def _root(self, depth: int) -> float:
        """Return where the first of the margins' curves is zero."""
        last = self._nearest(held=True), self._nearest(held=False)
        known = [number for number in last if number is not None]
        if len(known) == 1:  # all held or all failed: the two nearest to zero
            order = sorted(range(len(self.radii)), key=lambda k: self.radii[k])
            known = order[:2] if self.held == 0 else order[-2:]
        known = sorted(known, key=lambda k: self.radii[k])
        lost = [
            np.maximum(self.margins - self.slopes * self.radii[k] - self.bounds[k], 1e-12)
            for k in known
        ]
        power = np.full_like(self.margins, STEEPNESS + STEEPER * (depth - 1))
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

    `ball` says image and norm, and where to begin; a radius of 0 leaves that to the slopes.
    """

    network: Network
    ball: Ball
    label: int
    targets: tuple[int, ...]
    tolerance: float


def search(question: Question, bracket: Bracket) -> Steps[Array]:
    """Return for each target the largest radius verified `(targets,)`.

    The least of them is within the tolerance of the largest that this way of bounding can verify,
    as far as balls on both sides of that tell; the others are what was verified on the way.
    Progress counts hundredths, and its value is the radius verified so far.
    """
    found = np.zeros(len(question.targets))
    if (bracket.margins <= 0).any():
        return found
    depth, tolerance = question.network.depth, question.tolerance
    radius, larger = question.ball.radius or bracket.start(depth), None
    for number in range(TRIES):
        bounds = yield from part(
            _bounded(question, radius, larger),
            done=100 * (1 - LEFT**number),
            units=100 * LEFT**number * (1 - LEFT),
            total=100,
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
        verified = float(found.min())
        if bracket.settled(verified, tolerance, depth):
            break
        radius = bracket.following(verified, tolerance, depth)
    return found


def _bounded(question: Question, radius: float, larger: Bounds | None) -> Steps[Bounds]:
    """Bound all layers in a ball, that in `larger` if there is one."""
    if larger is not None and question.network.depth == 1:
        # What enters the only activation has the same affine bounds in every ball.
        return larger.smaller(radius)
    ball = replace(question.ball, radius=radius)
    return (yield from find_bounds(question.network, ball, larger))


def _up_to(concrete: RadialBounds, radius: float) -> Array:
    """Return up to which radius, no greater than the ball's, each margin is positive."""
    holds = concrete.at(radius) > 0
    radii: Array = torch.where(holds, radius, concrete.radii().clamp(max=radius)).numpy()
    return radii
