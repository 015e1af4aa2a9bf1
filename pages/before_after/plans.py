"""What a visitor wants compared: sides, digits and effort, as plain data."""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clever_engine.comparison.results import Side

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
