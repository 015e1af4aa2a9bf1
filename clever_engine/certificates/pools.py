"""Pools side by side: the greatest value of each, or the mean."""

from dataclasses import dataclass, replace

import torch
from torch.nn import functional

from clever_engine.certificates.boxes import DOUBLE, Box
from clever_engine.certificates.forms import Forms
from clever_engine.certificates.lines import Lines
from clever_engine.certificates.stepping import spread, through


@dataclass(frozen=True, slots=True, kw_only=True)
class MaxPool:
    """The greatest value of each of the pools side by side, `size` rows by columns.

    Below it lies any one of its values. Above it lies, for any `level` no less than all lower ends,
    `level + sum(max(0, high_i - level) / (high_i - low_i) * (z_i - low_i))`: that holds at the
    corners of the box, hence in it. With the second greatest upper end as level, one slope remains.
    """

    size: tuple[int, int]

    def box(self, box: Box) -> Box:
        """Return where its outputs lie."""
        return Box(low=self._pooled(box.low).amax(3), high=self._pooled(box.high).amax(3))

    def lines(self, box: Box) -> Lines:
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
        return Lines(
            low_slope=self._spread(box, best, torch.ones_like(slope)),
            low_intercept=torch.zeros_like(slope),
            high_slope=self._spread(box, place, slope),
            high_intercept=level - slope * start + slack,
        )

    def bends(self, box: Box) -> torch.Tensor:
        """Return which inputs may be the greatest of a pool but need not be."""
        low, high = self._pooled(box.low), self._pooled(box.high)
        candidates = high > low.amax(3, keepdim=True)
        open_ = candidates & (candidates.sum(3, keepdim=True) > 1)
        return self._unpooled(box, open_.double()) > 0

    def back(self, forms: Forms, lines: Lines) -> Forms:
        """Return forms of the inputs from forms of the outputs."""
        return through(forms, lines, self.size)

    def _pooled(self, values: torch.Tensor) -> torch.Tensor:
        """Return the values of each pool: `(channels, rows, columns, size)`."""
        h, w = self.size
        tiles = values.unfold(1, h, h).unfold(2, w, w)
        return tiles.reshape(*tiles.shape[:3], h * w)

    def _spread(self, box: Box, places: torch.Tensor, values: torch.Tensor) -> torch.Tensor:
        """Return zeros in the inputs' shape but for one value a pool, at its place."""
        pools = torch.zeros(*values.shape, self.size[0] * self.size[1]).to(values)
        return self._unpooled(box, pools.scatter(3, places, values[..., None]))

    def _unpooled(self, box: Box, pools: torch.Tensor) -> torch.Tensor:
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

    def box(self, box: Box) -> Box:
        """Return where its outputs lie."""
        low, high, size = (
            functional.avg_pool2d(values[None], self.size)[0]
            for values in (box.low, box.high, box.size())
        )
        slack = self.size[0] * self.size[1] * DOUBLE * size
        return Box(low=low - slack, high=high + slack)

    def back(self, forms: Forms, before: Box) -> Forms:
        """Return forms of the inputs from forms of the outputs."""
        wide = spread(forms, self.size)
        return replace(wide, coefs=wide.coefs / (self.size[0] * self.size[1]))
