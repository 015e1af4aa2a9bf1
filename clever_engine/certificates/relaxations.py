"""Linear relaxations (straight lines below and above) of an activation on an interval.

Those of ReLU are CROWN's (Zhang et al. 2018, section 3.3): above the chord, below the identity or
zero, whichever leaves the smaller area. Smooth activations have tangents and chords: tanh and the
logistic function bend upwards left of zero and downwards right of it, softplus upwards everywhere
(section 3.2).
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

import torch
from torch.nn import functional

from clever_engine.certificates.affine import DOUBLE, AffineBounds, Intervals

ROUNDING = 1e-13
"""What is taken off a line for the rounding of its float64 arithmetic, relative to its values:
some 450 roundings, where a line takes about ten."""

Function = Callable[[torch.Tensor], torch.Tensor]
Slopes = tuple[torch.Tensor, torch.Tensor]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """For each value z the lines `slope * z + intercept` below and above; float64, one shape."""

    low_slope: torch.Tensor
    low_intercept: torch.Tensor
    high_slope: torch.Tensor
    high_intercept: torch.Tensor

    def rounded(self) -> "Relaxation":
        """Return the lines in float32, for affine bounds of that precision."""
        return Relaxation(**{one.name: getattr(self, one.name).float() for one in fields(self)})

    def back(self, affine: AffineBounds, size: tuple[int, int] = (1, 1)) -> AffineBounds:
        """Return affine bounds in an activation's inputs from those in its outputs.

        Positive coefficients take the line below, negative ones the line above.

        Args:
            affine: of the outputs, in the lines' precision; intercepts are in the outputs' shape,
                slopes in the inputs'.
            size: rows and columns of inputs that make one output.
        """
        positive = affine.coefs.clamp(min=0)
        negative = affine.coefs - positive
        constants = affine.constants
        for side, values in ((positive, self.low_intercept), (negative, self.high_intercept)):
            if bool(values.any()):
                constants = constants + affine.summed(side * affine.windows(values))
        if size != (1, 1):
            affine = affine.spread(size)
            positive = affine.coefs.clamp(min=0)
            negative = affine.coefs - positive
        low, high = affine.windows(self.low_slope), affine.windows(self.high_slope)
        coefs = positive.mul_(low).add_(negative.mul_(high))
        return replace(affine, coefs=coefs, constants=constants)


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    """A function of one value that never falls, as a layer.

    Attributes:
        apply: the function, on float64.
        relaxation: lines below and above it on the intervals of a box.
        unstable: where it is not straight on the box, so that a tighter box gives better lines.
    """

    apply: Function
    relaxation: Callable[[Intervals], Relaxation]
    unstable: Callable[[Intervals], torch.Tensor]

    def intervals(self, box: Intervals) -> Intervals:
        """Return where its outputs lie."""
        low, high = self.apply(box.low), self.apply(box.high)
        slack = 4 * DOUBLE * (low.abs() + high.abs())
        return Intervals(low=low - slack, high=high + slack)

    def back(self, affine: AffineBounds, lines: Relaxation) -> AffineBounds:
        """Return affine bounds in the inputs from those in the outputs."""
        return lines.back(affine)


def relu(left: float = 0.0) -> Activation:
    """Return `z if z > 0 else left * z` for `left` from 0 to 1: ReLU, or leaky ReLU."""

    def slopes(box: Intervals, chord: torch.Tensor) -> Slopes:
        adaptive = torch.where(box.high > -box.low, 1.0, left).to(chord)
        bent = (box.low < 0) & (box.high > 0)
        stable = torch.where(box.high <= 0, left, 1.0).to(chord)
        return torch.where(bent, adaptive, stable), torch.where(bent, chord, stable)

    return _piecewise(lambda z: functional.leaky_relu(z, left), (0.0,), slopes)


def clamp(least: float, most: float) -> Activation:
    """Return the function that cuts values below `least` and above `most`: a bounded ReLU."""

    def slopes(box: Intervals, chord: torch.Tensor) -> Slopes:
        cut_below, cut_above = box.low < least, box.high > most
        middle = box.low + box.high
        low = torch.where(cut_above, chord, torch.where(middle > 2 * least, 1.0, 0.0).to(chord))
        high = torch.where(cut_below, chord, torch.where(middle < 2 * most, 1.0, 0.0).to(chord))
        # With both kinks inside: from one end of the interval to the kink at its other side.
        both = cut_below & cut_above & (box.high > least) & (box.low < most)
        low = torch.where(both, (most - least) / (box.high - least).clamp(min=most - least), low)
        high = torch.where(both, (most - least) / (most - box.low).clamp(min=most - least), high)
        flat = (box.high <= least) | (box.low >= most)
        return low.masked_fill(flat, 0.0), high.masked_fill(flat, 0.0)

    return _piecewise(lambda z: z.clamp(least, most), (least, most), slopes)


def chord_slopes(apply: Function, box: Intervals) -> torch.Tensor:
    """Return the slope from one end of each interval to the other."""
    rise = apply(box.high) - apply(box.low)
    return rise / (box.high - box.low).clamp(min=torch.finfo(torch.float64).tiny)


def _piecewise(
    apply: Function,
    kinks: tuple[float, ...],
    slopes: Callable[[Intervals, torch.Tensor], Slopes],
) -> Activation:
    """Return an activation straight between its kinks, with lines of the given slopes.

    A straight-pieced function less a line is least and greatest at an end or a kink, so lines that
    hold there hold everywhere, whatever their slopes.
    """

    def relaxation(box: Intervals) -> Relaxation:
        low_slope, high_slope = slopes(box, chord_slopes(apply, box))
        knots = [box.low, box.high]
        knots += [torch.minimum(box.low.clamp(min=kink), box.high) for kink in kinks]
        slack = ROUNDING * box.size()
        low = torch.stack([apply(z) - low_slope * z for z in knots]).amin(0)
        high = torch.stack([apply(z) - high_slope * z for z in knots]).amax(0)
        return Relaxation(
            low_slope=low_slope,
            low_intercept=low - slack * _rounds(low_slope),
            high_slope=high_slope,
            high_intercept=high + slack * _rounds(high_slope),
        )

    def unstable(box: Intervals) -> torch.Tensor:
        inside = [(box.low < kink) & (box.high > kink) for kink in kinks]
        return torch.stack(inside).any(0)

    return Activation(apply=apply, relaxation=relaxation, unstable=unstable)


def _rounds(slopes: torch.Tensor) -> torch.Tensor:
    """Return where a product with the slope is rounded."""
    return (slopes != 0) & (slopes != 1)


HALVINGS = 20
"""Steps towards the point whose tangent passes through an interval's other end: a millionth of the
interval, always on the side where the tangent stays above."""


def softplus(beta: float = 1.0, threshold: float = 20.0) -> Activation:
    """Return `log(1 + exp(beta z)) / beta`: the chord above, the tangent at the middle below."""

    def apply(z: torch.Tensor) -> torch.Tensor:
        return functional.softplus(z, beta, threshold)

    def relaxation(box: Intervals) -> Relaxation:
        middle = (box.low + box.high) / 2
        tangent, chord = torch.sigmoid(beta * middle), chord_slopes(apply, box)
        ends = apply(box.low) - chord * box.low, apply(box.high) - chord * box.high
        # Beyond its threshold torch takes the identity, which is lower by this much at most.
        slack = _slack(apply, box) + torch.exp(torch.tensor(-threshold)).double() / beta
        return Relaxation(
            low_slope=tangent,
            low_intercept=apply(middle) - tangent * middle - slack,
            high_slope=chord,
            high_intercept=torch.maximum(*ends) + slack,
        )

    return Activation(apply=apply, relaxation=relaxation, unstable=_everywhere)


def tanh() -> Activation:
    """Return the hyperbolic tangent."""
    return _s_shaped(torch.tanh, lambda z: 1 - torch.tanh(z) ** 2)


def sigmoid() -> Activation:
    """Return the logistic function."""
    return _s_shaped(torch.sigmoid, lambda z: torch.sigmoid(z) * torch.sigmoid(-z))


def _s_shaped(apply: Function, slope: Function) -> Activation:
    """Return an activation whose slope rises up to zero and falls from there."""

    def relaxation(box: Intervals) -> Relaxation:
        slack = _slack(apply, box)
        high_slope, high = _above(apply, slope, box)
        # Turned by half a turn the function keeps its shape, and what was below is above.
        turned = Intervals(low=-box.high, high=-box.low)
        low_slope, low = _above(lambda z: -apply(-z), slope, turned)
        return Relaxation(
            low_slope=low_slope,
            low_intercept=-low - slack,
            high_slope=high_slope,
            high_intercept=high + slack,
        )

    return Activation(apply=apply, relaxation=relaxation, unstable=_everywhere)


def _above(apply: Function, slope: Function, box: Intervals) -> tuple[torch.Tensor, torch.Tensor]:
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


def _slack(apply: Function, box: Intervals) -> torch.Tensor:
    return ROUNDING * (1 + box.size() + apply(box.low).abs() + apply(box.high).abs())


def _everywhere(box: Intervals) -> torch.Tensor:
    return torch.ones_like(box.low, dtype=torch.bool)
