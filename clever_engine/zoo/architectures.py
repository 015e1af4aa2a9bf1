"""The networks' architectures, by name; each builder returns an untrained module giving logits.

Adding one is a function here and a line in `ARCHITECTURES`.
"""

from collections.abc import Callable

from torch import nn

from clever_engine.errors import ModelError


def mlp_1024() -> nn.Module:
    """784-1024-10 perceptron with ReLU, as the two-layer network of Weng et al. (2018)."""
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 1024), nn.ReLU(), nn.Linear(1024, 10))


def cnn_7() -> nn.Module:
    """The 7-layer network of Weng et al. (2018), after Carlini and Wagner (2017).

    32-32-pool-64-64-pool-200-200-10 with 3x3 kernels and no padding.
    """
    return nn.Sequential(
        nn.Conv2d(1, 32, 3),
        nn.ReLU(),
        nn.Conv2d(32, 32, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3),
        nn.ReLU(),
        nn.Conv2d(64, 64, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(1024, 200),
        nn.ReLU(),
        nn.Linear(200, 200),
        nn.ReLU(),
        nn.Linear(200, 10),
    )


ARCHITECTURES: dict[str, Callable[[], nn.Module]] = {
    "mlp-1024": mlp_1024,
    "cnn-7": cnn_7,
}


def build(name: str) -> nn.Module:
    """Return an untrained network of the named architecture.

    Raises:
        ModelError: no architecture has this name.
    """
    if name not in ARCHITECTURES:
        known = ", ".join(ARCHITECTURES)
        raise ModelError(f"Expected an architecture out of {known}; got {name!r}.")
    return ARCHITECTURES[name]()
