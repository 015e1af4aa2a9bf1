"""Straight lines below and above an activation made of straight pieces, on an interval.

Lines of ReLU are those of CROWN (Zhang et al. 2018, section 3.3): above the chord, below the
identity or zero, whichever leaves the smaller area.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import torch
from torch.nn import functional

from clever_engine.certificates.forms import Box, Forms

ROUNDING = 1e-13
"""What is taken off a line for the rounding of its float64 arithmetic, relative to its values:
some 450 roundings, where a line takes about ten."""

Function = Callable[[torch.Tensor], torch.Tensor]
Slopes = tuple[torch.Tensor, torch.Tensor]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """For each value z the lines `slope * z + intercept` below and above; float64, one shape."""

    low_slope: torch.Tensor
    low_intercept: torch.Tensor
    high_slope: torch.Tensor
    high_intercept: torch.Tensor

    def rounded(self) -> "Lines":
        """Return the lines in float32, for forms of that precision."""
        return Lines(
            low_slope=self.low_slope.float(),
            low_intercept=self.low_intercept.float(),
            high_slope=self.high_slope.float(),
            high_intercept=self.high_intercept.float(),
        )

    def back(self, forms: Forms, size: tuple[int, int] = (1, 1)) -> Forms:
        """Return forms of a bending layer's inputs from forms of its outputs.

        Positive coefficients take the line below, negative ones the line above.

        Args:
            forms: of the outputs, in the lines' precision; intercepts are in the outputs' shape,
                slopes in the inputs'.
            size: rows and columns of inputs that make one output.
        """
        positive = forms.coefs.clamp(min=0)
        negative = forms.coefs - positive
        constants = forms.constants
        for side, values in ((positive, self.low_intercept), (negative, self.high_intercept)):
            if bool(values.any()):
                constants = constants + forms.summed(side * forms.windows(values))
        if size != (1, 1):
            forms = forms.spread(size)
            positive = forms.coefs.clamp(min=0)
            negative = forms.coefs - positive
        low, high = forms.windows(self.low_slope), forms.windows(self.high_slope)
        coefs = positive.mul_(low).add_(negative.mul_(high))
        return replace(forms, coefs=coefs, constants=constants)


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    """A function of one value that never falls.

    Attributes:
        apply: the function, on float64.
        lines: lines below and above it on the intervals of a box.
        bends: where it is not straight on the box, so that a narrower box gives better lines.
    """

    apply: Function
    lines: Callable[[Box], Lines]
    bends: Callable[[Box], torch.Tensor]


def relu(left: float = 0.0) -> Activation:
    """Return `z if z > 0 else left * z` for `left` from 0 to 1: ReLU, or leaky ReLU."""

    def slopes(box: Box, chord: torch.Tensor) -> Slopes:
        adaptive = torch.where(box.high > -box.low, 1.0, left).to(chord)
        bent = (box.low < 0) & (box.high > 0)
        stable = torch.where(box.high <= 0, left, 1.0).to(chord)
        return torch.where(bent, adaptive, stable), torch.where(bent, chord, stable)

    return _piecewise(lambda z: functional.leaky_relu(z, left), (0.0,), slopes)


def clamp(least: float, most: float) -> Activation:
    """Return the function that cuts values below `least` and above `most`: a bounded ReLU."""

    def slopes(box: Box, chord: torch.Tensor) -> Slopes:
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


def chord_slopes(apply: Function, box: Box) -> torch.Tensor:
    """Return the slope from one end of each interval to the other."""
    rise = apply(box.high) - apply(box.low)
    return rise / (box.high - box.low).clamp(min=torch.finfo(torch.float64).tiny)


def _piecewise(
    apply: Function, kinks: tuple[float, ...], slopes: Callable[[Box, torch.Tensor], Slopes]
) -> Activation:
    """Return an activation straight between its kinks, with lines of the given slopes.

    A straight-pieced function less a line is least and greatest at an end or a kink, so lines that
    hold there hold everywhere, whatever their slopes.
    """

    def lines(box: Box) -> Lines:
        low_slope, high_slope = slopes(box, chord_slopes(apply, box))
        knots = [box.low, box.high]
        knots += [torch.minimum(box.low.clamp(min=kink), box.high) for kink in kinks]
        slack = ROUNDING * box.size()
        low = torch.stack([apply(z) - low_slope * z for z in knots]).amin(0)
        high = torch.stack([apply(z) - high_slope * z for z in knots]).amax(0)
        return Lines(
            low_slope=low_slope,
            low_intercept=low - slack * _rounds(low_slope),
            high_slope=high_slope,
            high_intercept=high + slack * _rounds(high_slope),
        )

    def bends(box: Box) -> torch.Tensor:
        inside = torch.zeros_like(box.low, dtype=torch.bool)
        for kink in kinks:
            inside |= (box.low < kink) & (box.high > kink)
        return inside

    return Activation(apply=apply, lines=lines, bends=bends)


def _rounds(slopes: torch.Tensor) -> torch.Tensor:
    """Return where a product with the slope is rounded."""
    return (slopes != 0) & (slopes != 1)
