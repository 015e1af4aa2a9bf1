"""Keep each layer's spectral norm below a cap (Gouk et al. 2018, arXiv 1804.04368)."""

from typing import Any

import torch
from torch import nn
from torch.nn import functional
from torch.nn.grad import conv2d_input

_WARM = 10
"""Power iterations before the first projection; one a step afterwards follows the weights."""


class SpectralCap:
    """Projects the weights of linear and convolutional layers after each step of training.

    A convolution's norm is that of the whole linear map on its own input's size, found by power
    iteration with the convolution and its transpose, not that of its reshaped kernel.
    """

    def __init__(self, module: nn.Module, cap: float, *, input_shape: tuple[int, ...]) -> None:
        self.cap = cap
        self._layers = _with_vectors(module, torch.zeros(1, *input_shape))
        for _ in range(_WARM):
            self.project(shrink=False)

    @torch.no_grad()
    def project(self, *, shrink: bool = True) -> list[float]:
        """Take a power iteration a layer, scale down what is above the cap; return the norms."""
        norms = []
        for number, (layer, vector) in enumerate(self._layers):
            vector, norm = _iterate(layer, vector)
            self._layers[number] = (layer, vector)
            if shrink and norm > self.cap:
                layer.weight.mul_(self.cap / norm)  # type: ignore[operator]
            norms.append(min(norm, self.cap) if shrink else norm)
        return norms


@torch.no_grad()
def _with_vectors(module: nn.Module, probe: torch.Tensor) -> list[tuple[nn.Module, torch.Tensor]]:
    """Return each linear or convolutional layer with a random vector in its input's shape."""
    generator = torch.Generator().manual_seed(0)
    found: list[tuple[nn.Module, torch.Tensor]] = []

    def remember(layer: nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
        found.append((layer, torch.randn(inputs[0].shape, generator=generator)))

    layers = [part for part in module.modules() if isinstance(part, nn.Linear | nn.Conv2d)]
    hooks = [layer.register_forward_pre_hook(remember) for layer in layers]
    module(probe)
    for hook in hooks:
        hook.remove()
    return found


def _iterate(layer: nn.Module, vector: torch.Tensor) -> tuple[torch.Tensor, float]:
    """Return the next vector of the power iteration and the norm it shows."""
    if isinstance(layer, nn.Linear):
        image = functional.linear(vector, layer.weight)
        back = functional.linear(image, layer.weight.T)
    else:
        assert isinstance(layer, nn.Conv2d)
        own: dict[str, Any] = {
            name: getattr(layer, name) for name in ("stride", "padding", "groups")
        }
        image = functional.conv2d(vector, layer.weight, **own)
        back = conv2d_input(vector.shape, layer.weight, image, **own)  # type: ignore[no-untyped-call]
    norm = float(image.norm() / vector.norm().clamp_min(1e-12))
    return back / back.norm().clamp_min(1e-12), norm
