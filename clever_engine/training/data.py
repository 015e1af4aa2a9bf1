"""The data sets: MNIST and Fashion-MNIST from a folder, and the 8x8 digits of scikit-learn."""

import os
from dataclasses import dataclass
from pathlib import Path

import torch
from torch.nn import functional

from clever_engine._torchvision import import_torchvision
from clever_engine.errors import DataError

DATA_SETS = ("mnist", "fashion-mnist", "digits-8x8")


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


def load_set(
    name: str, folder: Path | None, *, train: bool, download: bool = False
) -> LabelledImages:
    """Return the training or the test part of a data set.

    Args:
        name: one of `DATA_SETS`; "digits-8x8" needs no folder.
        train: the part to learn from, else the one to measure on.
        folder: holds `MNIST/raw/` or `FashionMNIST/raw/`.
        download: let torchvision fetch what is missing.

    Raises:
        DataError: no such set, or its files are missing or damaged.
    """
    if name == "digits-8x8":
        return load_small_digits(train=train)
    if folder is None:
        raise DataError(f"Expected a folder that holds the files of {name}; none is given.")
    if name == "mnist":
        return load_mnist(folder, train=train, download=download)
    if name == "fashion-mnist":
        return _by_torchvision("FashionMNIST", folder, train=train, download=download)
    raise DataError(f"Expected a data set out of {', '.join(DATA_SETS)}; got {name!r}.")


def load_mnist(folder: Path, *, train: bool, download: bool = False) -> LabelledImages:
    """Return MNIST's 60,000 training or 10,000 test pictures from `folder`, read by torchvision.

    Raises:
        DataError: the files are missing or damaged.
    """
    return _by_torchvision("MNIST", folder, train=train, download=download)


def _by_torchvision(kind: str, folder: Path, *, train: bool, download: bool) -> LabelledImages:
    datasets = import_torchvision("torchvision.datasets")
    try:
        loaded = getattr(datasets, kind)(root=str(folder), train=train, download=download)
    except (RuntimeError, OSError, ValueError) as error:
        raise DataError(
            f"Expected the {kind} files in {folder}; torchvision says: {error}"
        ) from error
    return LabelledImages(
        images=loaded.data.unsqueeze(1).float() / 255.0, labels=loaded.targets.long()
    )


def load_small_digits(*, train: bool) -> LabelledImages:
    """Return scikit-learn's 1,797 digits of 8x8 pixels, enlarged as MNIST frames its own.

    They ship with the package: the test part of the UCI set (Alpaydin and Kaynak 1998). Each is
    enlarged to 20x20 by cubic interpolation and put in the middle of 28x28 pixels, so that the
    networks of the zoo take them. The last 540 are the test part: neighbours are from one hand, and
    a random split would have a hand's digits in both.
    """
    from sklearn.datasets import load_digits  # a heavy import few callers need

    bunch = load_digits()
    small = torch.from_numpy(bunch.images).float()[:, None] / 16.0
    large = functional.interpolate(small, size=(20, 20), mode="bicubic", align_corners=False)
    images = functional.pad(large.clamp(0.0, 1.0), (4, 4, 4, 4))
    labels = torch.from_numpy(bunch.target).long()
    part = slice(None, -540) if train else slice(-540, None)
    return LabelledImages(images=images[part], labels=labels[part])


def with_wrong_labels(data: LabelledImages, share: float, seed: int) -> LabelledImages:
    """Return `data` with a share of its labels, chosen at random, each replaced by a wrong one."""
    generator = torch.Generator().manual_seed(seed)
    n, classes = len(data.labels), int(data.labels.max()) + 1
    chosen = torch.randperm(n, generator=generator)[: round(share * n)]
    labels = data.labels.clone()
    shift = torch.randint(1, classes, (len(chosen),), generator=generator)
    labels[chosen] = (labels[chosen] + shift) % classes
    return LabelledImages(images=data.images, labels=labels)
