"""The search for the largest radius at which all margins are bounded above zero."""

import math
from dataclasses import dataclass, replace

import numpy as np
import torch

from clever_engine.certificates.bounds import Bounds, find_bounds
from clever_engine.certificates.guessing import Tried
from clever_engine.certificates.reading import Network
from clever_engine.certificates.smooth import Ball, Reach
from clever_engine.score.estimators import Array
from clever_engine.steps import Progress, Steps, part

TRIES = 20
"""Balls bounded at most, each from the pixels up: a stop for the worst. On digits of the atlas
perceptrons took 2 to 4, lenet-5 3 to 4 and cnn-7 4 to 5."""

QUICK_TRIES = 7
"""Smaller balls tried with the forms of a larger one: each halves the gap, on a log scale, between
what holds and what failed. lenet-5 takes 3.7 balls with seven, 4.7 with two or four, 5 with none
(three digits, L2)."""

EXPECTED = 4
"""Balls that progress counts on, from the same digits."""


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

    def within(self, radius: float, larger: Bounds | None) -> Steps[Bounds]:
        """Find the bounds in a ball of this radius."""
        return find_bounds(self.network, replace(self.ball, radius=radius), larger)

    def margins(self, bounds: Bounds) -> Reach:
        """Return what the margins are at least."""
        return bounds.margins(self.label, self.targets)


def search(question: Question, tried: Tried) -> Steps[Array]:
    """Return for each target the largest radius verified `(targets,)`.

    The least of them is within the tolerance of the largest that this way of bounding can verify;
    the others are what was verified on the way. Progress counts hundredths of a ball, and its value
    is the radius verified so far.
    """
    found = np.zeros(len(question.targets))
    if (tried.margins <= 0).any():
        return found
    depth = question.network.depth
    radius, larger = tried.start(depth), None
    for number in range(TRIES):
        bounds = yield from part(
            question.within(radius, larger),
            done=100 * number,
            units=100,
            total=_total(number),
            value=float(found.min()),
        )
        reach = question.margins(bounds)
        if depth == 0:  # affine all over: the bounds are exact at any radius
            exact: Array = np.minimum(reach.radii().numpy(), tried.farthest)
            return exact
        tried.radii.append(radius)
        tried.bounds.append(reach.at(radius).numpy())
        found = np.maximum(found, _up_to(reach, radius))
        if found.min() < radius:
            larger = bounds  # whatever is tried from now on lies within
            found = yield from _inside(question, bounds, radius, found, number)
        verified = float(found.min())
        if tried.failed <= verified * (1 + question.tolerance) or radius >= tried.farthest:
            break
        radius = tried.following(verified, question.tolerance)
    return found


def _inside(
    question: Question, bounds: Bounds, radius: float, found: Array, number: int
) -> Steps[Array]:
    """Return what the forms of a ball that failed verify in smaller ones."""
    failed = radius
    for _ in range(QUICK_TRIES):
        verified = float(found.min())
        # Nearer is not worth a try: the next ball of its own is tighter than these forms.
        if failed <= verified * (1 + question.tolerance / 2):
            break
        radius = math.sqrt(verified * failed) if verified else failed / 2
        reach = question.margins(bounds.smaller(radius))
        found = np.maximum(found, _up_to(reach, radius))
        if found.min() < radius:
            failed = radius
        done = 100 * (number + 1)
        yield Progress(done=done, total=_total(number), value=float(found.min()))
    return found


def _up_to(reach: Reach, radius: float) -> Array:
    """Return up to which radius, no greater than the ball's, each margin is positive."""
    holds = reach.at(radius) > 0
    radii: Array = torch.where(holds, radius, reach.radii().clamp(max=radius)).numpy()
    return radii


def _total(number: int) -> int:
    """Return the hundredths of all balls while at this one."""
    return 100 * max(EXPECTED, number + 1)
