"""What a measurement returns: plain numbers and arrays, no network and no tensor."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from clever_engine.norms import Norm
from clever_engine.score.estimators import Array, WeibullFit
from clever_engine.score.plausible import plausible_range
from clever_engine.score.settings import CleverSettings, Method


class Finding(StrEnum):
    """What weakens a score, in the order in which findings are listed."""

    MISREAD = "misread"
    """The network's label is not the true one; the paper skips such inputs."""
    PROBABILITIES = "probabilities-not-logits"
    """The outputs look like (log-)softmax, whose gradients vanish when the network is sure."""
    ZERO_GRADIENTS = "zero-gradients"
    """Every sampled gradient is zero: the gradients say nothing about robustness."""
    CONSTANT_GRADIENTS = "constant-gradients"
    """Every sampled gradient has the same norm: the network is linear here, nothing was fitted."""
    CUT_AT_RADIUS = "cut-at-radius"
    """The ratio of margin and Lipschitz estimate is beyond the ball and says nothing there."""
    NOT_SMOOTH = "not-twice-differentiable"
    """Slopes change more than the sampled curvature allows: second order does not suit it."""
    STRAIGHT_THROUGH = "straight-through-gradients"
    """Gradients pass an input transformation as if it were not there (BPDA)."""
    FIT_DIVERGED = "fit-diverged"
    """The published fit found no end point to stand by; the largest maximum takes its place."""
    POOR_FIT = "poor-fit"
    """The maxima do not follow the fitted distribution."""
    FEW_BATCHES = "few-batches"
    """Fewer than 20 maxima: the fit rests on little."""
    TOO_CLOSE = "too-close-to-call"
    """Of a ranking: the marked digit may well not be the weakest."""


UNTRUE = {
    Finding.PROBABILITIES,
    Finding.ZERO_GRADIENTS,
    Finding.CUT_AT_RADIUS,
    Finding.STRAIGHT_THROUGH,
}
"""Findings with which nothing is known about how near the smallest change is to the score."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetScore:
    """The score towards one class.

    Attributes:
        target: the class the digit would turn into.
        margin: `f_label - f_target` at the digit, in logits.
        slope: the gradient norm at the digit itself, in logits per unit.
        value: `min(margin / lipschitz_estimate, radius)`, in the units of the norm.
        interval: 90 % interval of `value`.
        lipschitz_estimate: estimated steepest slope, of lines the mean one, in logits per unit: the
            end point of `fit`, or `walk_norm` where that is larger. In second order the same of
            the curvature, the Lipschitz constant of the gradient, in logits per squared unit.
        walk_norm: the largest slope (in second order: curvature) met in the search for lines or on
            the walk to this class; 0 without either.
        maxima: the block maxima of the sampled slopes: `(n_batches,)`, or the walk's norms
            alone where the walk showed that this class cannot be the nearest, or fewer where
            the sample did (`dropped`; see `CleverSettings.leave_above`).
        fit: the distribution fitted to them.
        censored: the ratio was beyond the radius and has been cut.
        draws: `(100,)` equally likely values of the score, in falling order.
    """

    target: int
    margin: float
    slope: float
    value: float
    interval: tuple[float, float]
    lipschitz_estimate: float
    maxima: Array
    fit: WeibullFit
    censored: bool
    walk_norm: float
    dropped: bool
    draws: Array = field(repr=False)

    @property
    def fell_back(self) -> bool:
        """Whether the largest maximum stands in for the end point of the fit, which lies beyond."""
        return not self.dropped and self.lipschitz_estimate < self.fit.location

    @property
    def line(self) -> float:
        """Return the distance at which the steepest slope met promises the other reading.

        Infinite where none was met.
        """
        return self.margin / self.walk_norm if self.walk_norm > 0 else float("inf")

    @property
    def rise(self) -> float:
        """Return how many times steeper the way is taken to be than it starts, at least 1.

        1 for a linear network; infinite where it starts flat or the score claims nothing.
        """
        steepness = self.slope * self.value
        return max(1.0, self.margin / steepness) if steepness > 0 else float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class CleverScore:
    """The CLEVER score of one digit; it holds its own doubts.

    Attributes:
        value: the score, in the units of `norm`.
        interval: 90 % interval (low, high) from the uncertainty of the fitted end points.
        label: the class the network reads.
        confidence: its softmax probability.
        target: the class of the smallest score, into which the digit would turn.
        requested_target: what was asked for.
        radius: of the sampling ball.
        requested_radius: what was asked for, a number or "auto".
        findings: what weakens the score, in a fixed order; empty when sound.
        per_target: one entry a class measured, in the order of classes.
        mask: which input values could change, boolean in the input's shape; None for all.
        draws: `(100,)` equally likely values of the score, for ranking.
    """

    value: float
    interval: tuple[float, float]
    norm: Norm
    label: int
    confidence: float
    target: int
    requested_target: str | int
    radius: float
    requested_radius: float | str
    findings: tuple[Finding, ...]
    per_target: tuple[TargetScore, ...]
    settings: CleverSettings
    seed: int
    mask: NDArray[np.bool_] | None = field(repr=False)
    draws: Array = field(repr=False)

    @property
    def nearest(self) -> TargetScore:
        """Return the entry of `target`, the class of the smallest score."""
        return next(entry for entry in self.per_target if entry.target == self.target)

    @property
    def plausible(self) -> tuple[float, float] | None:
        """Return between what the smallest change itself lies nine times in ten (`plausible`).

        Where that was measured: for scores by straight lines whose gradients are no pretence.
        """
        unknown = self.method != "chords" or UNTRUE & set(self.findings) or self.value <= 0
        return None if unknown else plausible_range(self.norm, self.value, self.nearest.line)

    @property
    def saved(self) -> tuple[str, ...]:
        """Return what was saved of the effort that settings name, in words; empty for nothing."""
        precision, told = self.settings.precision, []
        if precision != "full":
            told.append(f"matrix products in {precision}")
        if self.settings.leave_above is not None:
            left = sum(entry.dropped for entry in self.per_target)
            told.append(f"{left} of {len(self.per_target)} classes left early")
        return tuple(told)

    @property
    def method(self) -> Method:
        """By which algorithm it was found: "guided", "chords", "published" or "custom"."""
        return self.settings.method
