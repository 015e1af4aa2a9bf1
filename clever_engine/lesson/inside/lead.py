"""Step 1: what the network reads, and its lead over another class."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clever_engine.classifiers import Classifier, Images
from clever_engine.score.query import Query

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A reading and one class it might turn into.

    Attributes:
        logits: `(classes,)` the network's points for each class.
        label: the class it reads, c.
        confidence: its softmax probability.
        target: the class j whose points are compared.
        runner_up: the class with the second most points.
    """

    logits: Array
    label: int
    confidence: float
    target: int
    runner_up: int

    @property
    def margin(self) -> float:
        """Return `f_c - f_j` in logits, never negative."""
        return float(self.logits[self.label] - self.logits[self.target])


def read_lead(classifier: Classifier, image: Images, target: str | int = "runner-up") -> Lead:
    """Return how a network reads an image `input_shape`, and its lead over a class.

    Args:
        classifier: the network.
        image: values within the classifier's bounds.
        target: "runner-up", "least-likely" or a class number; the label itself stands for the
            runner-up, so that a choice outlives the digit it was made for.

    Raises:
        InputError: the image makes no sense, or there is no such class.
    """
    query = Query.of(classifier, image, target="runner-up", seed=0)
    (runner_up,) = query.targets
    if target != "runner-up" and target != query.label:
        query = Query.of(classifier, image, target=target, seed=0)
    return Lead(
        logits=query.logits.double().cpu().numpy(),
        label=query.label,
        confidence=query.confidence,
        target=query.targets[0],
        runner_up=runner_up,
    )
