"""Before and after: does a network become more robust with this defense, training or network?

Every side is measured on the same digits and at the same random points (common random numbers: the
same seed), so that differences are steadier than the scores. The smallest attack is the second
witness: it shares no assumption with CLEVER but the gradient.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from clever_engine.attacks import STEPS, smallest_attack_steps
from clever_engine.attacks.task import check_steps
from clever_engine.classifiers import Classifier, Images, load_classifier
from clever_engine.comparison.accuracy import Bools, accuracy_of, compare_accuracy
from clever_engine.comparison.assembling import pair, side_scores
from clever_engine.comparison.defenses import defended, find_defense
from clever_engine.comparison.measuring import Contender, measure_digits
from clever_engine.comparison.resampling import Array
from clever_engine.comparison.results import Comparison, Side
from clever_engine.errors import InputError
from clever_engine.norms import parse_norm
from clever_engine.score.settings import CleverSettings, check_seed
from clever_engine.steps import Progress, Steps, part, relay

Labels = Sequence[int] | NDArray[np.int64]
T = TypeVar("T")

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
) -> Steps[Comparison]:
    """Compare sides on the same digits, the first with each other.

    Progress counts units of about a forward and a backward pass. It is at the stages "clever",
    "attack" and "accuracy"; its value is the side and the digit, both from 0.

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
) -> Steps[Comparison]:
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
) -> Steps[Comparison]:
    seed, sides = check_seed(seed), _checked(sides, classifiers, digits, sets)
    contenders = [
        Contender.of(classifier, side, chosen.images, chosen.labels)
        for side, classifier, chosen in zip(sides, classifiers, digits, strict=True)
    ]
    count = sum(len(contender.images) for contender in contenders)
    points, attacks = count * settings.n_points, count * ATTACK_UNITS * bool(attack_steps)
    pictures = sum(len(chosen.images) for chosen in sets or ())
    total = points + attacks + pictures
    measured = measure_digits(contenders, settings, seed)
    scores = yield from part(measured, done=0, units=points, total=total, stage="clever")
    distances: Sequence[Array | None] = [None] * len(contenders)
    if attack_steps:
        search = _attack(contenders, attack_steps)
        distances = yield from part(search, done=points, units=attacks, total=total, stage="attack")
    accuracy = None
    if sets is not None:
        rights = yield from part(
            _read(classifiers, sets),
            done=points + attacks,
            units=pictures,
            total=total,
            stage="accuracy",
        )
        accuracy = compare_accuracy(rights, paired=paired)
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


def _attack(contenders: Sequence[Contender], steps: int) -> Steps[list[Array]]:
    """Look for the smallest change of all digits of all sides, within the pixel range.

    Behind a defense the gradients pass straight through (BPDA), but what counts as misread is what
    the network reads behind the real defense.
    """
    found: list[Array] = []
    done, total = 0, sum(len(contender.images) for contender in contenders)
    for side, contender in enumerate(contenders):
        count = len(contender.images)
        search = smallest_attack_steps(
            contender.classifier, contender.images, norm=contender.norm, steps=steps
        )
        attack = yield from part(
            relay(search, partial(_digit, side)), done=done, units=count, total=total
        )
        found.append(attack.distances)
        done += count
    return found


def _digit(side: int, seen: Progress) -> Progress:
    """Return progress of a side's digits with the side, and the digit it is at, as value."""
    return replace(seen, value=(side, min(int(seen.done), int(seen.total) - 1)))


def _read(classifiers: Sequence[Classifier], sets: Sequence[Digits]) -> Steps[list[Bools]]:
    """Return for each side which pictures of its set it reads rightly."""
    rights: list[Bools] = []
    done, total = 0, sum(len(chosen.images) for chosen in sets)
    for side, (classifier, chosen) in enumerate(zip(classifiers, sets, strict=True)):
        assert chosen.labels is not None  # `_checked`
        reading = _of_side(side, accuracy_of(classifier, chosen.images, chosen.labels))
        count = len(chosen.images)
        rights.append((yield from part(reading, done=done, units=count, total=total)))
        done += count
    return rights


def _of_side(side: int, steps: Steps[T]) -> Steps[T]:
    """Relay steps whose value is a digit, with the side beside it."""
    return relay(steps, lambda seen: replace(seen, value=(side, seen.value)))
