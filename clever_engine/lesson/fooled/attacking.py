"""The smallest attack on one digit."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clever_engine.attacks import smallest_attack_steps
from clever_engine.classifiers import Classifier
from clever_engine.norms import Norm
from clever_engine.steps import Steps

Image = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """The nearest picture found that the network reads otherwise.

    Attributes:
        image: `(1, 28, 28)`; the digit itself where nothing was found.
        distance: its L2 distance from the digit, in pixel values; infinite where nothing was found.
        label: what the network reads there.
    """

    image: Image
    distance: float
    label: int


def twin_steps(classifier: Classifier, image: Image) -> Steps[Twin]:
    """Look for the smallest L2 change of an image `input_shape` within the pixel range."""
    attack = yield from smallest_attack_steps(classifier, image[None], norm=Norm.L2)
    return Twin(
        image=np.asarray(attack.adversarials[0].cpu().numpy(), dtype=np.float32),
        distance=float(attack.distances[0]),
        label=int(attack.labels[0]),
    )
