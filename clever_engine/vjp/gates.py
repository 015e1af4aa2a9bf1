"""Elementwise functions and pools: one factor a value on the way back, the same for all classes."""

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional

from clever_engine.vjp.stages import LAST, Live, Shape, Tape, Unreadable


@dataclass(frozen=True, slots=True)
class Gate:
    """An elementwise function, and the pool right behind it: one factor a value on the way back.

    Attributes:
        function: None where there is a pool alone.
        pool: its side, where there is one.
        prunes: whether layers with weights lie on both sides, to leave dead channels out of.
    """

    function: nn.Module | None
    pool: int | None = None
    prunes: bool = False

    def out_shape(self, shape: Shape) -> Shape:
        """Return the shape given, pooled."""
        if self.pool is None:
            return shape
        if len(shape) != 3 or any(side % self.pool or side < self.pool for side in shape[1:]):
            raise Unreadable
        return (shape[0], *(side // self.pool for side in shape[1:]))

    def forward(self, values: torch.Tensor) -> tuple[torch.Tensor, Tape]:
        """Return the function's values, or the greatest of each pool."""
        out, slopes = _with_slopes(self.function, values)
        if self.pool is not None:
            slopes = torch.ones_like(out) if slopes is None else slopes
            out, where = functional.max_pool2d(out, self.pool, return_indices=True)
            met = slopes.flatten(2).gather(2, where.flatten(2)).view_as(where)
            slopes = functional.max_unpool2d(met, where, [self.pool, self.pool])
        assert slopes is not None
        live = live_channels(slopes) if self.prunes else None
        scale = slopes if live is None else slopes.index_select(1, live)
        scale = scale.contiguous(memory_format=LAST) if scale.ndim == 4 else scale
        return out, Tape(tuple(values.shape[1:]), live, scale)

    def back(self, cotangents: torch.Tensor, tape: Tape, live: Live, wanted: Live) -> torch.Tensor:
        """Return the cotangents times the factors, each where its pool took its value."""
        scale = tape.scale
        assert scale is not None
        if self.pool is None:
            cotangents.view(-1, *scale.shape).mul_(scale)  # they are the chain's own
            return cotangents
        n, channels, rows, columns = scale.shape
        side, small = self.pool, (rows // self.pool, columns // self.pool)
        factors = scale.permute(0, 2, 3, 1).view(n, small[0], side, small[1], side, channels)
        spread = cotangents.permute(0, 2, 3, 1).reshape(-1, n, small[0], 1, small[1], 1, channels)
        return (spread * factors).view(-1, rows, columns, channels).permute(0, 3, 1, 2)


@dataclass(frozen=True, slots=True)
class AveragePool:
    """The mean of each of the pools of a side, side by side."""

    side: int

    def out_shape(self, shape: Shape) -> Shape:
        """Return the shape given, pooled."""
        return Gate(None, self.side).out_shape(shape)

    def forward(self, values: torch.Tensor) -> tuple[torch.Tensor, Tape]:
        """Return the means."""
        return functional.avg_pool2d(values, self.side), Tape(tuple(values.shape[1:]))

    def back(self, cotangents: torch.Tensor, tape: Tape, live: Live, wanted: Live) -> torch.Tensor:
        """Return an even share for each value of a pool."""
        count, channels, rows, columns = cotangents.shape
        shares = (cotangents / self.side**2).permute(0, 2, 3, 1)[:, :, None, :, None]
        spread = shares.expand(-1, -1, self.side, -1, self.side, -1)
        back = spread.contiguous().view(count, rows * self.side, columns * self.side, channels)
        return back.permute(0, 3, 1, 2)


def _with_slopes(
    function: nn.Module | None, values: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor | None]:
    """Return an elementwise function's values and derivatives; None for those of the identity."""
    if function is None:
        return values, None
    if isinstance(function, nn.ReLU):
        return values.clamp_min(0), (values > 0).to(values.dtype)
    with torch.enable_grad():
        leaves = values.detach().clone().requires_grad_()
        out = function(leaves.clone())
        (slopes,) = torch.autograd.grad(out.sum(), leaves)
    return out.detach(), slopes


def live_channels(slopes: torch.Tensor) -> Live:
    """Return which channels `(n, channels, ...)` hold a value that is not zero; None for all.

    One is kept where none does, for the sake of shapes.
    """
    others = [axis for axis in range(slopes.ndim) if axis != 1]
    live = slopes.abs().amax(dim=others) > 0
    if bool(live.all()):
        return None
    return (
        live.nonzero()[:, 0] if bool(live.any()) else torch.zeros_like(live[:1], dtype=torch.long)
    )
