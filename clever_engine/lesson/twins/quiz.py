"""A round of "Label it!": eight digits, some of them twins, in an order drawn by a seed."""

from dataclasses import dataclass

import numpy as np

from clever_engine.lesson.twins.records import Image, Reading, Twin, TwinSet
from clever_engine.score.settings import check_seed

CARDS = 8
TWINS = (4, 5, 6)
"""How many of the cards are twins: whoever counts must not know the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One picture of the quiz.

    Attributes:
        image: `(1, 28, 28)` in [0, 1], what is shown.
        truth: what was written.
        network: who answers, by its name in the catalogue.
        label: what it says.
        confidence: its softmax probability.
        twin: how the picture was changed; None where it was not.
        hardened: what the hardened network would have needed; None where there is no twin.
    """

    image: Image
    truth: int
    network: str
    label: int
    confidence: float
    twin: Twin | None = None
    hardened: Twin | None = None

    @property
    def fooled(self) -> bool:
        """Return whether the network is wrong."""
        return self.label != self.truth


def make_round(twins: TwinSet, seed: int) -> tuple[Card, ...]:
    """Return the cards of a round; the same for the same seed.

    One twin comes beside its own original, in either order: two pictures that look the same.

    Raises:
        InputError: the seed is not an integer of at least 0.
    """
    rng = np.random.default_rng([check_seed(seed), CARDS])
    count = int(rng.choice(TWINS))
    taken = _varied([twins.twins[k] for k in rng.permutation(len(twins.twins))], count)
    pair = [_twin_card(twins, taken[0]), _original_card(taken[0])]
    clean = [twins.clean[k] for k in rng.permutation(len(twins.clean))]
    clean = _new(clean, {twin.digit for twin in taken}, CARDS - count - 1)
    others = [_twin_card(twins, twin) for twin in taken[1:]]
    others += [_clean_card(reading) for reading in clean]
    others = [others[k] for k in rng.permutation(len(others))]
    place = int(rng.integers(len(others) + 1))
    return tuple(others[:place] + (pair[::-1] if rng.random() < 0.5 else pair) + others[place:])


def _varied(shuffled: list[Twin], count: int) -> list[Twin]:
    """Return twins of as many digits, attacks and networks as there are."""
    left, taken = list(shuffled), list[Twin]()
    for _ in range(count):
        worn = [_worn(twin, taken) for twin in left]
        taken.append(left.pop(worn.index(min(worn))))
    return taken


def _new(shuffled: list[Reading], seen: set[int], count: int) -> list[Reading]:
    """Return clean digits that are not there yet."""
    found: list[Reading] = []
    for reading in shuffled:
        if len(found) < count and reading.digit not in seen:
            found.append(reading)
            seen = seen | {reading.digit}
    return found


def _worn(twin: Twin, taken: list[Twin]) -> tuple[int, int, int]:
    """Return how often a twin's digit, attack and network are there already."""
    return (
        sum(other.digit == twin.digit for other in taken),
        sum(other.method == twin.method for other in taken),
        sum(other.network == twin.network for other in taken),
    )


def _twin_card(twins: TwinSet, twin: Twin) -> Card:
    number = next(k for k, other in enumerate(twins.twins) if other is twin)
    return Card(
        image=twin.image,
        truth=twin.digit,
        network=twin.network,
        label=twin.label,
        confidence=twin.confidence,
        twin=twin,
        hardened=twins.hardened[number],
    )


def _original_card(twin: Twin) -> Card:
    return Card(
        image=twin.original,
        truth=twin.digit,
        network=twin.network,
        label=twin.digit,
        confidence=twin.before,
    )


def _clean_card(reading: Reading) -> Card:
    return Card(
        image=reading.image,
        truth=reading.digit,
        network=reading.network,
        label=reading.digit,
        confidence=reading.confidence,
    )
