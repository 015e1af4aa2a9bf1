"""Comparisons in line with everything else that is computed, and the digits they need."""

import os
from pathlib import Path

import numpy as np
import streamlit as st

from clever_engine.comparison.paired import (
    Digits,
    comparison_steps,
    side_classifier,
    unpaired_steps,
)
from clever_engine.comparison.results import Comparison
from clever_engine.steps import Steps
from pages.before_after.plans import DigitSet, Plan
from pages.shared import services
from pages.shared.tasks import Ticket

ACCURACY_DIGITS = 2000
"""Of MNIST's test set, to measure accuracy on; a few seconds of reading."""


def has_mnist() -> bool:
    """Return whether MNIST lies where `CLEVER_DATA` says."""
    return (Path(os.environ.get("CLEVER_DATA") or "no folder") / "MNIST" / "raw").is_dir()


@st.cache_resource(max_entries=4, show_spinner="Reading the digits")
def test_digits(name: str) -> DigitSet:
    """Return the test part of a data set, or all shipped handwritings; read-only."""
    if name == "hands":
        atlas = services.atlas()
        images = np.ascontiguousarray(atlas.images.reshape(-1, 1, 28, 28))
        return DigitSet(name=name, images=images, labels=tuple(range(10)) * len(atlas.images))
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
