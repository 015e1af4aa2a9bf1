"""The catalogue's networks as entries of a benchmark, and the digits it measures."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clever_engine.benchmark.rows import Effort
from clever_engine.benchmark.tasks import ModelEntry, Problem
from clever_engine.classifiers import Classifier, load_classifier
from clever_engine.errors import InputError, ModelError
from clever_engine.score.settings import check_seed
from clever_engine.zoo.catalogue import find_entry, read_catalogue

DATA = "mnist"
"""The set whose test digits are measured; networks trained on others do not read them."""


def entries(device: str = "cpu") -> tuple[ModelEntry, ...]:
    """Return all trained networks of the catalogue that read MNIST's digits, in its order.

    They compute on this device; see `load_classifier`.
    """
    return tuple(
        ModelEntry(
            name=entry.name,
            sha256=entry.sha256,
            test_accuracy=entry.test_accuracy or 0.0,
            load=partial(load_network, entry.name, entry.sha256, device),
        )
        for entry in read_catalogue()
        if entry.sha256 and entry.recipe.data == DATA
    )


def named(
    names: Sequence[str], every: Sequence[ModelEntry] | None = None
) -> tuple[ModelEntry, ...]:
    """Return those of these names out of `every` entry, by default `entries()`, in its order.

    Raises:
        InputError: one is not in the catalogue, not trained yet, or reads other pictures.
    """
    known = {entry.name: entry for entry in (entries() if every is None else every)}
    for name in names:
        if name not in known:
            raise InputError(f"Expected trained networks out of {', '.join(known)}; got {name!r}.")
    return tuple(entry for name, entry in known.items() if name in names)


def load_network(name: str, sha256: str, device: str = "cpu") -> Classifier:
    """Return a network of the catalogue whose weights have this checksum, on a device.

    Raises:
        InputError: there is no such device here.
        ModelError: there is no such network, or the catalogue has other weights by now.
    """
    found = find_entry(name).sha256
    if found != sha256:
        raise ModelError(
            f"Expected {name} with SHA-256 {sha256[:12]}...; the catalogue has {found[:12]}... now."
        )
    return load_classifier(name, device)


def mnist_problem(folder: Path, count: int, seed: int) -> tuple[Problem, tuple[int, ...]]:
    """Return `count` test digits to measure, drawn by seed, and their indices in the test set.

    Raises:
        DataError: the files are missing or damaged.
        InputError: `count` or `seed` makes no sense.
    """
    from clever_engine.training.data import load_mnist

    data = load_mnist(folder, train=False)
    digits = choose_digits(data.labels.numpy(), count, seed)
    chosen = list(digits)
    problem = Problem(
        images=data.images[chosen].numpy(),
        truth=data.labels[chosen].numpy(),
        effort=Effort(),
        seed=seed,
    )
    return problem, digits


def choose_digits(labels: NDArray[np.int64], count: int, seed: int) -> tuple[int, ...]:
    """Return indices of `count` digits, class after class in turn: 0, 1, ..., 9, 0, 1, ...

    A larger count begins with the same digits, and ten in a row hold each class once.

    Args:
        labels: `(n,)` what each digit of the set is.
        count: how many to choose.
        seed: of the draw.

    Raises:
        InputError: `count` is below 1 or more than the classes hold, or the seed makes no sense.
    """
    generator = np.random.default_rng(check_seed(seed))
    classes = np.unique(labels)
    piles = [generator.permutation(np.flatnonzero(labels == k)) for k in classes]
    most = len(classes) * min((len(pile) for pile in piles), default=0)
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= most:
        raise InputError(f"Expected a number of digits from 1 to {most}; got {count!r}.")
    return tuple(int(piles[i % len(piles)][i // len(piles)]) for i in range(count))
