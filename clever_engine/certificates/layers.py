"""Layers that can be bounded: intervals forward, affine lower bounds backward.

Backward is the recursion of CROWN (Zhang et al. 2018, theorem 3.2; CNN-Cert, arXiv 1811.12395, for
convolution and pooling). Its rounding errors are bounded as in Higham, "Accuracy and stability of
numerical algorithms", section 3.1, and taken off the constants.
"""

from dataclasses import dataclass, replace

import torch
from torch.nn import functional

from clever_engine.certificates.affine import DOUBLE, AffineBounds, Intervals
from clever_engine.certificates.relaxations import Relaxation

SPARE = 10
"""Roundings more than a layer's sums: of the slopes of the layers in between, and of weights."""

FEW = 8
"""Input channels of a convolution below which torch's transposed one is slow: with one channel a
product of matrices and `fold` take a third of its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Affine:
    """A convolution, or a linear layer as one of 1x1 pictures; weight and bias float64."""

    weight: torch.Tensor
    bias: torch.Tensor
    stride: tuple[int, int] = (1, 1)
    padding: tuple[int, int] = (0, 0)

    def intervals(self, box: Intervals) -> Intervals:
        """Return where its outputs lie, by the box's middle and half width."""
        middle, half = (box.low + box.high) / 2, (box.high - box.low) / 2
        half = half + DOUBLE * box.size()
        centre = self._apply(middle, self.weight, self.bias)
        reach = self._apply(half, self.weight.abs(), None)
        size = self._apply(box.size(), self.weight.abs(), self.bias.abs())
        slack = (self.weight[0].numel() + SPARE) * DOUBLE * size
        return Intervals(low=centre - reach - slack, high=centre + reach + slack)

    def back(self, affine: AffineBounds, before: Intervals) -> AffineBounds:
        """Return affine bounds in the inputs, which lie in `before`, from those in the outputs."""
        h, w = affine.coefs.shape[2:]
        seen = min(self.weight.shape[2], h) * min(self.weight.shape[3], w)
        terms = min(affine.terms, len(self.weight) * seen)
        sizes = self.weight.abs().sum((2, 3)) @ before.size().amax((1, 2)) + self.bias.abs()
        weights = affine.coefs.abs().sum((2, 3)).double()
        # sizes bounds each output channel's terms, so this bounds what rounding may have changed.
        errors = (terms + SPARE) * sizes + h * w * self.bias.abs()
        lost = 1.01 * affine.unit * (weights @ errors)
        sums = affine.coefs.sum((2, 3)).double() @ self.bias
        with torch.autocast("cpu", enabled=False):  # half precision would break the proof
            coefs = self._transposed(affine.coefs)
        moved = replace(
            affine,
            coefs=coefs,
            rows=affine.rows * self.stride[0] - self.padding[0],
            columns=affine.columns * self.stride[1] - self.padding[1],
            constants=affine.constants + sums - lost,
            terms=1 << 40,
        )
        return moved.inside(before.low.shape) if self.padding != (0, 0) else moved

    def _transposed(self, coefs: torch.Tensor) -> torch.Tensor:
        """Return the coefficients of the inputs, by whichever product is the quickest."""
        weight = self.weight.to(coefs)
        channels, kernel = weight.shape[1], (weight.shape[2], weight.shape[3])
        n, _, h, w = coefs.shape
        if h == w == 1:
            return (coefs.view(n, -1) @ weight.flatten(1)).view(n, channels, *kernel)
        if channels >= FEW:
            return functional.conv_transpose2d(coefs, weight, stride=self.stride)
        columns = weight.flatten(1).T @ coefs.reshape(n, len(weight), h * w)
        size = (h - 1) * self.stride[0] + kernel[0], (w - 1) * self.stride[1] + kernel[1]
        return functional.fold(columns, size, kernel, stride=self.stride)

    def _apply(
        self, values: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None
    ) -> torch.Tensor:
        return functional.conv2d(
            values[None], weight, bias, stride=self.stride, padding=self.padding
        )[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flatten:
    """Pictures `shape` as one row of values: each a channel of 1x1 pictures."""

    shape: tuple[int, int, int]

    def intervals(self, box: Intervals) -> Intervals:
        """Return where its outputs lie."""
        return Intervals(low=box.low.reshape(-1, 1, 1), high=box.high.reshape(-1, 1, 1))

    def back(self, affine: AffineBounds, before: Intervals) -> AffineBounds:
        """Return affine bounds in the inputs from those in the outputs."""
        return replace(affine, coefs=affine.coefs.reshape(-1, *self.shape))


@dataclass(frozen=True, slots=True, kw_only=True)
class MaxPool:
    """The greatest value of each of the pools side by side, `size` rows by columns.

    Below it lies any one of its values. Above it lies, for any `level` no less than all lower ends,
    `level + sum(max(0, high_i - level) / (high_i - low_i) * (z_i - low_i))`: that holds at the
    corners of the box, hence in it. With the second greatest upper end as level, one slope remains.
    """

    size: tuple[int, int]

    def intervals(self, box: Intervals) -> Intervals:
        """Return where its outputs lie."""
        return Intervals(low=self._pooled(box.low).amax(3), high=self._pooled(box.high).amax(3))

    def relaxation(self, box: Intervals) -> Relaxation:
        """Return lines of the outputs: intercepts a pool, slopes a value of it."""
        low, high = self._pooled(box.low), self._pooled(box.high)
        best = (low + high).argmax(3, keepdim=True)
        top, places = high.topk(min(2, high.shape[3]), dim=3)
        level = low.amax(3) if high.shape[3] == 1 else torch.maximum(low.amax(3), top[..., 1])
        steepest, place = top[..., 0], places[..., :1]
        start = low.gather(3, place)[..., 0]
        tiny = torch.finfo(torch.float64).tiny
        slope = (steepest - level).clamp(min=0) / (steepest - start).clamp(min=tiny)
        slack = 4 * DOUBLE * (level.abs() + start.abs() + steepest.abs()) * (level != start)
        return Relaxation(
            low_slope=self._spread(box, best, torch.ones_like(slope)),
            low_intercept=torch.zeros_like(slope),
            high_slope=self._spread(box, place, slope),
            high_intercept=level - slope * start + slack,
        )

    def unstable(self, box: Intervals) -> torch.Tensor:
        """Return which inputs may be the greatest of a pool but need not be."""
        low, high = self._pooled(box.low), self._pooled(box.high)
        candidates = high > low.amax(3, keepdim=True)
        open_ = candidates & (candidates.sum(3, keepdim=True) > 1)
        return self._unpooled(box, open_.double()) > 0

    def back(self, affine: AffineBounds, lines: Relaxation) -> AffineBounds:
        """Return affine bounds in the inputs from those in the outputs."""
        return lines.back(affine, self.size)

    def _pooled(self, values: torch.Tensor) -> torch.Tensor:
        """Return the values of each pool: `(channels, rows, columns, size)`."""
        h, w = self.size
        tiles = values.unfold(1, h, h).unfold(2, w, w)
        return tiles.reshape(*tiles.shape[:3], h * w)

    def _spread(self, box: Intervals, places: torch.Tensor, values: torch.Tensor) -> torch.Tensor:
        """Return zeros in the inputs' shape but for one value a pool, at its place."""
        pools = torch.zeros(*values.shape, self.size[0] * self.size[1]).to(values)
        return self._unpooled(box, pools.scatter(3, places, values[..., None]))

    def _unpooled(self, box: Intervals, pools: torch.Tensor) -> torch.Tensor:
        """Undo `_pooled`; values that no pool holds are 0."""
        channels, rows, columns = pools.shape[:3]
        h, w = self.size
        tiles = pools.view(channels, rows, columns, h, w).permute(0, 1, 3, 2, 4)
        whole = tiles.reshape(channels, rows * h, columns * w)
        missing = [a - b for a, b in zip(box.low.shape[1:], whole.shape[1:], strict=True)]
        return functional.pad(whole, (0, missing[1], 0, missing[0]))


@dataclass(frozen=True, slots=True, kw_only=True)
class AveragePool:
    """The mean of each of the pools side by side, `size` rows by columns."""

    size: tuple[int, int]

    def intervals(self, box: Intervals) -> Intervals:
        """Return where its outputs lie."""
        low, high, size = (
            functional.avg_pool2d(values[None], self.size)[0]
            for values in (box.low, box.high, box.size())
        )
        slack = self.size[0] * self.size[1] * DOUBLE * size
        return Intervals(low=low - slack, high=high + slack)

    def back(self, affine: AffineBounds, before: Intervals) -> AffineBounds:
        """Return affine bounds in the inputs from those in the outputs."""
        wide = affine.spread(self.size)
        return replace(wide, coefs=wide.coefs / (self.size[0] * self.size[1]))
