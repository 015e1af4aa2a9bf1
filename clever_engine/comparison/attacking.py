"""The smallest attack on many digits: the second witness of a comparison."""

from dataclasses import replace

import torch

from clever_engine.attacks import STEPS, smallest_attack_steps
from clever_engine.classifiers import Classifier
from clever_engine.comparison.resampling import Array
from clever_engine.norms import Norm
from clever_engine.steps import Steps, relay

__all__ = ["STEPS", "attack_digits"]


def attack_digits(
    classifier: Classifier, images: torch.Tensor, *, norm: Norm, steps: int
) -> Steps[Array]:
    """Look for the smallest misread change of each of `images`, within the pixel range.

    Behind a defense the gradients pass straight through (BPDA), but what counts as misread is what
    the network reads behind the real defense. The progress has the digit now attacked as its value.

    Returns:
        Distances `(n,)` in the norm; infinite where nothing was found.
    """
    last = len(images) - 1
    attack = yield from relay(
        smallest_attack_steps(classifier, images, norm=norm, steps=steps),
        lambda seen: replace(seen, value=min(int(seen.done), last)),
    )
    return attack.distances
