"""What is measured: one image, the network's reading of it, and the classes it might turn into."""

from dataclasses import dataclass

import numpy as np
import torch

from clever_engine.classifiers import Classifier, Images
from clever_engine.errors import InputError

TARGETS = ("untargeted", "runner-up", "least-likely", "random")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An image `(1, *input_shape)`, its logits, label, and the classes to measure towards."""

    classifier: Classifier
    image: torch.Tensor
    logits: torch.Tensor
    label: int
    confidence: float
    targets: tuple[int, ...]
    requested_target: str | int

    @classmethod
    def of(
        cls, classifier: Classifier, image: Images, *, target: str | int, seed: int
    ) -> "Subject":
        """Read the image and choose the classes.

        Raises:
            InputError: the image has the wrong shape or range, or there is no such target.
        """
        if tuple(image.shape) != classifier.input_shape:
            raise InputError(
                f"Expected an image of shape {classifier.input_shape}; got {tuple(image.shape)}."
            )
        batch = classifier.check(image[None])
        logits = classifier.logits(batch)[0]
        label = int(logits.argmax())
        return cls(
            classifier=classifier,
            image=batch,
            logits=logits,
            label=label,
            confidence=float(torch.softmax(logits.double(), dim=0)[label]),
            targets=choose_targets(logits, label, target, seed),
            requested_target=target,
        )

    @property
    def size(self) -> int:
        """The number of values in the image."""
        return self.image.numel()

    def margins(self) -> torch.Tensor:
        """Return `f_label - f_target` `(targets,)`, float64."""
        logits = self.logits.double()
        return logits[self.label] - logits[list(self.targets)]


def choose_targets(
    logits: torch.Tensor, label: int, target: str | int, seed: int
) -> tuple[int, ...]:
    """Return the classes to measure towards, in rising order.

    Raises:
        InputError: there is no such target, or it is the label itself.
    """
    others = [k for k in range(len(logits)) if k != label]
    if target == "untargeted":
        return tuple(others)
    if target == "runner-up":
        return (max(others, key=lambda k: float(logits[k])),)
    if target == "least-likely":
        return (min(others, key=lambda k: float(logits[k])),)
    if target == "random":
        return (int(np.random.default_rng(seed).choice(others)),)
    if isinstance(target, bool) or not isinstance(target, int | np.integer):
        expected = ", ".join(TARGETS)
        raise InputError(f"Expected a target out of {expected} or a class number; got {target!r}.")
    if not 0 <= target < len(logits):
        raise InputError(f"Expected a class from 0 to {len(logits) - 1}; got {target}.")
    if target == label:
        raise InputError(
            f"Expected a class other than the one already read, {label}; got {target}."
        )
    return (int(target),)
