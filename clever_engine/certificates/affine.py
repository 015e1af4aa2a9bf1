"""Affine layers: boxes forward, straight lower bounds backward.

Backward is the recursion of CROWN (Zhang et al. 2018, theorem 3.2; CNN-Cert, arXiv 1811.12395, for
convolution and pooling). Its rounding errors are bounded as in Higham, "Accuracy and stability of
numerical algorithms", section 3.1, and taken off the constants.
"""

from dataclasses import dataclass

import torch
from torch.nn import functional

from clever_engine.certificates.boxes import DOUBLE, Box
from clever_engine.certificates.forms import Forms

SPARE = 10
"""Roundings more than a layer's sums: of the slopes of the layers in between, and of weights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Affine:
    """A convolution, or a linear layer as one of 1x1 pictures; weight and bias float64."""

    weight: torch.Tensor
    bias: torch.Tensor
    stride: tuple[int, int] = (1, 1)
    padding: tuple[int, int] = (0, 0)

    def box(self, box: Box) -> Box:
        """Return where its outputs lie, by the box's middle and half width."""
        middle, half = (box.low + box.high) / 2, (box.high - box.low) / 2
        half = half + DOUBLE * box.size()
        centre = self._apply(middle, self.weight, self.bias)
        reach = self._apply(half, self.weight.abs(), None)
        size = self._apply(box.size(), self.weight.abs(), self.bias.abs())
        slack = (self.weight[0].numel() + SPARE) * DOUBLE * size
        return Box(low=centre - reach - slack, high=centre + reach + slack)

    def back(self, forms: Forms, before: Box) -> Forms:
        """Return forms of the inputs, which lie in `before`, from forms of the outputs."""
        h, w = forms.coefs.shape[2:]
        seen = min(self.weight.shape[2], h) * min(self.weight.shape[3], w)
        terms = min(forms.terms, len(self.weight) * seen)
        sizes = self.weight.abs().sum((2, 3)) @ before.size().amax((1, 2)) + self.bias.abs()
        weights = torch.linalg.vector_norm(forms.coefs, 1, dim=(2, 3)).double()
        # sizes bounds each output channel's terms, so this bounds what rounding may have changed.
        errors = (terms + SPARE) * sizes + h * w * self.bias.abs()
        lost = 1.01 * forms.unit * (weights @ errors)
        sums = forms.coefs.sum((2, 3)).double() @ self.bias
        with torch.autocast("cpu", enabled=False):  # half precision would break the proof
            coefs = functional.conv_transpose2d(
                forms.coefs, self.weight.to(forms.coefs), stride=self.stride
            )
        moved = Forms(
            coefs=coefs,
            rows=forms.rows * self.stride[0] - self.padding[0],
            columns=forms.columns * self.stride[1] - self.padding[1],
            constants=forms.constants + sums - lost,
            terms=1 << 40,
        )
        return moved.inside(before.low.shape) if self.padding != (0, 0) else moved

    def _apply(
        self, values: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None
    ) -> torch.Tensor:
        return functional.conv2d(
            values[None], weight, bias, stride=self.stride, padding=self.padding
        )[0]
