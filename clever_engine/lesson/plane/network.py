"""A ReLU network on the plane as plain arrays, and as the module CLEVER measures."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from clever_engine.classifiers import Classifier
from clever_engine.errors import InputError

Array = NDArray[np.float64]

REACH = 100.0
"""Inputs lie in the square from -REACH to REACH, far beyond the data: nothing is cut off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaneNetwork:
    """Linear layers with ReLUs between them, from the plane to logits.

    Attributes:
        weights: one `(out, in)` a layer, float64; the first takes 2 values.
        biases: one `(out,)` a layer.
    """

    weights: tuple[Array, ...]
    biases: tuple[Array, ...]

    def __post_init__(self) -> None:
        sizes = [2, *(len(bias) for bias in self.biases)]
        expected = list(zip(sizes[1:], sizes[:-1], strict=True))
        if [weight.shape for weight in self.weights] != expected or sizes[-1] < 2:
            shapes = [weight.shape for weight in self.weights]
            raise InputError(
                f"Expected layers that follow each other from 2 values to 2 or more logits; "
                f"got weights of shapes {shapes}."
            )

    @property
    def classes(self) -> int:
        """How many classes the network tells apart."""
        return len(self.biases[-1])

    def layers(self) -> Iterator[tuple[Array, Array]]:
        """Yield the weight and bias of each layer."""
        return zip(self.weights, self.biases, strict=True)

    def logits(self, points: Array) -> Array:
        """Return the logits `(n, classes)` of points `(n, 2)`."""
        return self._forward(points)[0]

    def confidences(self, points: Array) -> Array:
        """Return the softmax probabilities `(n, classes)` of points `(n, 2)`."""
        logits = self.logits(points)
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))

    def margin_gradients(self, points: Array, *, label: int, target: int) -> Array:
        """Return the gradients `(n, 2)` of `f_label - f_target` at points `(n, 2)`."""
        active = self._forward(points)[1]
        gradients = np.tile(self.weights[-1][label] - self.weights[-1][target], (len(points), 1))
        for weight, mask in zip(self.weights[-2::-1], active[::-1], strict=True):
            gradients = (gradients * mask) @ weight
        return gradients

    def _forward(self, points: Array) -> tuple[Array, list[NDArray[np.bool_]]]:
        """Return the logits, and which units of each hidden layer are switched on."""
        values, active = np.asarray(points, dtype=np.float64), []
        for number, (weight, bias) in enumerate(self.layers()):
            values = values @ weight.T + bias
            if number < len(self.weights) - 1:
                active.append(values > 0)
                values = np.maximum(values, 0.0)
        return values, active


def plane_classifier(network: PlaneNetwork) -> Classifier:
    """Return the network as CLEVER measures it, in float64."""
    parts: list[nn.Module] = []
    for weight, bias in network.layers():
        layer = nn.Linear(weight.shape[1], weight.shape[0], dtype=torch.float64)
        layer.weight = nn.Parameter(torch.tensor(weight), requires_grad=False)
        layer.bias = nn.Parameter(torch.tensor(bias), requires_grad=False)
        parts += [layer, nn.ReLU()]
    return Classifier.from_module(
        nn.Sequential(*parts[:-1]).eval(), input_shape=(2,), bounds=(-REACH, REACH), name="plane"
    )
