"""What is known of a network's values in one ball, layer by layer, and the way back."""

from collections.abc import Generator
from dataclasses import dataclass, field

import torch

from clever_engine.certificates.affine import AffineBounds, Ball, Intervals
from clever_engine.certificates.layers import MaxPool
from clever_engine.certificates.reading import Network
from clever_engine.certificates.relaxations import Activation, Relaxation


@dataclass(slots=True, kw_only=True)
class Chain:
    """The layers gone through so far.

    Attributes:
        intervals: of the pixels, then of each layer's outputs.
        relaxations: of each layer in float64 and float32; None for affine layers.
    """

    network: Network
    ball: Ball
    intervals: list[Intervals] = field(default_factory=list)
    relaxations: list[tuple[Relaxation, Relaxation] | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.intervals.append(self.ball.intervals())

    def advance(self) -> None:
        """Go through one more layer."""
        layer, before = self.network.layers[len(self.relaxations)], self.intervals[-1]
        if isinstance(layer, Activation | MaxPool):
            lines = layer.relaxation(before)
            self.relaxations.append((lines, lines.rounded()))
        else:
            self.relaxations.append(None)
        self.intervals.append(layer.intervals(before))

    def wanted(self) -> torch.Tensor | None:
        """Return which of the last outputs to know more narrowly; None where no activation follows.

        Stable values that may be the greatest of a pool right after are among them.
        """
        box, wanted = self.intervals[-1], None
        done = len(self.relaxations)
        if done and self.relaxations[-1] is not None:
            return None
        for layer in self.network.layers[done:]:
            if not isinstance(layer, Activation | MaxPool):
                break
            unstable = layer.unstable(box)
            wanted = unstable if wanted is None else wanted | unstable
            if isinstance(layer, MaxPool):
                break
            box = layer.intervals(box)
        return wanted

    def back(self, affine: AffineBounds) -> AffineBounds:
        """Return affine bounds in the pixels from those in the last outputs."""
        for step in self.steps_back(affine):
            affine = step
        return affine

    def steps_back(self, affine: AffineBounds) -> Generator[AffineBounds, None, None]:
        """Yield the affine bounds in each layer's inputs, from the last layer to the first."""
        for k in reversed(range(len(self.relaxations))):
            layer, lines = self.network.layers[k], self.relaxations[k]
            if isinstance(layer, Activation | MaxPool):
                assert lines is not None
                affine = layer.back(affine, lines[affine.coefs.dtype == torch.float32])
            else:
                affine = layer.back(affine, self.intervals[k])
            yield affine
