"""Layers that treat each value by itself: activations, and flattening."""

from dataclasses import dataclass, replace

import torch

from clever_engine.certificates.boxes import DOUBLE, Box
from clever_engine.certificates.forms import Forms
from clever_engine.certificates.lines import Activation, Lines
from clever_engine.certificates.stepping import through


@dataclass(frozen=True, slots=True, kw_only=True)
class Bend:
    """An activation, value by value."""

    activation: Activation

    def box(self, box: Box) -> Box:
        """Return where its outputs lie."""
        low, high = self.activation.apply(box.low), self.activation.apply(box.high)
        slack = 4 * DOUBLE * (low.abs() + high.abs())
        return Box(low=low - slack, high=high + slack)

    def lines(self, box: Box) -> Lines:
        """Return lines below and above its outputs in terms of its inputs, which lie in `box`."""
        return self.activation.lines(box)

    def bends(self, box: Box) -> torch.Tensor:
        """Return which inputs it would help to know more narrowly."""
        return self.activation.bends(box)

    def back(self, forms: Forms, lines: Lines) -> Forms:
        """Return forms of the inputs from forms of the outputs."""
        return through(forms, lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flatten:
    """Pictures `shape` as one row of values: each a channel of 1x1 pictures."""

    shape: tuple[int, int, int]

    def box(self, box: Box) -> Box:
        """Return where its outputs lie."""
        return Box(low=box.low.reshape(-1, 1, 1), high=box.high.reshape(-1, 1, 1))

    def back(self, forms: Forms, before: Box) -> Forms:
        """Return forms of the inputs from forms of the outputs."""
        return replace(forms, coefs=forms.coefs.reshape(-1, *self.shape))
