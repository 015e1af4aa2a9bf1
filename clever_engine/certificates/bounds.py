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
"""Coefficients calculated at once, so that they stay in a processor's cache."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tightened:
    """Straight bounds of some of a layer's outputs, for the ball's radius and every smaller one.

    Attributes:
        places: `(n, 3)` channel, row and column of each.
        bounds: `(2, n)` lower bounds of the values, and of minus the values.
    """

    places: torch.Tensor
    bounds: RadialBounds

    def on(self, box: Intervals, radius: float) -> Intervals:
        """Return the intervals, tighter at these places."""
        low, high = box.low.clone(), box.high.clone()
        at = tuple(self.places.T)
        below, above = self.bounds.at(radius)
        low[at] = torch.maximum(low[at], below)
        high[at] = torch.minimum(high[at], -above)
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
        nothing = torch.zeros(len(targets), dtype=torch.long)
        classes = len(self.chain.intervals[-1].low)
        coefs = torch.zeros(len(targets), classes, 1, 1, dtype=torch.float64)
        coefs[:, label] = 1.0
        coefs[torch.arange(len(targets)), list(targets)] = -1.0
        constants = torch.zeros(len(targets), dtype=torch.float64)
        affine = AffineBounds(
            coefs=coefs, rows=nothing, columns=nothing, constants=constants, terms=2
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
        bounds.sharpen(chain, number)
    return bounds


def tighten(chain: Chain, where: torch.Tensor) -> Steps[Tightened]:
    """Bound the last outputs there; yield how many are done, a moment's work each time.

    Coefficients are float32; the bounds count what that may cost.
    """
    places = where.permute(1, 2, 0).nonzero()[:, [2, 0, 1]]  # position by position
    channels = len(chain.intervals[-1].low)
    found: list[torch.Tensor] = []
    done = 0
    for some in torch.split(places, _portions(chain, places)):
        signs = torch.ones(len(some))
        both = specification(channels, some.repeat(2, 1), torch.cat([signs, -signs]))
        concrete = chain.ball.concretize(chain.back(both))
        found.append(torch.stack([concrete.centre, concrete.slope]).view(2, 2, -1))
        done += len(some)
        yield Progress(done=done, total=len(places))
    centre, slope = torch.cat(found, dim=2)
    return Tightened(places=places, bounds=RadialBounds(centre=centre, slope=slope))


def _portions(chain: Chain, places: torch.Tensor) -> list[int]:
    """Return how many places to take at a time.

    Bounds at one position share their windows, which then need no copies; where a portion would
    hold many positions, sharing gains little.
    """
    trial = specification(len(chain.intervals[-1].low), places[:1], torch.ones(1))
    width = max(affine.coefs.numel() for affine in chain.steps_back(trial))
    most = max(1, TOGETHER // (2 * width))
    moved = (places[1:, 1:] != places[:-1, 1:]).any(1).nonzero()[:, 0] + 1
    ends = [0, *moved.tolist(), len(places)]
    groups = [end - start for start, end in zip(ends, ends[1:], strict=False)]
    if most > 2 * max(groups):
        groups = [len(places)]
    return [min(most, group - start) for group in groups for start in range(0, group, most)]
