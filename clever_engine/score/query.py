"""What is measured: one image, the network's reading of it, and the classes it might turn into."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from clever_engine.classifiers import Classifier, Images
from clever_engine.errors import InputError

Mask = torch.Tensor | NDArray[Any]
"""Which values of an input may change: boolean, in the input's shape."""

TARGETS = ("untargeted", "runner-up", "least-likely", "random")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An image `(1, *input_shape)`, its logits, label, and the classes to measure towards.

    `free` is where the image may change, boolean in the input's shape; None stands for everywhere.
    """

    classifier: Classifier
    image: torch.Tensor
    logits: torch.Tensor
    label: int
    confidence: float
    targets: tuple[int, ...]
    requested_target: str | int
    free: torch.Tensor | None = None

    @classmethod
    def of(
        cls,
        classifier: Classifier,
        image: Images,
        *,
        target: str | int,
        seed: int,
        mask: Mask | None = None,
    ) -> "Subject":
        """Read the image and choose the classes.

        Raises:
            InputError: the image or mask has the wrong shape or range, or there is no such target.
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
            free=None if mask is None else check_mask(classifier, mask),
        )

    @property
    def size(self) -> int:
        """The number of values that may change."""
        return self.image.numel() if self.free is None else int(self.free.sum())

    def moved(self, offsets: torch.Tensor) -> torch.Tensor:
        """Return the image plus each of the offsets `(n, size)` of its free values."""
        offsets = offsets.to(self.image)
        if self.free is None:
            return self.image + offsets.view(-1, *self.image.shape[1:])
        points = self.image.repeat(len(offsets), *[1] * (self.image.ndim - 1))
        points[:, self.free] += offsets
        return points

    def margins(self) -> torch.Tensor:
        """Return `f_label - f_target` `(targets,)`, float64."""
        logits = self.logits.double()
        return logits[self.label] - logits[list(self.targets)]


def check_mask(classifier: Classifier, mask: Mask) -> torch.Tensor:
    """Return the mask as a boolean tensor beside the network.

    Raises:
        InputError: not boolean, of another shape than an input, or without a value that may change.
    """
    tensor = torch.as_tensor(np.array(mask) if isinstance(mask, np.ndarray) else mask)
    if tensor.dtype != torch.bool or tuple(tensor.shape) != classifier.input_shape:
        raise InputError(
            f"Expected a boolean mask of shape {classifier.input_shape}; "
            f"got {tensor.dtype} of shape {tuple(tensor.shape)}."
        )
    if not bool(tensor.any()):
        raise InputError("Expected a mask that lets at least one value change; got none.")
    return tensor.to(classifier.device)


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
