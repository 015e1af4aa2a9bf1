"""The networks and digits that are measured, and the machine."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from benchmarks import strangers
from clever_engine import Classifier, load_classifier
from clever_engine.handwriting.sets import load_handwriting
from clever_engine.zoo.catalogue import find_entry, load_module, read_catalogue, weights_file

HELD_OUT = Path(__file__).parent / "held_out"
"""Networks trained by the catalogue's recipes with other seeds; no constant was tuned on them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digits:
    """Digits `(n, 1, 28, 28)` and where they come from."""

    images: NDArray[np.float32]
    source: str


def held_out() -> list[str]:
    """Return the names of the held-out networks that have been trained."""
    return [
        entry.name for entry in read_catalogue(HELD_OUT) if weights_file(entry, HELD_OUT).is_file()
    ]


def network(name: str) -> Classifier:
    """Return a network held out, one as strangers train them, or one of `models/`."""
    if name in strangers.RECIPES:
        return strangers.load(name)
    if name in held_out():
        module = load_module(find_entry(name, HELD_OUT), HELD_OUT)
        return Classifier.from_module(module.requires_grad_(False), name=name)
    return load_classifier(name)


def digits_for(classifier: Classifier, count: int) -> Digits:
    """Return the first digits that the network reads rightly, as the paper does.

    MNIST test digits where `CLEVER_DATA` names the data set, else the handwritings that ship with
    the project, hand by hand.
    """
    images, labels, source = _mnist() if _has_mnist() else _shipped()
    images, labels = images[: 2 * count], labels[: 2 * count]
    right = classifier.probabilities(images).argmax(dim=1).numpy() == labels
    return Digits(images=images[right][:count], source=source)


def multiply_adds(classifier: Classifier) -> int:
    """Return the multiply-adds of one forward pass through the linear and convolution layers."""
    counted: list[int] = []

    def count(layer: nn.Module, _: object, out: torch.Tensor) -> None:
        weight = layer.weight
        assert isinstance(weight, torch.Tensor)
        counted.append(weight.numel() * (out[0, 0].numel() if out.ndim > 2 else 1))

    layers = [
        part for part in classifier.module.modules() if isinstance(part, nn.Linear | nn.Conv2d)
    ]
    handles = [layer.register_forward_hook(count) for layer in layers]
    classifier.logits(np.zeros((1, *classifier.input_shape), dtype=np.float32))
    for handle in handles:
        handle.remove()
    return sum(counted)


def machine() -> str:
    """Return processor, cores and versions, without a name that tells whose machine it is."""
    processor = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        processor = names[0].split(":", 1)[1].strip() if names else processor
    return (
        f"{processor}, {os.cpu_count()} cores, {torch.get_num_threads()} threads, "
        f"Python {platform.python_version()}, torch {torch.__version__}"
    )


def _has_mnist() -> bool:
    folder = os.environ.get("CLEVER_DATA")
    return folder is not None and (Path(folder) / "MNIST" / "raw").is_dir()


def _mnist() -> tuple[NDArray[np.float32], NDArray[np.int64], str]:
    from clever_engine.training.data import data_folder, load_mnist

    data = load_mnist(data_folder(None), train=False)
    return data.images.numpy(), data.labels.numpy(), "MNIST test digits"


def _shipped() -> tuple[NDArray[np.float32], NDArray[np.int64], str]:
    images = load_handwriting().images
    labels = np.tile(np.arange(10), len(images))
    return images.reshape(-1, 1, 28, 28), labels, "handwritings that ship with the project"
