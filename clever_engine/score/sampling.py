"""Points drawn uniformly from a ball, in tiles that depend on the seed alone.

The stream of points is cut into tiles of `TILE` points, each with a seed of its own. A tile is what
the network is evaluated on at once (the first in two parts, because `FIRST` points are often
enough), whatever `chunk_size` says, so that neither the points nor the rounding of the results
depends on how much memory a caller allows. The same seed gives the same
offsets for every digit and every network: differences between scores are then steadier than scores
(common random numbers).
"""

from collections.abc import Iterator

import numpy as np
import torch

from clever_engine.norms import Norm

TILE = 128
FIRST = 48


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


def unit_tiles(
    n: int, d: int, norm: Norm, seed: int, dtype: torch.dtype = torch.float32
) -> Iterator[torch.Tensor]:
    """Yield `n` points of the unit ball as tiles `(up to TILE, d)`; the same for the same seed.

    The first tile comes in two parts, `FIRST` points and the rest.
    """
    for number, start in enumerate(range(0, n, TILE)):
        generator = torch.Generator().manual_seed(_tile_seed(seed, number))
        points = sample_unit_ball(TILE, d, norm, generator, dtype)
        points = points[: n - start]
        parts = (points[:FIRST], points[FIRST:]) if number == 0 else (points,)
        yield from (part for part in parts if len(part))


def _tile_seed(seed: int, number: int) -> int:
    state = np.random.SeedSequence([seed, number]).generate_state(1, np.uint64)
    return int(state[0] >> np.uint64(1))  # torch takes 63 bits
