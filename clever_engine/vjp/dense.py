"""Gradient norms behind a first layer that is linear, `||W^T v||`, without the gradients.

In L2 a rotation changes no norm: with `W^T = Q R` the norm is that of `R v`, and R is a triangle of
half the size. Where `v` is the derivatives of one layer of units, times weights that are the same
at every point, units whose derivative is the same at every point add up to one constant vector, and
one product of matrices serves all classes. On `mlp-1024`, in the paper's ball, 400 to 640 of 1,024
units change; the rest is always on or always off.
"""

from collections.abc import Sequence

import torch

from clever_engine.norms import Norm, vector_norms

WORTH, ROTATED = 4, 8_000_000
"""Vectors a unit above which the rotation, made in float64, pays, and the most weights rotated."""

BLOCK = 128
ROWS = 256
"""Rows of the triangle and points of one product, which fit into the cache together."""


def shared_norms(
    weight: torch.Tensor,
    slopes: torch.Tensor,
    cotangents: torch.Tensor,
    norms: Sequence[Norm],
) -> torch.Tensor:
    """Return `||W^T (slopes * cotangent)||` `(norms, n, k)`.

    Args:
        weight: `(units, inputs)`.
        slopes: `(n, units)`.
        cotangents: `(k, units)`, the same at all points.
        norms: of the gradients.
    """
    least, most = slopes.amin(dim=0), slopes.amax(dim=0)
    steady = (cotangents * torch.where(least == most, least, 0.0)).double() @ weight.double()
    moving = (least != most).nonzero()[:, 0]
    slopes, cotangents = slopes[:, moving], cotangents[:, moving]
    weight = weight[moving]
    ones = slopes.new_ones(len(slopes), 1)
    slopes = torch.cat([slopes, ones], dim=1)
    if _pays(weight, len(cotangents) * len(slopes), norms):
        found = _rotated(weight, slopes, cotangents, steady)
        return found.expand(len(norms), -1, -1)
    columns = []
    for cotangent, constant in zip(cotangents, steady, strict=True):
        scaled = torch.cat([cotangent[:, None] * weight, constant[None].to(weight)])
        columns.append(_norms(slopes, scaled, norms))
    return torch.stack(columns, dim=2)


def _pays(weight: torch.Tensor, vectors: int, norms: Sequence[Norm]) -> bool:
    """Return whether to rotate: for L2 alone, many vectors, and weights that are soon rotated."""
    many = vectors > WORTH * len(weight) and weight.numel() <= ROTATED
    return many and set(norms) == {Norm.L2}


def _norms(rows: torch.Tensor, weight: torch.Tensor, norms: Sequence[Norm]) -> torch.Tensor:
    parts = [rows_part @ weight for rows_part in torch.split(rows, ROWS)]
    return torch.stack([torch.cat([vector_norms(part, norm) for part in parts]) for norm in norms])


def _rotated(
    weight: torch.Tensor, slopes: torch.Tensor, cotangents: torch.Tensor, steady: torch.Tensor
) -> torch.Tensor:
    """Return the L2 norms `(n, k)`; the last of the slopes is 1, and belongs to `steady`."""
    units = len(weight)
    triangle = torch.linalg.qr(torch.cat([weight.double(), steady]).t(), mode="r").R
    height = min(units, len(triangle))
    beyond = triangle[height:, units:].square().sum(dim=0).to(weight)  # what no unit reaches
    triangle = triangle[:height].to(weight)
    squares = slopes.new_zeros(len(slopes), 1) + beyond
    for start in range(0, height, BLOCK):
        part = triangle[start : start + BLOCK]
        scaled = part[None, :, start:units] * cotangents[:, None, start:]
        columns = torch.cat([scaled, part[:, units:].t()[:, :, None]], dim=2).flatten(0, 1).t()
        for points in range(0, len(slopes), ROWS):
            rows = slopes[points : points + ROWS, start:]
            sides = (rows @ columns).view(len(rows), len(cotangents), -1)
            squares[points : points + ROWS] += sides.square_().sum(dim=2)
    lengths: torch.Tensor = squares.sqrt_()
    return lengths


def stacked_norms(
    weight: torch.Tensor, vectors: torch.Tensor, norms: Sequence[Norm]
) -> torch.Tensor:
    """Return `||W^T v||` `(norms, m)` of vectors `(m, units)`, with a weight `(units, inputs)`."""
    if not _pays(weight, len(vectors), norms):
        return _norms(vectors, weight, norms)
    triangle = torch.linalg.qr(weight.double().t(), mode="r").R.to(weight)
    squares = vectors.new_zeros(len(vectors))
    for start in range(0, len(triangle), BLOCK):
        columns = triangle[start : start + BLOCK, start:].t()
        for rows in range(0, len(vectors), 4 * ROWS):
            sides = vectors[rows : rows + 4 * ROWS, start:] @ columns
            squares[rows : rows + 4 * ROWS] += sides.square_().sum(dim=1)
    return squares.sqrt().expand(len(norms), -1)
