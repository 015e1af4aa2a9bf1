"""Straight lower bounds of the margins in a ball (CROWN: Zhang et al. 2018, section 3).

What enters an activation has affine bounds brought back to the pixels, so that the ball's own norm
counts and not only the box around it. The margins are calculated in float64.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch

from clever_engine.certificates.affine import (
    AffineBounds,
    Ball,
    Intervals,
    RadialBounds,
    specification,
)
from clever_engine.certificates.chain import Chain
from clever_engine.certificates.reading import Network
from clever_engine.steps import Progress, Steps, part

OLDER = 2
"""Larger balls whose bounds of a layer are kept beside the latest. With one, lenet-5 takes half a
ball more; eight bring nothing (four digits of the handwriting set, L2)."""

TOGETHER = 500_000
"""Coefficients calculated at once. Half or twice as many take 1.1 to 1.4 times as long, as fewer
rows make slower convolutions and more leave a processor's cache (cnn-7, lenet-5)."""

FEWEST = 8
"""Bounds calculated at once at least, some in vain, so that batches have few sizes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tightened:
    """Straight bounds of some of a layer's outputs, for the ball's radius and every smaller one.

    Attributes:
        places: `(n, 3)` channel, row and column of each.
        signs: `(n,)` 1 where the value is bounded from below, -1 from above.
        bounds: `(n,)` lower bounds of the values times their signs.
    """

    places: torch.Tensor
    signs: torch.Tensor
    bounds: RadialBounds

    def on(self, box: Intervals, radius: float) -> Intervals:
        """Return the intervals, tighter at these places."""
        low, high, found = box.low.clone(), box.high.clone(), self.bounds.at(radius)
        below = self.signs > 0
        at, over = tuple(self.places[below].T), tuple(self.places[~below].T)
        low[at] = torch.maximum(low[at], found[below])
        high[over] = torch.minimum(high[over], -found[~below])
        return Intervals(low=low, high=high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Bounds of every layer in one ball.

    Attributes:
        tightened: what is known of the outputs of some layers, by the number of the layer.
    """

    chain: Chain
    tightened: dict[int, tuple[Tightened, ...]]

    def smaller(self, radius: float) -> "Bounds":
        """Return bounds in a ball no greater than this one, by what is known: quick, less tight."""
        ball = replace(self.chain.ball, radius=radius)
        chain = Chain(network=self.chain.network, ball=ball)
        for number in range(len(chain.network.layers)):
            chain.advance()
            self.sharpen(chain, number)
        return Bounds(chain=chain, tightened=self.tightened)

    def sharpen(self, chain: Chain, number: int) -> None:
        """Tighten a layer's outputs in a chain for a ball no greater than this one."""
        for tightened in self.tightened.get(number, ()):
            chain.intervals[-1] = tightened.on(chain.intervals[-1], chain.ball.radius)

    def margins(self, label: int, targets: Sequence[int]) -> RadialBounds:
        """Return the margins `f_label - f_target` `(targets,)`."""
        nothing = torch.zeros(1, dtype=torch.long)
        classes = len(self.chain.intervals[-1].low)
        coefs = torch.zeros(len(targets), classes, 1, 1, dtype=torch.float64)
        coefs[:, label] = 1.0
        coefs[torch.arange(len(targets)), list(targets)] = -1.0
        constants = torch.zeros(len(targets), dtype=torch.float64)
        affine = AffineBounds(
            coefs=coefs,
            rows=nothing,
            columns=nothing,
            which=nothing.expand(len(targets)),
            constants=constants,
            terms=2,
        )
        return self.chain.ball.concretize(self.chain.back(affine))


def find_bounds(network: Network, ball: Ball, larger: Bounds | None = None) -> Steps[Bounds]:
    """Bound layer after layer; progress counts layers.

    Args:
        network: its layers.
        ball: of changes.
        larger: bounds in a larger ball around the same image. What is stable there needs no
            affine bounds of its own here.
    """
    chain = Chain(network=network, ball=ball)
    bounds = Bounds(chain=chain, tightened={} if larger is None else dict(larger.tightened))
    count = len(network.layers)
    for number in range(count):
        chain.advance()
        bounds.sharpen(chain, number)
        where = chain.wanted()
        if where is None or not bool(where.any()):
            continue
        found = yield from part(tighten(chain, where), done=number, units=1, total=count)
        bounds.tightened[number] = (*bounds.tightened.get(number, ())[-OLDER:], found)
    return bounds


def tighten(chain: Chain, where: torch.Tensor) -> Steps[Tightened]:
    """Bound the last outputs there, and sharpen their intervals in the chain.

    First the end of each interval that is nearer to zero: that tells for most whether an activation
    or a pool sees anything but one straight piece. Then the other end of those for which it may.
    Yields how many are done, a moment's work each time.
    """
    nearer = torch.where(chain.intervals[-1].low.abs() < chain.intervals[-1].high.abs(), 1.0, -1.0)
    first = yield from part(_bounded(chain, where, nearer), done=0, units=1, total=2)
    chain.intervals[-1] = first.on(chain.intervals[-1], chain.ball.radius)
    left = chain.wanted()
    assert left is not None
    second = yield from part(_bounded(chain, where & left, -nearer), done=1, units=1, total=2)
    chain.intervals[-1] = second.on(chain.intervals[-1], chain.ball.radius)
    return Tightened(
        places=torch.cat([first.places, second.places]),
        signs=torch.cat([first.signs, second.signs]),
        bounds=RadialBounds.joined([first.bounds, second.bounds]),
    )


def _bounded(chain: Chain, where: torch.Tensor, signs: torch.Tensor) -> Steps[Tightened]:
    """Bound the last outputs there, times these signs `(channels, rows, columns)`.

    Coefficients are float32; the bounds count what that may cost.
    """
    places = where.permute(1, 2, 0).nonzero()[:, [2, 0, 1]]  # position by position
    chosen = signs[tuple(places.T)].float()
    width, done = _width(chain), 0
    found: list[RadialBounds] = []
    while done < len(places):
        rows = _rows(len(places) - done, width)
        some = torch.arange(done, done + rows).clamp(max=len(places) - 1)
        wanted = specification(len(signs), places[some], chosen[some])
        found.append(chain.ball.concretize(chain.back(wanted)))
        done = min(done + rows, len(places))
        yield Progress(done=done, total=len(places))
    bounds = RadialBounds.joined(found)
    bounds = RadialBounds(centre=bounds.centre[: len(places)], slope=bounds.slope[: len(places)])
    return Tightened(places=places, signs=chosen, bounds=bounds)


def _width(chain: Chain) -> int:
    """Return how many coefficients the bounds of one of the last outputs have, where most."""
    one = torch.zeros(1, 3, dtype=torch.long)
    trial = specification(len(chain.intervals[-1].low), one, torch.ones(1))
    return max(affine.coefs.numel() for affine in chain.steps_back(trial))


def _rows(left: int, width: int) -> int:
    """Return how many bounds to calculate at once: a power of 2, maybe more than are left.

    torch prepares a convolution for each new size of a batch, which takes two to five times as long
    as the convolution itself (3 ms).
    """
    most = 1 << (max(1, TOGETHER // width).bit_length() - 1)
    return min(most, max(FEWEST, 1 << (left - 1).bit_length()))
