"""The smallest attack on many digits: the second witness of a comparison."""

from collections.abc import Generator

import torch

from clever_engine.attacks import STEPS, smallest_attack_steps
from clever_engine.classifiers import Classifier
from clever_engine.comparison.resampling import Array
from clever_engine.norms import Norm
from clever_engine.steps import relay

__all__ = ["STEPS", "attack_digits"]


def attack_digits(
    classifier: Classifier, images: torch.Tensor, *, norm: Norm, steps: int
) -> Generator[tuple[float, int], None, Array]:
    """Look for the smallest misread change of each of `images`, within the pixel range.

    Behind a defense the gradients pass straight through (BPDA), but what counts as misread is what
    the network reads behind the real defense.

    Yields:
        The share done, 0 to 1, and the digit now attacked.

    Returns:
        Distances `(n,)` in the norm; infinite where nothing was found.
    """
    last = len(images) - 1
    attack = yield from relay(
        smallest_attack_steps(classifier, images, norm=norm, steps=steps),
        lambda progress: (progress.share, min(int(progress.done), last)),
    )
    return attack.distances
