"""Narrower intervals for chosen values of a layer: their straight bounds, written in the pixels."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from clever_engine.certificates.chain import Chain
from clever_engine.certificates.forms import Box, picking
from clever_engine.certificates.smooth import Reach
from clever_engine.steps import Progress, Steps

TOGETHER = 500_000
"""Coefficients calculated at once, so that they stay in a processor's cache."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """Straight bounds of some of a layer's outputs, for the ball's radius and every smaller one.

    Attributes:
        places: `(n, 3)` channel, row and column of each.
        below: lower bounds of the values.
        above: lower bounds of minus the values.
    """

    places: torch.Tensor
    below: Reach
    above: Reach

    def on(self, box: Box, radius: float) -> Box:
        """Return the box, narrower at these places."""
        low, high = box.low.clone(), box.high.clone()
        at = tuple(self.places.T)
        low[at] = torch.maximum(low[at], self.below.at(radius))
        high[at] = torch.minimum(high[at], -self.above.at(radius))
        return Box(low=low, high=high)


def narrow(chain: Chain, where: torch.Tensor) -> Steps[Narrowed]:
    """Bound the last outputs there; yield how many are done, a moment's work each time.

    Coefficients are float32; the bounds count what that may cost.
    """
    places = where.permute(1, 2, 0).nonzero()[:, [2, 0, 1]]  # position by position
    channels = len(chain.boxes[-1].low)
    below, above, done = [], [], 0
    for some in torch.split(places, _portions(chain, places)):
        signs = torch.ones(len(some))
        both = picking(channels, some.repeat(2, 1), torch.cat([signs, -signs]))
        reach = chain.ball.reach(chain.back(both))
        below.append(reach[: len(some)])
        above.append(reach[len(some) :])
        done += len(some)
        yield Progress(done=done, total=len(places))
    return Narrowed(places=places, below=_joined(below), above=_joined(above))


def _portions(chain: Chain, places: torch.Tensor) -> list[int]:
    """Return how many places to take at a time.

    Forms at one position share their windows, which then need no copies; where a portion would
    hold many positions, sharing gains little.
    """
    if not len(places):
        return []
    trial = picking(len(chain.boxes[-1].low), places[:1], torch.ones(1))
    width = max(forms.coefs.numel() for forms in chain.steps_back(trial))
    most = max(1, TOGETHER // (2 * width))
    moved = (places[1:, 1:] != places[:-1, 1:]).any(1).nonzero()[:, 0] + 1
    ends = [0, *moved.tolist(), len(places)]
    groups = [end - start for start, end in zip(ends, ends[1:], strict=False)]
    if most > 2 * max(groups):
        groups = [len(places)]
    return [min(most, group - start) for group in groups for start in range(0, group, most)]


def _joined(parts: Sequence[Reach]) -> Reach:
    return Reach(
        centre=torch.cat([part.centre for part in parts]),
        slope=torch.cat([part.slope for part in parts]),
    )
