"""Intervals that values of a tensor stay in."""

from dataclasses import dataclass

import torch

DOUBLE = torch.finfo(torch.float64).eps
"""Twice the relative error of one rounded operation of float64."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """The least and greatest that each value of a tensor `(channels, rows, columns)` can be."""

    low: torch.Tensor
    high: torch.Tensor

    def size(self) -> torch.Tensor:
        """Return the greatest absolute value each can take."""
        return torch.maximum(self.low.abs(), self.high.abs())

    def meet(self, other: "Box") -> "Box":
        """Return what both boxes allow."""
        return Box(
            low=torch.maximum(self.low, other.low), high=torch.minimum(self.high, other.high)
        )
