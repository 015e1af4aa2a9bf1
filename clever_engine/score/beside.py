"""The published algorithm and this engine's on the same digits: how far they differ, and why.

A score is a lead divided by a slope, so that two scores of a digit differ as their slopes do. The
published slope is the largest sampled one times what the fitted curve adds to it; each part has its
own reason to lie beside this engine's slope.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from clever_engine.errors import InputError
from clever_engine.score.results import CleverScore
from clever_engine.score.settings import Method

ALIKE = 1.05
"""Means that differ by a smaller factor agree: other seeds move the published one by as much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Two methods on the same digits; means over the digits to which both give a score.

    Attributes:
        count: how many digits those are; the rest is nan where there are none.
        published: mean of the published scores, in the units of the norm.
        own: mean of this engine's scores.
        method: by which they were found, "chords" or "guided".
        added: how many times beyond the largest sampled slope the published curve ends, 1 or more;
            a geometric mean, as the two below.
        met: the largest slope that the published points met, in shares of this engine's slope.
        wider: radius of the published ball, in shares of this engine's.
    """

    count: int
    published: float
    own: float
    method: Method
    added: float
    met: float
    wider: float

    def sentence(self) -> str:
        """Return how far the two differ, and why, for people."""
        if not self.count:
            return "One of the two methods gives no score, so there is nothing to set beside it."
        where = "for this digit" if self.count == 1 else f"on average of {self.count} digits"
        name = {"chords": "by straight lines", "guided": "guided"}[self.method]
        told = f"As published {self.published:#.3g}, {name} {self.own:#.3g} {where}."
        return f"{told} {self._why()}"

    def _why(self) -> str:
        ratio = self.published / self.own
        if 1 / ALIKE < ratio < ALIKE:
            return "The two agree here."
        if ratio > 1:
            way = {
                "chords": "the steepest straight line was searched for.",
                "guided": "the guided walk follows.",
            }[self.method]
            return (
                f"The published way says {ratio - 1:.0%} more: its random points hardly ever look "
                f"in the steepest direction, where {way}"
            )
        less = f"The published way says {1 - ratio:.0%} less: "
        if self.added >= self.met:
            return less + (
                f"its curve ends at {self.added:.3g} times the steepest slope it met, and where a "
                "curve ends is hard to tell from samples."
            )
        if self.wider > ALIKE:
            return less + (
                f"its ball is {self.wider:.2g} times as wide, and far from the digit there are "
                "steeper slopes than a small change meets."
            )
        if self.method == "chords":
            return less + (
                "its random points met spots that are steeper than a straight line is on the whole."
            )
        return less + "its many random points met steeper slopes."


def set_beside(published: Sequence[CleverScore], own: Sequence[CleverScore]) -> Beside:
    """Return how the published and another method differ on the same digits.

    Raises:
        InputError: the scores are not of these methods, or not of the same digits and norm.
    """
    pairs = list(zip(published, own, strict=False))
    alike = len(published) == len(own) and all(
        (one.norm, one.label, one.requested_target)
        == (other.norm, other.label, other.requested_target)
        for one, other in pairs
    )
    methods = {(one.method, other.method) for one, other in pairs}
    if not alike or methods not in ({("published", "chords")}, {("published", "guided")}):
        raise InputError(
            "Expected published scores and chords or guided ones of the same digits, asked alike."
        )
    both = [(one, other) for one, other in pairs if one.value > 0 and other.value > 0]
    parts = [_parts(one, other) for one, other in both]
    added, met, wider = [math.exp(fmean(column)) for column in zip(*parts, strict=True)] or [
        math.nan
    ] * 3
    return Beside(
        count=len(both),
        published=fmean(one.value for one, _ in both) if both else math.nan,
        own=fmean(other.value for _, other in both) if both else math.nan,
        method=own[0].method,
        added=added,
        met=met,
        wider=wider,
    )


def _parts(published: CleverScore, own: CleverScore) -> tuple[float, float, float]:
    """Return the logarithms of `added`, `met` and `wider` towards the published score's class."""
    mine, theirs = (
        next(entry for entry in score.per_target if entry.target == published.target)
        for score in (published, own)
    )
    largest = float(mine.maxima.max())
    return (
        math.log(mine.lipschitz_estimate / largest),
        math.log(largest / theirs.lipschitz_estimate),
        math.log(published.radius / own.radius),
    )
