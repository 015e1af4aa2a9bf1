"""A layer that hides slopes, entirely or nearly, and a network behind it.

Rounding every pixel to a few grey levels makes the network's output a staircase: flat, then a jump.
A method that follows slopes sees the flat steps only. Tilt the steps a little and the slopes are
there again, but far too small: the jumps, where nearly all of the change happens, stay hidden.
"""

import torch
from torch import nn

from clever_engine.classifiers import Classifier
from clever_engine.errors import InputError
from clever_engine.zoo.layers import Quantise


class Staircase(nn.Module):
    """`(1 - slope) * round(x) + slope * x`, rounding to `levels` equally spaced values in [0, 1].

    With slope 0 it is `zoo.layers.Quantise`, whose gradient is 0; with slope 1 it changes nothing.
    In between its gradient is `slope` wherever it exists, while over many steps it rises as fast
    as the identity: the rest of the rise is in the jumps. An attack sees through it.
    """

    masks_gradient = True

    def __init__(self, levels: int, slope: float) -> None:
        super().__init__()
        if isinstance(levels, bool) or levels < 2:
            raise InputError(f"Expected at least 2 levels; got {levels!r}.")
        if not 0 <= slope <= 1:
            raise InputError(f"Expected a slope from 0 to 1; got {slope!r}.")
        self.levels, self.slope = levels, slope
        self._round = Quantise(levels)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the values after the steps, in the shape given."""
        steps: torch.Tensor = self._round(values)
        return steps if self.slope == 0 else (1 - self.slope) * steps + self.slope * values


def hidden_behind(classifier: Classifier, layer: nn.Module) -> Classifier:
    """Return the network with `layer` before it, as anyone meets it: slopes are those there are."""
    return Classifier.from_module(
        nn.Sequential(layer, classifier.module),
        input_shape=classifier.input_shape,
        bounds=classifier.bounds,
        class_names=classifier.class_names,
        name=f"{classifier.name}, hidden",
    )
