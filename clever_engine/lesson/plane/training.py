"""Train a small network on the plane, step by step, so that a page can draw it as it learns."""

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from clever_engine.errors import InputError
from clever_engine.lesson.plane.boundary import Boundary, decision_boundary
from clever_engine.lesson.plane.data_sets import PlaneData, make_data
from clever_engine.lesson.plane.network import PlaneNetwork
from clever_engine.steps import Progress, Steps, run

HIDDEN = (4, 8, 16)
"""Units in each of the two hidden layers."""

WEIGHT_DECAYS = (0.0, 0.01, 0.03)
"""How strongly large weights are held back: the larger, the smoother the boundary."""

STEPS = 900
_YIELD_EVERY = 10
_LEARNING_RATE = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaneRecipe:
    """Everything that decides a network.

    Attributes:
        data: name of the data set.
        hidden: units in each of the two hidden layers.
        weight_decay: factor of the squared weights in the loss.
        seed: of the data and of the first weights.
    """

    data: str = "moons"
    hidden: int = 16
    weight_decay: float = 0.01
    seed: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.hidden <= 64:
            raise InputError(f"Expected 1 to 64 hidden units; got {self.hidden}.")
        if not 0 <= self.weight_decay < 10:
            raise InputError(f"Expected a weight decay from 0 to 10; got {self.weight_decay}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning:
    """A network as it is now, and the share of the data it reads rightly, 0 to 1."""

    network: PlaneNetwork
    accuracy: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainedPlane:
    """A trained network with its data and its exact boundary."""

    recipe: PlaneRecipe
    data: PlaneData
    network: PlaneNetwork
    accuracy: float
    boundary: Boundary


def train_plane(recipe: PlaneRecipe) -> TrainedPlane:
    """Return the network of a recipe; the same recipe gives the same network.

    Raises:
        InputError: there is no such data set.
    """
    return run(training_steps(recipe))


def training_steps(recipe: PlaneRecipe) -> Steps[TrainedPlane]:
    """Train as `train_plane`, yielding every few steps so that a caller can draw or stop it.

    The value of the progress is the network so far, as `Learning`.

    Cross-entropy over all points at once, by Adam, with a rate that falls to 0.
    """
    data = make_data(recipe.data, recipe.seed)
    points, labels = torch.tensor(data.points), torch.tensor(data.labels)
    parameters = _first_weights(recipe, data.classes)
    optimizer = torch.optim.Adam(parameters, lr=_LEARNING_RATE)
    for done in range(STEPS):
        if done % _YIELD_EVERY == 0:
            yield Progress(done=done, total=STEPS, value=_learning(parameters, data))
        optimizer.param_groups[0]["lr"] = _LEARNING_RATE * (1 - done / STEPS)
        with torch.enable_grad():
            squares = torch.stack([weight.square().sum() for weight in parameters[::2]]).sum()
            loss = functional.cross_entropy(_logits(parameters, points), labels)
            # Not AdamW: decay beside the step leaves the last layer free to grow without end.
            total = loss + recipe.weight_decay / 2 * squares
            gradients = torch.autograd.grad(total, parameters)
        for parameter, gradient in zip(parameters, gradients, strict=True):
            parameter.grad = gradient
        optimizer.step()
    learned = _learning(parameters, data)
    yield Progress(done=STEPS, total=STEPS, value=learned)
    return TrainedPlane(
        recipe=recipe,
        data=data,
        network=learned.network,
        accuracy=learned.accuracy,
        boundary=decision_boundary(learned.network),
    )


def _first_weights(recipe: PlaneRecipe, classes: int) -> list[torch.Tensor]:
    """Return weight and bias of each layer in turn (He et al. 2015), lines spread over the data."""
    generator = np.random.default_rng([recipe.seed, recipe.hidden])
    sizes = (2, recipe.hidden, recipe.hidden, classes)
    parameters = []
    for inputs, outputs in zip(sizes[:-1], sizes[1:], strict=True):
        weight = generator.standard_normal((outputs, inputs)) * np.sqrt(2 / inputs)
        bias = generator.uniform(-1, 1, outputs) if inputs == 2 else np.zeros(outputs)
        parameters += [torch.tensor(weight), torch.tensor(bias)]
    return [parameter.requires_grad_() for parameter in parameters]


def _logits(parameters: list[torch.Tensor], points: torch.Tensor) -> torch.Tensor:
    for weight, bias in zip(parameters[:-2:2], parameters[1:-2:2], strict=True):
        points = functional.relu(points @ weight.T + bias)
    return points @ parameters[-2].T + parameters[-1]


def _learning(parameters: list[torch.Tensor], data: PlaneData) -> Learning:
    arrays = [parameter.detach().numpy().copy() for parameter in parameters]
    network = PlaneNetwork(weights=tuple(arrays[::2]), biases=tuple(arrays[1::2]))
    right = network.logits(data.points).argmax(axis=1) == data.labels
    return Learning(network=network, accuracy=float(right.mean()))
