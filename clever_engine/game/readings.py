"""How a bank's network reads a check, digit by digit."""

from dataclasses import dataclass

from clever_engine.classifiers import Classifier
from clever_engine.game.checks import Digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read: one label a digit, and how sure the network is of each, 0 to 1."""

    labels: tuple[int, ...]
    confidences: tuple[float, ...]

    @property
    def amount(self) -> int:
        """Return the number the labels spell; leading zeros count for nothing."""
        return int("".join(map(str, self.labels)))


def read_check(classifier: Classifier, images: Digits) -> Reading:
    """Return how the network reads digits `(n, 1, 28, 28)`."""
    shares = classifier.probabilities(images)
    confidences, labels = shares.max(dim=1)
    return Reading(labels=tuple(labels.tolist()), confidences=tuple(confidences.tolist()))
