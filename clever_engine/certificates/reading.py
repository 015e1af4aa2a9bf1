"""A network as layers that can be bounded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from clever_engine.certificates.layers import Affine, AveragePool, Flatten, MaxPool
from clever_engine.certificates.relaxations import Activation, clamp, relu, sigmoid, softplus, tanh
from clever_engine.classifiers import Classifier
from clever_engine.errors import ModelError

Layer = Affine | AveragePool | Flatten | Activation | MaxPool
Shape = tuple[int, int, int]

ACTIVATIONS: dict[type[nn.Module], Callable[[Any], Activation]] = {
    nn.ReLU: lambda layer: relu(),
    nn.LeakyReLU: lambda layer: relu(layer.negative_slope),
    nn.ReLU6: lambda layer: clamp(0.0, 6.0),
    nn.Hardtanh: lambda layer: clamp(layer.min_val, layer.max_val),
    nn.Softplus: lambda layer: softplus(layer.beta, layer.threshold),
    nn.Tanh: lambda layer: tanh(),
    nn.Sigmoid: lambda layer: sigmoid(),
}
"""Activations that can be bounded; a further one is a row here and its relaxation."""

READABLE = "Flatten, Linear, Conv2d, AvgPool2d, MaxPool2d"


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Layers in the order of the way forward, and the shape that its inputs are taken in."""

    layers: tuple[Layer, ...]
    input_shape: Shape

    @property
    def depth(self) -> int:
        """How many layers are not affine; without any the bounds are exact."""
        return sum(isinstance(layer, Activation | MaxPool) for layer in self.layers)


def read_network(classifier: Classifier) -> Network:
    """Return the layers of the classifier's module, a `nn.Sequential` or a single layer.

    Raises:
        ModelError: a layer is none that can be bounded, or the network stands behind a
            transformation.
    """
    if classifier.transform is not None:
        raise ModelError("Expected a network without a transformation before it to certify.")
    shape: tuple[int, ...] = classifier.input_shape
    start = _pictures(shape)
    layers: list[Layer] = []
    for module in _parts(classifier.module):
        layer, shape = _read(module, shape)
        layers += layer
    return Network(layers=tuple(layers), input_shape=start)


def _parts(module: nn.Module) -> list[nn.Module]:
    """Return the layers in order, those of nested sequences in their place."""
    if isinstance(module, nn.Sequential):
        return [part for child in module for part in _parts(child)]
    return [module]


def _pictures(shape: Sequence[int]) -> Shape:
    """Return a shape as that of pictures: of one row of values, each is a channel.

    Raises:
        ModelError: it is neither.
    """
    if len(shape) == 1:
        return (shape[0], 1, 1)
    if len(shape) == 3:
        return (shape[0], shape[1], shape[2])
    raise ModelError(
        f"Expected inputs (values) or (channels, rows, columns) to certify; got {tuple(shape)}."
    )


def _read(module: nn.Module, shape: tuple[int, ...]) -> tuple[list[Layer], tuple[int, ...]]:
    """Return a layer and the shape of its outputs from that of its inputs; some do nothing."""
    kind = type(module)
    if kind in ACTIVATIONS:
        return [ACTIVATIONS[kind](module)], shape
    if kind in (nn.Identity, nn.Dropout, nn.Dropout2d):  # a network that is asked does not drop
        return [], shape
    if isinstance(module, nn.Flatten) and (module.start_dim, module.end_dim) == (1, -1):
        pictures = _pictures(shape)
        return [Flatten(shape=pictures)], (pictures[0] * pictures[1] * pictures[2],)
    if isinstance(module, nn.Linear) and len(shape) == 1:
        return [_affine(module)], (module.out_features,)
    if len(shape) == 3:
        layer = _windowed(module)
        if layer is not None:
            return [layer], _outputs(module, shape)
    raise _refusal(module)


def _windowed(module: nn.Module) -> Layer | None:
    """Return a convolution or a pool; None for other layers and for unusual settings of these."""
    if isinstance(module, nn.Conv2d):
        usual = (module.groups, _pair(module.dilation), module.padding_mode) == (1, (1, 1), "zeros")
        return _affine(module) if usual and not isinstance(module.padding, str) else None
    if isinstance(module, nn.AvgPool2d | nn.MaxPool2d):
        size = _pair(module.kernel_size)
        side_by_side = _pair(module.stride) == size and _pair(module.padding) == (0, 0)
        usual = side_by_side and not module.ceil_mode
        if isinstance(module, nn.MaxPool2d):
            plain = _pair(module.dilation) == (1, 1) and not module.return_indices
            return MaxPool(size=size) if usual and plain else None
        return AveragePool(size=size) if usual and module.divisor_override is None else None
    return None


def _affine(module: nn.Linear | nn.Conv2d) -> Affine:
    weight = module.weight.detach().cpu().double()
    bias = weight.new_zeros(len(weight))
    if module.bias is not None:
        bias = module.bias.detach().cpu().double()
    if isinstance(module, nn.Linear):
        return Affine(weight=weight[:, :, None, None], bias=bias)
    padding = _pair(module.padding)
    return Affine(weight=weight, bias=bias, stride=_pair(module.stride), padding=padding)


def _outputs(module: nn.Module, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return the shape of a layer's outputs, tried on the least batch."""
    probe = next((p for p in module.parameters()), torch.empty(0))
    with torch.no_grad():
        return tuple(module(probe.new_zeros(1, *shape)).shape[1:])


def _pair(value: Any) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (int(value[0]), int(value[1]))


def _refusal(module: nn.Module) -> ModelError:
    activations = ", ".join(kind.__name__ for kind in ACTIVATIONS)
    return ModelError(
        f"Expected layers out of {READABLE} (zero padding, pools side by side) and {activations} "
        f"to certify; got {' '.join(str(module).split())[:120]}."
    )
