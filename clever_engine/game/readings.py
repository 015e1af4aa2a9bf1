"""What a bank reads in a check, digit by digit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clever_engine.classifiers import Classifier
from clever_engine.errors import ModelError


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The digits read, leading first.

    Attributes:
        labels: the digits.
        confidences: the probability the network gives each of them, 0 to 1.
    """

    labels: tuple[int, ...]
    confidences: tuple[float, ...]

    @property
    def amount(self) -> int:
        """The number read, in dollars; leading zeros count nothing."""
        return amount_of(self.labels)


def amount_of(digits: Sequence[int]) -> int:
    """Return the number with these digits, leading first."""
    return int("0" + "".join(map(str, digits)))


def read_check(classifier: Classifier, images: NDArray[Any]) -> Reading:
    """Return what a network reads in a check.

    Args:
        classifier: the bank's network.
        images: `(n, 1, 28, 28)` in [0, 1], leading digit first.

    Raises:
        InputError: wrong shape or range.
        ModelError: the network knows other classes than ten digits.
    """
    check_reader(classifier)
    # Labels come from logits: a network as sure as a distilled one has ties among probabilities.
    logits = classifier.logits(images).cpu().double()
    labels = logits.argmax(dim=1, keepdim=True)
    confidences = logits.softmax(dim=1).gather(1, labels)[:, 0]
    return Reading(
        labels=tuple(labels[:, 0].tolist()),
        confidences=tuple(np.asarray(confidences.cpu()).tolist()),
    )


def check_reader(classifier: Classifier) -> None:
    """Check that a network can read digits.

    Raises:
        ModelError: it knows other classes than ten digits.
    """
    if len(classifier.class_names) != 10:
        raise ModelError(
            f"Expected a network that tells 10 digits apart; {classifier.name} has "
            f"{len(classifier.class_names)} classes."
        )
