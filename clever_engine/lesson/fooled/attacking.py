"""The smallest attack on one digit, in steps short enough for a page."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray

from clever_engine.attacks import Method, minimum_norm_attack
from clever_engine.attacks.minimum_norm import nearest
from clever_engine.classifiers import Classifier

Image = NDArray[np.float32]
Result = TypeVar("Result")

STEPS = 60
"""Gradients a way of attacking; see `comparison.attacking.STEPS` for what that costs."""


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


def twin_steps(
    attacked: Classifier, real: Classifier, image: Image, *, seed: int
) -> Generator[None, None, Twin]:
    """Attack a digit in L2 within the pixel range: FMN from the digit and from nearby, then DDN.

    Args:
        attacked: the network whose slopes the attacker follows.
        real: the network that has to misread what was found: `attacked` itself, or the network
            whose hiding layer `attacked` looks through.
        image: `input_shape`, in bounds.
        seed: of the random start.
    """
    batch, best = image[None], None
    for how in ({"method": Method.FMN}, {"method": Method.DDN}, {"seed": seed}):
        found = minimum_norm_attack(attacked, batch, norm="l2", steps=STEPS, **how)
        best = found if best is None else nearest([best, found])
        yield
    assert best is not None
    label = int(real.logits(batch).argmax())
    turned = int(real.logits(best.adversarials).argmax())
    distance = float(best.distances[0]) if turned != label else float("inf")
    return Twin(image=_numbers(best.adversarials[0]), distance=distance, label=turned)


def _numbers(values: torch.Tensor) -> Image:
    return np.asarray(values.cpu().numpy(), dtype=np.float32)


def at_share(steps: Generator[Any, None, Result], share: float) -> Generator[float, None, Result]:
    """Run a part of something larger; at each of its pauses, tell how much of the whole is done."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: Result = end.value
            return result
        yield share
