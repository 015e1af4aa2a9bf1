"""Comparisons in line with everything else that is computed, and the digits they need."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from clever_engine.comparison.paired import (
    Digits,
    comparison_steps,
    side_classifier,
    unpaired_steps,
)
from clever_engine.comparison.results import Comparison, Side
from clever_engine.steps import Steps
from pages.shared import services
from pages.shared.tasks import Ticket

Pixels = NDArray[np.float32]

SETS = {
    "hands": "Shipped handwritings",
    "mnist": "MNIST test digits",
    "digits-8x8": "8x8 digits",
    "drawn": "Your own drawing",
}
"""Where digits come from, by its name in the address."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DigitSet:
    """Digits of one source.

    Attributes:
        name: a key of `SETS`.
        images: `(n, 1, 28, 28)` float32 in [0, 1].
        labels: `(n,)` what they are; None for a drawing.
    """

    name: str
    images: Pixels
    labels: tuple[int, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """Everything that decides a comparison.

    Attributes:
        sides: two or three; the first is compared with each other.
        digits: one set a side, the same object where the sides share it.
        seed: of points, attacks and noise.
        attack: whether an attacker is asked as well.
    """

    sides: tuple[Side, ...]
    digits: tuple[DigitSet, ...]
    seed: int
    attack: bool

    @property
    def paired(self) -> bool:
        """Return whether all sides see the same digits."""
        return all(chosen is self.digits[0] for chosen in self.digits)

    def key(self) -> str:
        """Return a name that is the same for the same comparison."""
        digest = hashlib.sha256(repr((self.sides, self.seed, self.attack)).encode())
        for chosen in self.digits:
            digest.update(repr((chosen.name, chosen.labels)).encode())
            digest.update(chosen.images.tobytes())
        return digest.hexdigest()


ACCURACY_DIGITS = 2000
"""Of MNIST's test set, to measure accuracy on; a few seconds of reading."""


def has_mnist() -> bool:
    """Return whether MNIST lies where `CLEVER_DATA` says."""
    return (Path(os.environ.get("CLEVER_DATA") or "no folder") / "MNIST" / "raw").is_dir()


@st.cache_resource(max_entries=4, show_spinner="Reading the digits")
def test_digits(name: str) -> DigitSet:
    """Return the test part of a data set, or all shipped handwritings; read-only."""
    if name == "hands":
        handwriting = services.handwriting()
        images = np.ascontiguousarray(handwriting.images.reshape(-1, 1, 28, 28))
        return DigitSet(name=name, images=images, labels=tuple(range(10)) * len(handwriting.images))
    from clever_engine.training.data import load_set  # needs torchvision or scikit-learn

    folder = os.environ.get("CLEVER_DATA")
    loaded = load_set(name, Path(folder) if folder else None, train=False)
    return DigitSet(name=name, images=loaded.images.numpy(), labels=tuple(loaded.labels.tolist()))


@st.cache_resource(max_entries=60, show_spinner=False)
def first_digits(name: str, count: int, start: int = 0) -> DigitSet:
    """Return `count` digits of a set from a place on, the ten classes in turn as far as they go."""
    whole = test_digits(name)
    assert whole.labels is not None  # only a drawing has none, and it is not asked here
    numbers = np.arange(start, len(whole.images))
    labels = np.asarray(whole.labels)[numbers]
    rank = np.zeros(len(labels), dtype=int)
    for digit in range(10):
        same = labels == digit
        rank[same] = np.arange(same.sum())
    chosen = numbers[np.lexsort((labels, rank))][:count]
    return DigitSet(
        name=name,
        images=whole.images[chosen],
        labels=tuple(int(whole.labels[number]) for number in chosen),
    )


def accuracy_set_name(name: str) -> str:
    """Return on which set accuracy is measured for digits of a source.

    The shipped handwritings were chosen so that two networks read them all, so they say nothing of
    accuracy; nor does a drawing.
    """
    if name in ("hands", "drawn"):
        return "mnist" if has_mnist() else "digits-8x8"
    return name


def start(plan: Plan) -> Ticket[Comparison]:
    """Put a comparison in line."""
    return services.tasks().of(plan.key(), lambda: steps(plan))


def finished(plan: Plan) -> Comparison | None:
    """Return the comparison of this plan, where somebody has made it already."""
    made: Comparison | None = services.tasks().known(plan.key())
    return made


def steps(plan: Plan) -> Steps[Comparison]:
    """Measure all sides, on the same digits where they share them."""
    classifiers = [
        side_classifier(side, plan.seed, services.classifier(side.model)) for side in plan.sides
    ]
    sets = [Digits(images=chosen.images, labels=chosen.labels) for chosen in plan.digits]
    accuracy = [_accuracy_digits(chosen.name) for chosen in plan.digits]
    if not plan.paired:
        return unpaired_steps(
            plan.sides,
            classifiers,
            sets,
            seed=plan.seed,
            attack=plan.attack,
            accuracy_sets=accuracy,
        )
    return comparison_steps(
        plan.sides,
        classifiers,
        sets[0].images,
        sets[0].labels,
        seed=plan.seed,
        attack=plan.attack,
        accuracy_set=accuracy[0],
    )


def _accuracy_digits(name: str) -> Digits:
    whole = test_digits(accuracy_set_name(name))
    assert whole.labels is not None
    return Digits(
        images=whole.images[:ACCURACY_DIGITS], labels=list(whole.labels[:ACCURACY_DIGITS])
    )
