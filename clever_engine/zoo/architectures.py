"""The networks' architectures, by name; each builder returns an untrained module giving logits.

Adding one is a function here and a line in `ARCHITECTURES`.
"""

from collections.abc import Callable

from torch import nn

from clever_engine.errors import ModelError
from clever_engine.zoo.layers import Attention, MeanToken, Patches, Quantise, Residual


def mlp(*hidden: int, activation: Callable[[], nn.Module] = nn.ReLU) -> nn.Module:
    """A perceptron 784-...-10 with the given hidden layers."""
    layers: list[nn.Module] = [nn.Flatten()]
    before = 784
    for width in hidden:
        layers += [nn.Linear(before, width), activation()]
        before = width
    return nn.Sequential(*layers, nn.Linear(before, 10))


def cnn_7(activation: Callable[[], nn.Module] = nn.ReLU) -> nn.Module:
    """The 7-layer network of Weng et al. (2018), after Carlini and Wagner (2017).

    32-32-pool-64-64-pool-200-200-10 with 3x3 kernels and no padding.
    """
    return nn.Sequential(
        nn.Conv2d(1, 32, 3),
        activation(),
        nn.Conv2d(32, 32, 3),
        activation(),
        nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3),
        activation(),
        nn.Conv2d(64, 64, 3),
        activation(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(1024, 200),
        activation(),
        nn.Linear(200, 200),
        activation(),
        nn.Linear(200, 10),
    )


def bounded_relu() -> nn.Module:
    """ReLU cut at 1, as in the CLEVER paper's networks with bounded ReLU (Zantedeschi 2017)."""
    return nn.Hardtanh(0.0, 1.0)


def cnn_7_quantised() -> nn.Module:
    """`cnn_7` behind a hard quantiser of four grey levels, which masks its gradient."""
    return nn.Sequential(Quantise(4), *cnn_7().children())


def lenet_5() -> nn.Module:
    """LeNet-5 (LeCun et al. 1998) with ReLU: 6-pool-16-pool-120-84-10, average pooling."""
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2),
        nn.ReLU(),
        nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.AvgPool2d(2),
        nn.Flatten(),
        nn.Linear(400, 120),
        nn.ReLU(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, 10),
    )


def resnet_small() -> nn.Module:
    """A small residual network: three blocks of 16, 32 and 32 channels, mean over places."""
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, stride=2, padding=1),
        nn.ReLU(),
        Residual(16),
        nn.Conv2d(16, 32, 3, stride=2, padding=1),
        nn.ReLU(),
        Residual(32),
        Residual(32),
        nn.AvgPool2d(7),
        nn.Flatten(),
        nn.Linear(32, 10),
    )


def depthwise() -> nn.Module:
    """A small network of depthwise separable convolutions (MobileNet, Howard et al. 2017)."""

    def separable(before: int, after: int, stride: int) -> list[nn.Module]:
        return [
            nn.Conv2d(before, before, 3, stride=stride, padding=1, groups=before),
            nn.ReLU(),
            nn.Conv2d(before, after, 1),
            nn.ReLU(),
        ]

    return nn.Sequential(
        nn.Conv2d(1, 32, 3, stride=2, padding=1),
        nn.ReLU(),
        *separable(32, 64, 2),
        *separable(64, 64, 1),
        *separable(64, 128, 1),
        nn.AvgPool2d(7),
        nn.Flatten(),
        nn.Linear(128, 10),
    )


def vit_small() -> nn.Module:
    """A small vision transformer: 16 patches of 7x7, width 64, four layers of four heads."""
    return nn.Sequential(
        Patches(64),
        *(Attention(64, 4) for _ in range(4)),
        MeanToken(),
        nn.LayerNorm(64),
        nn.Linear(64, 10),
    )


ARCHITECTURES: dict[str, Callable[[], nn.Module]] = {
    "mlp-1024": lambda: mlp(1024),  # the two-layer network of Weng et al. (2018)
    "mlp-1024-softplus": lambda: mlp(1024, activation=nn.Softplus),
    "mlp-2": lambda: mlp(256, 256),
    "mlp-4": lambda: mlp(256, 256, 256, 256),
    "lenet-5": lenet_5,
    "cnn-7": cnn_7,
    "cnn-7-tanh": lambda: cnn_7(nn.Tanh),
    "cnn-7-bounded": lambda: cnn_7(bounded_relu),
    "cnn-7-quantised": cnn_7_quantised,
    "resnet-small": resnet_small,
    "depthwise": depthwise,
    "vit-small": vit_small,
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
