"""Adversarial twins as they are kept: what was changed, by which attack, for which network."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How far a picture is from its original, in pixel values: 1 is from paper to full ink.

    Attributes:
        l2: the Euclidean length of the change.
        linf: the most that a pixel changes.
        ink: ink added and taken away, all together, in pixels full of it (the L1 length).
        whole: all the ink of the original, in the same unit.
    """

    l2: float
    linf: float
    ink: float
    whole: float

    @classmethod
    def between(cls, original: Image, changed: Image) -> "Change":
        """Measure the change of one picture into another of the same shape."""
        difference = changed.astype(np.float64) - original.astype(np.float64)
        return cls(
            l2=float(np.sqrt(np.square(difference).sum())),
            linf=float(np.abs(difference).max()),
            ink=float(np.abs(difference).sum()),
            whole=float(original.astype(np.float64).sum()),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a network says of a shipped digit as it is.

    Attributes:
        hand: number of the handwriting in the handwriting set.
        digit: what was written, and what the network reads.
        network: its name in the catalogue.
        confidence: its softmax probability.
        image: `(1, 28, 28)` in [0, 1].
    """

    hand: int
    digit: int
    network: str
    confidence: float
    image: Image


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """A shipped digit after a small change that makes a network read something else.

    Attributes:
        hand: number of the original's handwriting in the handwriting set.
        digit: what was written, and what the network reads in the original.
        network: who is fooled; its name in the catalogue.
        method: the attack's name in `METHODS`.
        before: the network's softmax probability of the digit in the original.
        label: what the network reads in the twin.
        confidence: its softmax probability there.
        original: `(1, 28, 28)` in [0, 1].
        image: the twin, of the same shape, in 256 steps: what is shown is what fools.
    """

    hand: int
    digit: int
    network: str
    method: str
    before: float
    label: int
    confidence: float
    original: Image
    image: Image

    @property
    def change(self) -> Change:
        """Return how far the twin is from its original."""
        return Change.between(self.original, self.image)


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinSet:
    """All twins there are.

    Attributes:
        twins: made for the plain networks, hardly visible.
        hardened: one a twin, in the same order: the same digit changed until the hardened network
            misreads it, too.
        clean: digits without a change, each with a network that reads it rightly.
    """

    twins: tuple[Twin, ...]
    hardened: tuple[Twin, ...]
    clean: tuple[Reading, ...]
