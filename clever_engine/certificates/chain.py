"""What is known of a network's values in one ball, layer by layer, and the way back."""

from collections.abc import Generator
from dataclasses import dataclass, field

import torch

from clever_engine.certificates.forms import Box, Forms
from clever_engine.certificates.layers import Bend, MaxPool
from clever_engine.certificates.lines import Lines
from clever_engine.certificates.reading import Network
from clever_engine.certificates.smooth import Ball


@dataclass(slots=True, kw_only=True)
class Chain:
    """The layers gone through so far.

    Attributes:
        boxes: of the pixels, then of each layer's outputs.
        lines: of each layer in float64 and float32; None for affine layers.
    """

    network: Network
    ball: Ball
    boxes: list[Box] = field(default_factory=list)
    lines: list[tuple[Lines, Lines] | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.boxes.append(self.ball.box())

    def advance(self) -> None:
        """Go through one more layer."""
        layer, before = self.network.layers[len(self.lines)], self.boxes[-1]
        if isinstance(layer, Bend | MaxPool):
            lines = layer.lines(before)
            self.lines.append((lines, lines.rounded()))
        else:
            self.lines.append(None)
        self.boxes.append(layer.box(before))

    def wanted(self) -> torch.Tensor | None:
        """Return which of the last outputs to know more narrowly; None where no bend follows.

        Values that do not bend but may be the greatest of a pool right after are among them.
        """
        box, wanted = self.boxes[-1], None
        done = len(self.lines)
        if done and self.lines[-1] is not None:
            return None
        for layer in self.network.layers[done:]:
            if not isinstance(layer, Bend | MaxPool):
                break
            bends = layer.bends(box)
            wanted = bends if wanted is None else wanted | bends
            if isinstance(layer, MaxPool):
                break
            box = layer.box(box)
        return wanted

    def back(self, forms: Forms) -> Forms:
        """Return forms of the pixels from forms of the last outputs."""
        for step in self.steps_back(forms):
            forms = step
        return forms

    def steps_back(self, forms: Forms) -> Generator[Forms, None, None]:
        """Yield the forms of each layer's inputs, from the last layer to the first."""
        for k in reversed(range(len(self.lines))):
            layer, lines = self.network.layers[k], self.lines[k]
            if isinstance(layer, Bend | MaxPool):
                assert lines is not None
                forms = layer.back(forms, lines[forms.coefs.dtype == torch.float32])
            else:
                forms = layer.back(forms, self.boxes[k])
            yield forms
