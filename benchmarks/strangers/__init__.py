"""Networks as other people train them: no weight decay, dropout, attacks while training.

The catalogue's own networks are smoother than most. Those of the part "judge" ship beside this file
and nothing was chosen on them; those of the part "choose" can be trained again.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from safetensors.torch import load_file
from torch import nn

from clever_engine import Classifier
from clever_engine.zoo.architectures import cnn_7, mlp

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How such a network is trained, on MNIST as it is, in batches of 128, one-cycle rate.

    Attributes:
        part: "choose" where the engine's constants may be chosen on it, else "judge".
        perceptron: 784-1024-10 in place of the paper's seven layers.
        dropout: after the first dense layer.
        optimizer: SGD with momentum 0.9, or Adam.
        learning_rate, weight_decay, epochs, seed: as usual.
        attack: what PGD finds while training, "l2", "linf" or None.
        radius, steps, step: of the attack, in pixel values; both grow over the first quarter.
    """

    part: Literal["choose", "judge"]
    optimizer: Literal["sgd", "adam"]
    learning_rate: float
    epochs: int
    seed: int
    perceptron: bool = False
    dropout: float = 0.0
    weight_decay: float = 0.0
    attack: Literal["l2", "linf"] | None = None
    radius: float = 0.0
    steps: int = 0
    step: float = 0.0


RECIPES = {
    "stranger-dropout-a": Recipe(
        part="choose", optimizer="adam", learning_rate=1e-3, epochs=6, seed=11, dropout=0.5
    ),
    "stranger-linf-a": Recipe(
        part="choose",
        optimizer="adam",
        learning_rate=1e-3,
        epochs=4,
        seed=12,
        attack="linf",
        radius=0.2,
        steps=5,
        step=0.06,
    ),
    "stranger-l2-a": Recipe(
        part="choose",
        optimizer="sgd",
        learning_rate=0.05,
        epochs=2,
        seed=13,
        attack="l2",
        radius=1.5,
        steps=4,
        step=0.6,
    ),
    "stranger-dropout": Recipe(
        part="judge", optimizer="sgd", learning_rate=0.02, epochs=3, seed=77, dropout=0.3
    ),
    "stranger-linf": Recipe(
        part="judge",
        optimizer="sgd",
        learning_rate=0.05,
        weight_decay=5e-5,
        epochs=2,
        seed=78,
        dropout=0.2,
        attack="linf",
        radius=0.2,
        steps=5,
        step=0.06,
    ),
    "stranger-l2": Recipe(
        part="judge",
        optimizer="adam",
        learning_rate=5e-4,
        epochs=2,
        seed=79,
        attack="l2",
        radius=1.5,
        steps=4,
        step=0.6,
    ),
    "stranger-mlp": Recipe(
        part="judge", optimizer="sgd", learning_rate=0.1, epochs=5, seed=80, perceptron=True
    ),
}


def judges() -> list[str]:
    """Return the names of the networks that nothing was chosen on."""
    return [name for name, recipe in RECIPES.items() if recipe.part == "judge"]


def build(recipe: Recipe) -> nn.Sequential:
    """Return the network of a recipe, untrained and without dropout, which only training has."""
    module = mlp(1024) if recipe.perceptron else cnn_7()
    assert isinstance(module, nn.Sequential)
    return module


def file_of(name: str, folder: Path = FOLDER) -> Path:
    """Return where a network's weights are kept."""
    return folder / f"{name}.safetensors"


def load(name: str, folder: Path = FOLDER) -> Classifier:
    """Return one of the networks.

    Raises:
        FileNotFoundError: it has not been trained.
    """
    module = build(RECIPES[name])
    module.load_state_dict(load_file(file_of(name, folder)))
    return Classifier.from_module(module.requires_grad_(False).eval(), name=name)
