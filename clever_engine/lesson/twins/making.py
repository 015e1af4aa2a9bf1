"""Make the twins: each attack on digits drawn by the seed, and the smallest changes kept."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clever_engine.attacks import minimum_norm_attack
from clever_engine.classifiers import Classifier, load_classifier
from clever_engine.errors import ModelError
from clever_engine.handwriting.sets import HandwritingSet
from clever_engine.lesson.twins.methods import METHODS
from clever_engine.lesson.twins.records import Change, Image, Reading, Twin, TwinSet
from clever_engine.lesson.twins.storing import as_shown, from_steps

HARDENED = "cnn-7-robust"
HARDENED_METHOD = "ddn"
MAX_L2, MAX_LINF = 1.2, 0.5
"""Largest change of a twin: beyond that it is seen at once."""

DRAWN, TRIED, ALIKE = 30, 3, 2
"""Digits drawn for an attack on a network, and how many of them are attacked for each twin kept:
those that turn most easily, at most `ALIKE` of a digit, because every network has its easy ones."""

CLEAN = 40


Place = tuple[int, int]
"""Hand and digit in the handwriting set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """How many twins to make with one attack on one network."""

    network: str
    method: str
    count: int


PLAN = tuple(
    Part(network=network, method=method, count=count)
    for network, parts in {
        "mlp-1024": {"deepfool": 3, "elastic-net": 2, "hop-skip-jump": 2, "fmn-linf": 2},
        "lenet-5": {"deepfool": 3, "elastic-net": 3, "hop-skip-jump": 2, "ddn": 2},
        "cnn-7": {"deepfool": 3, "elastic-net": 3, "fmn-l2": 2, "ddn": 3},
        "cnn-7-distilled": {"deepfool": 3, "elastic-net": 2, "fmn-l2": 3, "fmn-linf": 2},
    }.items()
    for method, count in parts.items()
)
NETWORKS = tuple(dict.fromkeys(part.network for part in PLAN))


def make_twins(
    handwriting: HandwritingSet,
    *,
    seed: int,
    plan: tuple[Part, ...] = PLAN,
    say: Callable[[str], None] = print,
) -> TwinSet:
    """Return the twins of a plan, their hardened counterparts and the clean digits.

    Raises:
        ModelError: a network is missing, or an attack found fewer twins than planned.
    """
    pool = readable_digits(handwriting, seed)
    twins: list[Twin] = []
    for number, part in enumerate(plan):
        drawn, pool = pool[:DRAWN], pool[DRAWN:]
        twins += make_part(handwriting, part, drawn, seed=seed + number)
        say(f"{len(twins):3d} twins: {part.method} on {part.network}")
    hardened = load_classifier(HARDENED)
    strong = [_hardened(hardened, twin, seed) for twin in twins]
    return TwinSet(
        twins=tuple(twins), hardened=tuple(strong), clean=_clean(handwriting, pool[:CLEAN])
    )


def make_part(
    handwriting: HandwritingSet, part: Part, drawn: list[Place], *, seed: int
) -> list[Twin]:
    """Return the twins of one attack on one network, the smallest changes of those drawn.

    Args:
        handwriting: where the digits come from.
        part: network, attack and how many to keep.
        drawn: the hands and digits to try.
        seed: of the attack.

    Raises:
        ModelError: fewer were found than asked for.
    """
    classifier = load_classifier(part.network)
    drawn = _easiest(classifier, handwriting, drawn, TRIED * part.count)
    images = np.stack([handwriting.images[place] for place in drawn])
    others = np.stack([handwriting.images[hand, (digit + 1) % 10] for hand, digit in drawn])
    changed = METHODS[part.method].run(classifier, images, others, seed)
    found = [
        twin
        for place, image, picture in zip(drawn, images, changed, strict=True)
        if (twin := _twin(classifier, part, place, image, picture)) is not None
    ]
    small = [twin for twin in found if _hardly_seen(twin.change)]
    if len(small) < part.count:
        raise ModelError(
            f"Expected {part.count} twins by {part.method} on {part.network}; got {len(small)}."
        )
    return _smallest(small, part.count)


def _easiest(
    classifier: Classifier, handwriting: HandwritingSet, drawn: list[Place], count: int
) -> list[Place]:
    """Return the digits that a short attack turns with the least change."""
    images = np.stack([handwriting.images[place] for place in drawn])
    distances = minimum_norm_attack(classifier, images, steps=20).distances
    alike: Counter[int] = Counter()
    found = []
    for k in np.argsort(distances, kind="stable"):
        place = drawn[int(k)]
        alike[place[1]] += 1
        if alike[place[1]] <= ALIKE:
            found.append(place)
    return found[:count]


def _twin(
    classifier: Classifier, part: Part, place: Place, original: Image, changed: Image
) -> Twin | None:
    hand, digit = place
    steps = as_shown(classifier, original, changed, label=digit)
    if steps is None:
        return None
    image = from_steps(steps)
    probabilities = classifier.probabilities(image[None])[0]
    label = int(probabilities.argmax())
    return Twin(
        hand=hand,
        digit=digit,
        network=part.network,
        method=part.method,
        before=float(classifier.probabilities(original[None])[0, digit]),
        label=label,
        confidence=float(probabilities[label]),
        original=original,
        image=image,
    )


def _hardly_seen(change: Change) -> bool:
    return change.l2 <= MAX_L2 and change.linf <= MAX_LINF


def _smallest(twins: list[Twin], count: int) -> list[Twin]:
    """Return the twins of the smallest changes; the same digit twice only when none other is left.

    Rank within its digit comes first, so that ones, which turn easily, do not fill the quiz.
    """
    ordered = sorted(twins, key=lambda twin: twin.change.l2)
    seen: Counter[int] = Counter()
    ranks = []
    for twin in ordered:
        ranks.append(seen[twin.digit])
        seen[twin.digit] += 1
    best = sorted(range(len(ordered)), key=lambda k: (ranks[k], ordered[k].change.l2))
    return [ordered[k] for k in best[:count]]


def _hardened(classifier: Classifier, twin: Twin, seed: int) -> Twin:
    part = Part(network=HARDENED, method=HARDENED_METHOD, count=1)
    images = twin.original[None]
    changed = METHODS[HARDENED_METHOD].run(classifier, images, images, seed)[0]
    found = _twin(classifier, part, (twin.hand, twin.digit), twin.original, changed)
    if found is None:
        raise ModelError(f"Expected a change that {HARDENED} misreads for hand {twin.hand}.")
    return found


def readable_digits(handwriting: HandwritingSet, seed: int) -> list[Place]:
    """Return the digits that all networks read rightly, in an order drawn by the seed."""
    hands = len(handwriting.writers)
    images = handwriting.images.reshape(-1, 1, 28, 28)
    truth = np.tile(np.arange(10), hands)
    good = np.ones(len(images), dtype=bool)
    for name in (*NETWORKS, HARDENED):
        good &= _labels(load_classifier(name), images) == truth
    order = np.random.default_rng([seed, 0]).permutation(len(images))
    return [divmod(int(k), 10) for k in order if good[k]]


def _labels(classifier: Classifier, images: NDArray[np.float32]) -> NDArray[np.int64]:
    return np.asarray(classifier.logits(images).argmax(dim=1).cpu().numpy(), dtype=np.int64)


def _clean(handwriting: HandwritingSet, drawn: list[Place]) -> tuple[Reading, ...]:
    """Return digits without a change, each read by the next of the networks in turn."""
    classifiers = [load_classifier(name) for name in NETWORKS]
    return tuple(
        _reading(handwriting, place, classifiers[number % len(classifiers)])
        for number, place in enumerate(drawn)
    )


def _reading(handwriting: HandwritingSet, place: Place, classifier: Classifier) -> Reading:
    hand, digit = place
    image = handwriting.images[place]
    confidence = float(classifier.probabilities(image[None])[0, digit])
    return Reading(
        hand=hand, digit=digit, network=classifier.name, confidence=confidence, image=image
    )
