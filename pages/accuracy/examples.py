"""Shipped handwritten digits as a network reads them, with their scores and a small attack."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clever_engine import Classifier, CleverScore, CleverSettings
from clever_engine.attacks import Attack, smallest_attack_steps
from clever_engine.handwriting.sets import HandwritingSet
from clever_engine.score.clever import clever_steps
from clever_engine.steps import Steps, part

Image = NDArray[np.float32]

WRITTEN = ((0, 4), (8, 7), (15, 2), (21, 9))
"""Hand and digit of each example; the same for every network."""

_SETTINGS = CleverSettings(chunk_size=64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One digit and what became of it.

    Attributes:
        image: `(1, 28, 28)` in [0, 1].
        truth: what was written.
        score: CLEVER's, in the norm asked for.
        changed: `(1, 28, 28)` after the smallest change found; None where nothing was found, or
            where the network misreads the digit to begin with.
        distance: of that change.
        turned: what the network reads there.
    """

    image: Image
    truth: int
    score: CleverScore
    changed: Image | None
    distance: float
    turned: int


def example_steps(
    classifier: Classifier, handwriting: HandwritingSet, norm: str
) -> Steps[tuple[Example, ...]]:
    """Measure and attack each of the digits; progress counts digits."""
    found: list[Example] = []
    total = len(WRITTEN)
    for number, (hand, digit) in enumerate(WRITTEN):
        image, attack = handwriting.images[hand, digit], None
        scoring = clever_steps(classifier, image, norm=norm, settings=_SETTINGS, true_label=digit)
        score = yield from part(scoring, done=number, units=0.5, total=total)
        if score.label == digit:
            search = smallest_attack_steps(classifier, image[None], norm=norm)
            attack = yield from part(search, done=number + 0.5, units=0.5, total=total)
        found.append(_example(image, digit, score, attack))
    return tuple(found)


def _example(image: Image, truth: int, score: CleverScore, attack: Attack | None) -> Example:
    hit = attack is not None and bool(np.isfinite(attack.distances[0]))
    return Example(
        image=image,
        truth=truth,
        score=score,
        changed=attack.adversarials[0].cpu().numpy() if attack is not None and hit else None,
        distance=float(attack.distances[0]) if attack is not None else 0.0,
        turned=int(attack.labels[0]) if attack is not None else score.label,
    )
