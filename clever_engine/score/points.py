"""Uniform points of a ball: the same for the same seed, wherever and however many are drawn."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch

from clever_engine.norms import Norm
from clever_engine.score.philox import random_words

_BITS = 23
"""Of a word, so that single precision holds the middle of each step, and never 0 or 1."""


def counted_points(
    tiles: Sequence[int],
    rows: int,
    d: int,
    norm: Norm,
    seed: int,
    dtype: torch.dtype,
    device: torch.device,
) -> torch.Tensor:
    """Return the numbered tiles of `rows` points each, uniform in the unit ball of `norm`.

    The same laws as `sample_unit_ball`, each point out of `d + 1` words. What a tile holds
    depends on its number and the seed alone; on another device it is the same to rounding.

    Args:
        tiles: their numbers.
        rows: points in a tile.
        d: dimension.
        norm: whose ball.
        seed: of all tiles.
        dtype: of the points.
        device: where they are drawn.

    Returns:
        `(len(tiles) * rows, d)`.
    """
    key = np.random.SeedSequence(seed).generate_state(2, np.uint64)
    words = random_words([int(word) for word in key], tiles, rows * (d + 1), device)
    centred = (words >> (32 - _BITS)).to(dtype).add_(0.5).mul_(2.0 ** (1 - _BITS))
    values = centred.view(-1, d + 1)  # uniform in (-1, 1)
    points, last = values[:, :d], values[:, d:]
    if norm is Norm.LINF:
        return points
    if norm is Norm.L2:
        directions = torch.erfinv(points)  # Gaussian, but for their common scale
        lengths: torch.Tensor = torch.linalg.vector_norm(directions, dim=1, keepdim=True)
        return directions.mul_(((last + 1) / 2) ** (1 / d) / lengths)
    spacings = values.abs().log_().neg_()  # exponential
    return spacings[:, :d] / spacings.sum(dim=1, keepdim=True) * points.sign()


TILE = 128
FIRST = 48
"""Points drawn at once; of the first tile `FIRST` alone are evaluated, which are often enough.

Points are cut into tiles, each with a stream of its own, whatever `chunk_size` says: so they
depend neither on how much memory a caller allows nor on how many are evaluated at once. The
same seed gives the same offsets for every digit and network: differences between scores are then
steadier than scores (common random numbers).
"""


def sample_unit_ball(
    n: int, d: int, norm: Norm, generator: torch.Generator, dtype: torch.dtype = torch.float32
) -> torch.Tensor:
    """Return `(n, d)` points uniform in the unit ball of `norm`.

    L2: a Gaussian direction times U^(1/d) (Muller 1959). L1: d of d+1 exponential spacings with
    random signs (Barthe et al. 2005, with p = 1). Linf: a uniform cube.
    """
    if norm is Norm.LINF:
        return torch.rand(n, d, generator=generator, dtype=dtype) * 2 - 1
    if norm is Norm.L2:
        direction = torch.randn(n, d, generator=generator, dtype=dtype)
        radius = torch.rand(n, 1, generator=generator, dtype=dtype) ** (1 / d)
        length: torch.Tensor = torch.linalg.vector_norm(direction, dim=1, keepdim=True)
        return direction * (radius / length)
    spacings = torch.empty(n, d + 1, dtype=dtype).exponential_(generator=generator)
    signs = torch.randint(0, 2, (n, d), generator=generator, dtype=torch.int8) * 2 - 1
    return signs * spacings[:, :d] / spacings.sum(dim=1, keepdim=True)


FEW = 16
"""Up to so many dimensions points are drawn on the processor and sent: a few kilobytes."""


def unit_tiles(
    n: int,
    d: int,
    norm: Norm,
    seed: int,
    dtype: torch.dtype = torch.float32,
    device: torch.device | str = "cpu",
    *,
    rows: int = TILE,
) -> Iterator[torch.Tensor]:
    """Yield `n` points of the unit ball as tiles `(up to rows, d)`; the same for the same seed.

    Of tiles of `TILE` the first comes in two parts, `FIRST` points and the rest.

    Args:
        n: points in all.
        d: dimension.
        norm: whose ball.
        seed: of the points.
        dtype: their type.
        device: where they are drawn.
        rows: in a tile, rounded up to whole `TILE`s; the points are the same for any number.
    """
    joined = -(-rows // TILE)
    for number in range(0, -(-n // TILE), joined):
        start = number * TILE
        tiles = range(number, min(number + joined, -(-n // TILE)))
        points = _tiles(tiles, d, norm, seed, dtype, torch.device(device))[: n - start]
        split = joined == 1 and number == 0
        parts = (points[:FIRST], points[FIRST:]) if split else (points,)
        yield from (part for part in parts if len(part))


def _tiles(
    numbers: range, d: int, norm: Norm, seed: int, dtype: torch.dtype, device: torch.device
) -> torch.Tensor:
    if d > FEW:
        return counted_points(numbers, TILE, d, norm, seed, dtype, device)
    generators = [torch.Generator().manual_seed(_tile_seed(seed, number)) for number in numbers]
    tiles = [sample_unit_ball(TILE, d, norm, generator, dtype) for generator in generators]
    return torch.cat(tiles).to(device)


def _tile_seed(seed: int, number: int) -> int:
    state = np.random.SeedSequence([seed, number]).generate_state(1, np.uint64)
    return int(state[0] >> np.uint64(1))  # torch takes 63 bits
