"""Shipped handwritten digits as a network reads them, with their scores and a small attack."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clever_engine import Classifier, CleverScore, CleverSettings
from clever_engine.attacks import Attack, minimum_norm_attack
from clever_engine.digits.hand_atlas import Atlas
from clever_engine.score.clever import clever_steps

Image = NDArray[np.float32]

WRITTEN = ((0, 4), (8, 7), (15, 2), (21, 9))
"""Hand and digit of each example; the same for every network."""

STEPS = 100
"""Gradients an attack takes: enough to show a change, few enough to let others have their turn."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far the examples are."""

    done: int
    total: int


def example_steps(
    classifier: Classifier, atlas: Atlas, norm: str
) -> Generator[Step, None, tuple[Example, ...]]:
    """Measure and attack each of the digits, yielding several times a second."""
    found: list[Example] = []
    methods = ("fmn", "ddn") if norm == "l2" else ("fmn",)
    each = 1 + len(methods)
    for hand, digit in WRITTEN:
        image, done = atlas.images[hand, digit], each * len(found)
        steps = clever_steps(classifier, image, norm=norm, settings=_SETTINGS, true_label=digit)
        score = yield from _counted(steps, done, each * len(WRITTEN))
        attacks = []
        for number, method in enumerate(methods if score.label == digit else ()):
            yield Step(done=done + 1 + number, total=each * len(WRITTEN))
            attacks.append(
                minimum_norm_attack(classifier, image[None], norm=norm, method=method, steps=STEPS)
            )
        found.append(_example(image, digit, score, attacks))
    return tuple(found)


def _counted(steps: Iterator[Any], done: int, total: int) -> Generator[Step, None, CleverScore]:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            score: CleverScore = end.value
            return score
        yield Step(done=done, total=total)


def _example(image: Image, truth: int, score: CleverScore, attacks: list[Attack]) -> Example:
    best = min(attacks, key=lambda attack: float(attack.distances[0]), default=None)
    hit = best is not None and bool(np.isfinite(best.distances[0]))
    return Example(
        image=image,
        truth=truth,
        score=score,
        changed=best.adversarials[0].cpu().numpy() if best is not None and hit else None,
        distance=float(best.distances[0]) if best is not None else 0.0,
        turned=int(best.labels[0]) if best is not None else score.label,
    )
