"""What is known of a tensor's values: interval bounds, and affine lower bounds of many quantities.

The bounds of one early convolution's outputs see small patches of the tensor, so each holds the
coefficients of a window only, and where it lies. In the pixels they are made concrete for a ball.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch.nn import functional

from clever_engine.norms import Norm, vector_norms

DOUBLE = torch.finfo(torch.float64).eps
"""Twice the relative error of one rounded operation of float64."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervals:
    """The least and greatest that each value of a tensor `(channels, rows, columns)` can be."""

    low: torch.Tensor
    high: torch.Tensor

    def size(self) -> torch.Tensor:
        """Return the greatest absolute value each can take."""
        return torch.maximum(self.low.abs(), self.high.abs())


@dataclass(frozen=True, slots=True, kw_only=True)
class AffineBounds:
    """`n` bounds `sum(coefs * values in the window) + constants`.

    Attributes:
        coefs: `(n, channels, h, w)`, in the precision of the calculation.
        rows: `(p,)` first row of each window; may lie outside the tensor, where values are 0.
        columns: `(p,)` first column.
        which: `(n,)` the window of each bound, out of the `p`.
        constants: `(n,)` float64; what rounding may have cost is taken off already.
        terms: how many coefficients of each may differ from 0, at most.
    """

    coefs: torch.Tensor
    rows: torch.Tensor
    columns: torch.Tensor
    which: torch.Tensor
    constants: torch.Tensor
    terms: int

    @property
    def unit(self) -> float:
        """The relative error of one rounded operation on coefficients."""
        return torch.finfo(self.coefs.dtype).eps / 2

    def windows(self, values: torch.Tensor) -> torch.Tensor:
        """Return the values `(channels, rows, columns)` in each window, in their own precision.

        Shape `(n, channels, h, w)`, or `(1, ...)` where all are the same.
        """
        h, w = self.coefs.shape[2:]
        left, right, top, bottom = edges = self._beyond(values.shape)
        padded = functional.pad(values, edges) if any(edges) else values
        if len(self.rows) == 1:
            row, column = int(self.rows) + top, int(self.columns) + left
            return padded[None, :, row : row + h, column : column + w]
        tiles = padded.unfold(1, h, 1).unfold(2, w, 1).permute(1, 2, 0, 3, 4)
        # A window is collected once and then copied whole, which is quicker than value by value.
        return tiles[self.rows + top, self.columns + left].index_select(0, self.which)

    def _beyond(self, shape: Sequence[int]) -> tuple[int, int, int, int]:
        """Return how far windows reach out of a tensor: left, right, above and below."""
        h, w = self.coefs.shape[2:]
        left, top = max(0, -int(self.columns.min())), max(0, -int(self.rows.min()))
        right = max(0, int(self.columns.max()) + w - shape[2])
        return left, right, top, max(0, int(self.rows.max()) + h - shape[1])

    def inside(self, shape: Sequence[int]) -> "AffineBounds":
        """Return the same without coefficients outside the tensor of this shape."""
        if not any(self._beyond(shape)):
            return self
        return replace(self, coefs=self.coefs * self.windows(self.coefs.new_ones(1, *shape[1:])))

    def spread(self, size: tuple[int, int]) -> "AffineBounds":
        """Return bounds in which each coefficient stands once for each value of its pool."""
        n, channels, h, w = self.coefs.shape
        row, column = (torch.arange(k * s) // s for k, s in zip((h, w), size, strict=True))
        source = (row[:, None] * w + column).flatten()
        coefs = self.coefs.reshape(n * channels, h * w).index_select(1, source)
        return replace(
            self,
            coefs=coefs.view(n, channels, h * size[0], w * size[1]),
            rows=self.rows * size[0],
            columns=self.columns * size[1],
            terms=self.terms * size[0] * size[1],
        )

    def summed(self, products: torch.Tensor) -> torch.Tensor:
        """Return the sum of each bound's products `(n,)`, less what rounding may have added."""
        sums = products.sum((2, 3)).double().sum(1)
        sizes = products.abs().sum((2, 3)).double().sum(1)
        # A sum of n terms loses at most n u / (1 - n u) of their sizes (Higham, section 3.1), which
        # is below 1.01 n u up to 160,000 terms of float32; the 3 are the products' own roundings.
        roundings = products.shape[2] * products.shape[3] + 3
        less: torch.Tensor = sums - 1.01 * roundings * self.unit * sizes
        return less


def specification(channels: int, places: torch.Tensor, signs: torch.Tensor) -> AffineBounds:
    """Return the specification that picks single values of a tensor, times a sign.

    Args:
        channels: of the tensor.
        places: `(n, 3)` channel, row and column.
        signs: `(n,)` 1 or -1, in the precision of the calculation.
    """
    n = len(places)
    coefs = signs.new_zeros(n, channels, 1, 1)
    coefs[torch.arange(n), places[:, 0], 0, 0] = signs
    width = int(places[:, 2].max()) + 1
    positions, which = torch.unique(places[:, 1] * width + places[:, 2], return_inverse=True)
    return AffineBounds(
        coefs=coefs,
        rows=positions // width,
        columns=positions % width,
        which=which,
        constants=torch.zeros(n, dtype=torch.float64),
        terms=1,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RadialBounds:
    """Lower bounds `centre - slope * radius` of `n` quantities in a ball, for every radius.

    `centre` and `slope` are of one shape, float64; the slopes are dual norms of gradients.
    """

    centre: torch.Tensor
    slope: torch.Tensor

    @classmethod
    def joined(cls, several: "Sequence[RadialBounds]") -> "RadialBounds":
        """Return the bounds of several, each `(n,)`, in a row; none of none."""
        nothing = torch.zeros(0, dtype=torch.float64)
        return cls(
            centre=torch.cat([nothing, *(one.centre for one in several)]),
            slope=torch.cat([nothing, *(one.slope for one in several)]),
        )

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

    def intervals(self) -> Intervals:
        """Return where each pixel lies."""
        slack = self.radius + 2 * DOUBLE * (self.image.abs() + self.radius)
        return Intervals(low=self.image - slack, high=self.image + slack)

    def concretize(self, affine: AffineBounds) -> RadialBounds:
        """Return what affine bounds in the pixels are at least here and in every smaller ball."""
        coefs, image = affine.coefs.double(), affine.windows(self.image)
        terms = coefs * image
        sizes = (coefs.abs() * (image.abs() + self.radius)).sum((1, 2, 3)) + affine.constants.abs()
        # Ten roundings for coefficients that came in float32, and a sum's own in float64.
        error = 10 * affine.unit * sizes + terms[0].numel() * DOUBLE * sizes
        norms = vector_norms(coefs, self.norm.dual) * (1 + terms[0].numel() * DOUBLE)
        return RadialBounds(centre=affine.constants + terms.sum((1, 2, 3)) - error, slope=norms)
