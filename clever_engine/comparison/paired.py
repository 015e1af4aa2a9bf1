"""Before and after: does a network become more robust with this defense, training or network?

Every side is measured on the same digits and at the same random points (common random numbers: the
same seed), so that differences are steadier than the scores. The smallest attack is the second
witness: it shares no assumption with CLEVER but the gradient.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from clever_engine.attacks.checking import check_steps
from clever_engine.classifiers import Classifier, Images, load_classifier
from clever_engine.comparison.accuracy import Accuracy, accuracy_of, compare_accuracy
from clever_engine.comparison.assembling import pair, side_scores
from clever_engine.comparison.attacking import STEPS, attack_digits
from clever_engine.comparison.defenses import defended, find_defense
from clever_engine.comparison.measuring import Contender, measure_digits
from clever_engine.comparison.progress import Progress, Stage
from clever_engine.comparison.resampling import Array
from clever_engine.comparison.results import Comparison, Side
from clever_engine.errors import InputError
from clever_engine.norms import parse_norm
from clever_engine.plans import check_seed
from clever_engine.settings import CleverSettings

Labels = Sequence[int] | NDArray[np.int64]

ATTACK_UNITS = 250
"""What attacking a digit counts in progress, where a sampled point and a picture read count 1; as
it takes about twice the time of a digit's score."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digits:
    """A set of digits: `images` `(n, 1, 28, 28)` in [0, 1], and `labels` `(n,)` where known."""

    images: Images
    labels: Labels | None = None


def side_classifier(side: Side, seed: int = 0, classifier: Classifier | None = None) -> Classifier:
    """Return the network of a side behind its defense.

    Args:
        side: names the network and the defense.
        seed: of the defense.
        classifier: the network itself, where it is not one of the catalogue.

    Raises:
        InputError: there is no such defense.
        ModelError: there is no such network.
    """
    return defended(classifier or load_classifier(side.model), side.defense, seed)


def comparison_steps(
    sides: Sequence[Side],
    classifiers: Sequence[Classifier],
    images: Images,
    labels: Labels | None = None,
    *,
    settings: CleverSettings | None = None,
    seed: int = 0,
    attack: bool = True,
    attack_steps: int = STEPS,
    accuracy_set: Digits | None = None,
) -> Generator[Stage, None, Comparison]:
    """Compare sides on the same digits, the first with each other, yielding progress.

    Args:
        sides: at least two.
        classifiers: one a side, behind its defense already (`side_classifier`).
        images: `(n, *input_shape)`, the same for all sides.
        labels: `(n,)` what the digits are; a digit misread then counts as robustness 0.
        settings: effort of the CLEVER scores.
        seed: of points and resampling.
        attack: whether to look for the smallest attacks too.
        attack_steps: gradients each way of attacking takes.
        accuracy_set: on which to measure how many digits each side reads rightly; with labels.

    Raises:
        InputError: an argument makes no sense.
    """
    digits = [Digits(images=images, labels=labels)] * len(sides)
    sets = None if accuracy_set is None else [accuracy_set] * len(sides)
    return (
        yield from _compare(
            sides,
            classifiers,
            digits,
            sets,
            settings=settings or CleverSettings(),
            seed=seed,
            attack_steps=check_steps(attack_steps) if attack else 0,
            paired=True,
        )
    )


def unpaired_steps(
    sides: Sequence[Side],
    classifiers: Sequence[Classifier],
    digits: Sequence[Digits],
    *,
    settings: CleverSettings | None = None,
    seed: int = 0,
    attack: bool = True,
    attack_steps: int = STEPS,
    accuracy_sets: Sequence[Digits] | None = None,
) -> Generator[Stage, None, Comparison]:
    """Compare sides on different digits, one set a side; the rest as `comparison_steps`.

    No digit is compared with another: the result has means, their difference and ratio.

    Raises:
        InputError: an argument makes no sense.
    """
    return (
        yield from _compare(
            sides,
            classifiers,
            digits,
            accuracy_sets,
            settings=settings or CleverSettings(),
            seed=seed,
            attack_steps=check_steps(attack_steps) if attack else 0,
            paired=False,
        )
    )


def _compare(
    sides: Sequence[Side],
    classifiers: Sequence[Classifier],
    digits: Sequence[Digits],
    sets: Sequence[Digits] | None,
    *,
    settings: CleverSettings,
    seed: int,
    attack_steps: int,
    paired: bool,
) -> Generator[Stage, None, Comparison]:
    seed, sides = check_seed(seed), _checked(sides, classifiers, digits, sets)
    contenders = [
        Contender.of(classifier, side, chosen.images, chosen.labels)
        for side, classifier, chosen in zip(sides, classifiers, digits, strict=True)
    ]
    each = settings.n_points + bool(attack_steps) * ATTACK_UNITS
    count = sum(len(contender.images) for contender in contenders)
    progress = Progress(total=count * each + sum(len(chosen.images) for chosen in sets or ()))
    scores = yield from measure_digits(contenders, settings, seed, progress)
    distances: list[Array | None] = [None] * len(contenders)
    if attack_steps:
        for side, contender in enumerate(contenders):
            distances[side] = yield from _attack(contender, side, attack_steps, progress)
    accuracy = None
    if sets is not None:
        accuracy = yield from _accuracy(classifiers, sets, progress, paired=paired)
    return Comparison(
        sides=tuple(sides),
        scores=tuple(
            side_scores(*measured, seed)
            for measured in zip(contenders, scores, distances, strict=True)
        ),
        pairs=tuple(
            pair(contenders, scores, distances, after, paired=paired, seed=seed)
            for after in range(1, len(contenders))
        ),
        paired=paired,
        accuracy=accuracy,
        settings=settings,
        seed=seed,
        attack_steps=attack_steps,
    )


def _checked(
    sides: Sequence[Side],
    classifiers: Sequence[Classifier],
    digits: Sequence[Digits],
    sets: Sequence[Digits] | None,
) -> list[Side]:
    """Return the sides with their norms parsed."""
    if len(sides) < 2:
        raise InputError(f"Expected at least two sides to compare; got {len(sides)}.")
    for what, given in (("network", classifiers), ("set of digits", digits)):
        if len(given) != len(sides):
            raise InputError(f"Expected a {what} for each of {len(sides)} sides; got {len(given)}.")
    if sets is not None and (len(sets) != len(sides) or any(s.labels is None for s in sets)):
        raise InputError("Expected a labelled set for each side to measure its accuracy on.")
    for side in sides:
        find_defense(side.defense)
    return [replace(side, norm=parse_norm(side.norm)) for side in sides]


def _attack(
    contender: Contender, side: int, steps: int, progress: Progress
) -> Generator[Stage, None, Array]:
    """Attack all digits of a side; a group's units count as done with the group."""
    begun = progress.done
    search = attack_digits(contender.classifier, contender.images, norm=contender.norm, steps=steps)
    while True:
        try:
            share, digit = next(search)
        except StopIteration as end:
            distances: Array = end.value
            return distances
        progress.done = begun + int(share * ATTACK_UNITS * len(contender.images))
        yield progress.at("attack", side, digit)


def _accuracy(
    classifiers: Sequence[Classifier],
    sets: Sequence[Digits],
    progress: Progress,
    *,
    paired: bool,
) -> Generator[Stage, None, Accuracy]:
    rights = []
    for side, (classifier, chosen) in enumerate(zip(classifiers, sets, strict=True)):
        assert chosen.labels is not None  # `_checked`
        reading = accuracy_of(classifier, chosen.images, chosen.labels)
        begun = progress.done
        while True:
            try:
                done = next(reading)
            except StopIteration as end:
                rights.append(end.value)
                break
            progress.done = begun + done
            yield progress.at("accuracy", side, done - 1)
    return compare_accuracy(rights, paired=paired)
