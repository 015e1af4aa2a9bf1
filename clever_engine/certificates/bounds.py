"""Straight lower bounds of the margins in a ball (CROWN: Zhang et al. 2018, section 3).

What enters a bending layer is bounded by forms brought back to the pixels, so that the ball's own
norm counts and not only the box around it. The margins are calculated in float64.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch

from clever_engine.certificates.chain import Chain
from clever_engine.certificates.forms import Forms
from clever_engine.certificates.narrowing import Narrowed, narrow
from clever_engine.certificates.reading import Network
from clever_engine.certificates.smooth import Ball, Reach
from clever_engine.steps import Steps, part

OLDER = 2
"""Larger balls whose bounds of a layer are kept beside the latest. With one, lenet-5 takes half a
ball more; eight bring nothing (four digits of the atlas, L2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Bounds of every layer in one ball.

    Attributes:
        narrowed: what is known of the outputs of some layers, by the number of the layer.
    """

    chain: Chain
    narrowed: dict[int, tuple[Narrowed, ...]]

    def smaller(self, radius: float) -> "Bounds":
        """Return bounds in a ball no greater than this one, by its own forms: quick, less tight."""
        ball = replace(self.chain.ball, radius=radius)
        chain = Chain(network=self.chain.network, ball=ball)
        for number in range(len(chain.network.layers)):
            chain.advance()
            self.sharpen(chain, number)
        return Bounds(chain=chain, narrowed=self.narrowed)

    def sharpen(self, chain: Chain, number: int) -> None:
        """Narrow a layer's outputs in a chain for a ball no greater than this one."""
        for narrowed in self.narrowed.get(number, ()):
            chain.boxes[-1] = narrowed.on(chain.boxes[-1], chain.ball.radius)

    def margins(self, label: int, targets: Sequence[int]) -> Reach:
        """Return the margins `f_label - f_target` `(targets,)`."""
        nothing = torch.zeros(len(targets), dtype=torch.long)
        classes = len(self.chain.boxes[-1].low)
        coefs = torch.zeros(len(targets), classes, 1, 1, dtype=torch.float64)
        coefs[:, label] = 1.0
        coefs[torch.arange(len(targets)), list(targets)] = -1.0
        constants = torch.zeros(len(targets), dtype=torch.float64)
        forms = Forms(coefs=coefs, rows=nothing, columns=nothing, constants=constants, terms=2)
        return self.chain.ball.reach(self.chain.back(forms))


def find_bounds(network: Network, ball: Ball, larger: Bounds | None = None) -> Steps[Bounds]:
    """Bound layer after layer; progress counts layers.

    Args:
        network: its layers.
        ball: of changes.
        larger: bounds in a larger ball around the same image. What does not bend there needs no
            forms of its own here.
    """
    chain = Chain(network=network, ball=ball)
    bounds = Bounds(chain=chain, narrowed={} if larger is None else dict(larger.narrowed))
    count = len(network.layers)
    for number in range(count):
        chain.advance()
        bounds.sharpen(chain, number)
        where = chain.wanted()
        if where is None or not bool(where.any()):
            continue
        found = yield from part(narrow(chain, where), done=number, units=1, total=count)
        bounds.narrowed[number] = (*bounds.narrowed.get(number, ())[-OLDER:], found)
        bounds.sharpen(chain, number)
    return bounds
