"""MNIST, from a folder or from the environment variable `CLEVER_DATA`."""

import os
from dataclasses import dataclass
from pathlib import Path

import torch

from clever_engine._torchvision import import_torchvision
from clever_engine.errors import DataError


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledImages:
    """Pictures `(n, 1, 28, 28)`, float32 in [0, 1], and their labels `(n,)`."""

    images: torch.Tensor
    labels: torch.Tensor


def data_folder(folder: str | Path | None = None) -> Path:
    """Return the folder that holds `MNIST/raw/`: the one given, else `CLEVER_DATA`.

    Raises:
        DataError: neither names a folder holding the set.
    """
    chosen = folder or os.environ.get("CLEVER_DATA")
    if not chosen:
        raise DataError(
            "Expected a folder holding MNIST/raw/ as --data or in the environment variable "
            "CLEVER_DATA; neither is set."
        )
    path = Path(chosen)
    if not (path / "MNIST" / "raw").is_dir():
        raise DataError(
            f"Expected MNIST/raw/ inside {path}; it is not there. --download fetches it."
        )
    return path


def load_mnist(folder: Path, *, train: bool, download: bool = False) -> LabelledImages:
    """Return MNIST's 60,000 training or 10,000 test pictures from `folder`, read by torchvision.

    Raises:
        DataError: the files are missing or damaged.
    """
    datasets = import_torchvision("torchvision.datasets")
    try:
        mnist = datasets.MNIST(root=str(folder), train=train, download=download)
    except (RuntimeError, OSError, ValueError) as error:
        raise DataError(
            f"Expected the MNIST files in {folder}; torchvision says: {error}"
        ) from error
    return LabelledImages(
        images=mnist.data.unsqueeze(1).float() / 255.0, labels=mnist.targets.long()
    )
