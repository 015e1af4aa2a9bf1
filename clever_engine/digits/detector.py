"""A small network that tells digits from all else, so that a cat is not called a 4 in silence."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from clever_engine.shipped import MODELS

if TYPE_CHECKING:
    from torch import nn

WEIGHTS = MODELS / "digit-detector.safetensors"
REPORT = WEIGHTS.with_suffix(".json")
"""Checksum of the weights, how they were trained, and what they were measured to do."""


WHAT = "the digit detector"


def build_detector() -> "nn.Module":
    """Return the untrained network: ten classes of digits and an eleventh for all else."""
    from torch import nn  # torch takes a second to import; a drawing pad may never need it

    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(576, 32),
        nn.ReLU(),
        nn.Linear(32, 11),
    )


def digit_probabilities(images: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return for each picture the probability that it is each digit.

    Args:
        images: `(n, 28, 28)` float32 in [0, 1], normalised.

    Returns:
        `(n, 10)` float32; what is missing from 1 in a row is the probability of no digit.

    Raises:
        ModelError: the weights are missing or damaged.
    """
    if len(images) == 0:
        return np.zeros((0, 10), dtype=np.float32)
    import torch

    with torch.inference_mode():
        logits = load_detector()(torch.from_numpy(np.ascontiguousarray(images))[:, None])
        return np.asarray(logits.softmax(dim=1)[:, :10].numpy())


@cache
def load_detector(weights: Path = WEIGHTS) -> "nn.Module":
    """Return the trained network, its weights verified by the checksum beside them.

    Raises:
        ModelError: the weights are missing or damaged.
    """
    from clever_engine.digits.weights import with_reported_weights

    return with_reported_weights(build_detector(), weights, what=WHAT)
