"""What the finding of digits returns: normalised digits, where each was, and what is doubtful."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clever_engine.errors import PictureError

MAX_DIGITS = 80
"""A picture with more digits than this is refused: each one costs a measurement. Seven rows of ten,
as a class fills a page, are read."""


class Box(NamedTuple):
    """A rectangle in pixels of the picture; right and bottom lie just outside it."""

    left: int
    top: int
    right: int
    bottom: int


class DigitFinding(StrEnum):
    """A reason to doubt one of the digits found."""

    UNLIKE_A_DIGIT = "unlike-a-digit"
    UNSURE = "unsure"
    TOUCHES_THE_BORDER = "touches-the-border"
    SPLIT_FROM_A_NEIGHBOUR = "split-from-a-neighbour"
    FAINT = "faint"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDigits:
    """Digits in reading order: row by row from the top, each row from left to right.

    Attributes:
        images: `(n, 1, 28, 28)` float32 in [0, 1], white ink on black, as MNIST's digits.
        boxes: where each digit was, in pixels of the picture.
        rows: number of the row each digit stands in, from 0 at the top.
        findings: for each digit the reasons to doubt it; empty where there are none.
        left_out: marks beside the digits that were taken for punctuation or a currency sign.
        readings: what each digit was read as when it was found; empty where nobody read it.
        certainty: for each the probability that this is right.
    """

    images: NDArray[np.float32]
    boxes: tuple[Box, ...] = ()
    rows: tuple[int, ...] = ()
    findings: tuple[tuple[DigitFinding, ...], ...] = ()
    left_out: tuple[Box, ...] = ()
    readings: tuple[int, ...] = ()
    certainty: tuple[float, ...] = ()

    def __len__(self) -> int:
        """Return how many digits were found."""
        return len(self.boxes)

    def doubts(self, labels: Sequence[int]) -> list[tuple[DigitFinding, ...]]:
        """Return the findings of each digit, with what a network's labels add to them.

        Where it reads another digit than was read when the picture was searched, one is wrong.
        """
        readings = self.readings or labels
        return [
            findings if label == read else (DigitFinding.UNSURE, *findings)
            for findings, label, read in zip(self.findings, labels, readings, strict=True)
        ]

    def ink(self) -> list[NDArray[np.bool_]]:
        """Return for each digit which pixels hold ink `(1, 28, 28)`: where a pen has been."""
        return list(self.images > 0)


def check_count(count: int) -> None:
    """Refuse a picture with no digit or with too many.

    Raises:
        PictureError: what was expected and what came.
    """
    if not count:
        raise PictureError(
            "Expected a picture with at least one handwritten digit; found no writing in it."
        )
    if count > MAX_DIGITS:
        raise PictureError(
            f"Expected a picture with at most {MAX_DIGITS} digits; found {count} separate marks."
        )


def no_digits() -> FoundDigits:
    """Return the answer for a drawing without a stroke."""
    return FoundDigits(images=np.zeros((0, 1, 28, 28), dtype=np.float32))
