"""Straight lines below and above smooth activations on an interval: tangents and chords.

Tanh and the logistic function bend upwards left of zero and downwards right of it; softplus bends
upwards everywhere (Zhang et al. 2018, section 3.2).
"""

from dataclasses import dataclass

import torch
from torch.nn import functional

from clever_engine.certificates.forms import DOUBLE, Box, Forms
from clever_engine.certificates.lines import (
    ROUNDING,
    Activation,
    Function,
    Lines,
    chord_slopes,
)
from clever_engine.norms import Norm, vector_norms


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Lower bounds `centre - slope * radius` of `n` quantities in a ball, for every radius.

    `centre` and `slope` are `(n,)`, float64; the slopes are dual norms of gradients.
    """

    centre: torch.Tensor
    slope: torch.Tensor

    def __getitem__(self, some: slice) -> "Reach":
        """Return some of them."""
        return Reach(centre=self.centre[some], slope=self.slope[some])

    def at(self, radius: float) -> torch.Tensor:
        """Return the bounds for one radius."""
        low = self.centre - self.slope * radius
        return low - DOUBLE * (self.centre.abs() + self.slope * radius)

    def radii(self) -> torch.Tensor:
        """Return up to which radius each is positive, rounded down; 0 where it never is."""
        radii = self.centre / self.slope * (1 - 8 * DOUBLE)
        return torch.where(self.centre > 0, radii, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ball:
    """All inputs within `radius` of `image` `(channels, rows, columns)`, float64, not clipped."""

    image: torch.Tensor
    norm: Norm
    radius: float

    def box(self) -> Box:
        """Return where each pixel lies."""
        slack = self.radius + 2 * DOUBLE * (self.image.abs() + self.radius)
        return Box(low=self.image - slack, high=self.image + slack)

    def reach(self, forms: Forms) -> Reach:
        """Return what forms of the pixels are at least in this ball and every smaller one."""
        coefs, image = forms.coefs.double(), forms.windows(self.image)
        terms = coefs * image
        sizes = (coefs.abs() * (image.abs() + self.radius)).sum((1, 2, 3)) + forms.constants.abs()
        # Ten roundings for coefficients that came in float32, and a sum's own in float64.
        error = 10 * forms.unit * sizes + terms[0].numel() * DOUBLE * sizes
        norms = vector_norms(coefs, self.norm.dual) * (1 + terms[0].numel() * DOUBLE)
        return Reach(centre=forms.constants + terms.sum((1, 2, 3)) - error, slope=norms)


HALVINGS = 20
"""Steps towards the point whose tangent passes through an interval's other end: a millionth of the
interval, always on the side where the tangent stays above."""


def softplus(beta: float = 1.0, threshold: float = 20.0) -> Activation:
    """Return `log(1 + exp(beta z)) / beta`: the chord above, the tangent at the middle below."""

    def apply(z: torch.Tensor) -> torch.Tensor:
        return functional.softplus(z, beta, threshold)

    def lines(box: Box) -> Lines:
        middle = (box.low + box.high) / 2
        tangent, chord = torch.sigmoid(beta * middle), chord_slopes(apply, box)
        ends = apply(box.low) - chord * box.low, apply(box.high) - chord * box.high
        # Beyond its threshold torch takes the identity, which is lower by this much at most.
        slack = _slack(apply, box) + torch.exp(torch.tensor(-threshold)).double() / beta
        return Lines(
            low_slope=tangent,
            low_intercept=apply(middle) - tangent * middle - slack,
            high_slope=chord,
            high_intercept=torch.maximum(*ends) + slack,
        )

    return Activation(apply=apply, lines=lines, bends=_everywhere)


def tanh() -> Activation:
    """Return the hyperbolic tangent."""
    return _s_shaped(torch.tanh, lambda z: 1 - torch.tanh(z) ** 2)


def sigmoid() -> Activation:
    """Return the logistic function."""
    return _s_shaped(torch.sigmoid, lambda z: torch.sigmoid(z) * torch.sigmoid(-z))


def _s_shaped(apply: Function, slope: Function) -> Activation:
    """Return an activation whose slope rises up to zero and falls from there."""

    def lines(box: Box) -> Lines:
        slack = _slack(apply, box)
        high_slope, high = _above(apply, slope, box)
        # Turned by half a turn the function keeps its shape, and what was below is above.
        turned = Box(low=-box.high, high=-box.low)
        low_slope, low = _above(lambda z: -apply(-z), slope, turned)
        return Lines(
            low_slope=low_slope,
            low_intercept=-low - slack,
            high_slope=high_slope,
            high_intercept=high + slack,
        )

    return Activation(apply=apply, lines=lines, bends=_everywhere)


def _above(apply: Function, slope: Function, box: Box) -> tuple[torch.Tensor, torch.Tensor]:
    """Return slopes and intercepts of lines above an S on each interval.

    Where the interval reaches right of zero: the tangent at a point there that stays above the
    left end. Above the line's slope the S less the line rises, below it falls, so that it is
    greatest at the point of touch, or at the left end. Elsewhere the chord.
    """
    low, high = box.low.clamp(min=0), box.high.clamp(min=0)
    start, stop = low, high
    for _ in range(HALVINGS):
        middle = (start + stop) / 2
        passes = apply(middle) + slope(middle) * (box.low - middle) >= apply(box.low)
        start, stop = torch.where(passes, start, middle), torch.where(passes, middle, stop)
    touch = torch.where(box.low >= 0, (low + high) / 2, stop)
    tangent, chord = slope(touch), chord_slopes(apply, box)
    beneath = apply(touch) + tangent * (box.low - touch) < apply(box.low) - ROUNDING
    straight = (box.high <= 0) | beneath
    slopes = torch.where(straight, chord, tangent)
    points = [box.low, torch.where(straight, box.high, touch)]
    return slopes, torch.stack([apply(z) - slopes * z for z in points]).amax(0)


def _slack(apply: Function, box: Box) -> torch.Tensor:
    return ROUNDING * (1 + box.size() + apply(box.low).abs() + apply(box.high).abs())


def _everywhere(box: Box) -> torch.Tensor:
    return torch.ones_like(box.low, dtype=torch.bool)
