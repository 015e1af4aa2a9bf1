"""Twins in 256 steps a pixel: what a picture file holds must still fool the network.

An attack stops at the very boundary, and rounding its pixels may bring it back over. So the change
is lengthened, by a hundredth at a time, until the rounded twin is misread with a small lead.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from clever_engine.classifiers import Classifier

LEAD = 0.2
"""Least lead of the wrong class, in logits; far above what rounding differs by between machines."""

LENGTHS = tuple(1 + 0.01 * k for k in range(40))
"""What a change is lengthened to, in turn; one that needs more was no twin."""


def in_steps(image: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return a picture in [0, 1] in 256 steps a value."""
    return np.rint(np.clip(image, 0.0, 1.0) * 255).astype(np.uint8)


def from_steps(steps: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return a picture in [0, 1] from its 256 steps; undoes `in_steps` for one so made."""
    return steps.astype(np.float32) / np.float32(255)


def as_shown(
    classifier: Classifier,
    original: NDArray[np.float32],
    changed: NDArray[np.float32],
    *,
    label: int,
    target: int | None = None,
    lengths: Sequence[float] = LENGTHS,
) -> NDArray[np.uint8] | None:
    """Return the changed picture in 256 steps, misread; None where no small lengthening fools.

    Args:
        classifier: the network to fool.
        original: `input_shape` in [0, 1].
        changed: `input_shape`, what an attack made of it.
        label: what the network reads in the original.
        target: what it is to read; anything but the label by default.
        lengths: what to lengthen the change to, rising from 1.
    """
    for length in lengths:
        steps = in_steps(original + np.float32(length) * (changed - original))
        logits = classifier.logits(from_steps(steps)[None])[0].cpu().double().numpy()
        wanted = np.delete(logits, label).max() if target is None else logits[target]
        rest = logits[label] if target is None else np.delete(logits, target).max()
        if wanted - rest >= LEAD:
            return steps
    return None
