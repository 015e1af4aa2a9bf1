"""The checks of what callers ask of an attack, each with a sentence on what was expected."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from clever_engine.attacks.descent import Method
from clever_engine.errors import InputError
from clever_engine.norms import Norm

Targets = Sequence[int] | NDArray[Any] | torch.Tensor
Masks = NDArray[np.bool_] | torch.Tensor


def parse_method(name: Method | str, norm: Norm) -> Method:
    """Return the method of this name.

    Raises:
        InputError: there is none, or it does not serve the norm.
    """
    try:
        method = Method(name)
    except ValueError:
        expected = ", ".join(repr(method.value) for method in Method)
        raise InputError(f"Expected a method out of {expected}; got {name!r}.") from None
    if method is Method.DDN and norm is not Norm.L2:
        raise InputError(f"Expected norm 'l2' for method 'ddn'; got {norm.value!r}.")
    return method


def check_steps(steps: int) -> int:
    """Return the number of steps.

    Raises:
        InputError: it is less than 1.
    """
    if steps < 1:
        raise InputError(f"Expected at least 1 step; got {steps}.")
    return steps


def check_targets(targets: Targets, labels: torch.Tensor, classes: int) -> torch.Tensor:
    """Return the targets `(n,)` beside the labels read at the images `(n,)`.

    Raises:
        InputError: there is not one class number an image, or it is the label already read.
    """
    wanted = torch.as_tensor(targets, device=labels.device)
    if wanted.numel() and (wanted.is_floating_point() or wanted.dtype == torch.bool):
        raise InputError(f"Expected class numbers as targets; got {wanted.dtype}.")
    if wanted.shape != labels.shape:
        raise InputError(
            f"Expected {len(labels)} targets, one an image; got shape {tuple(wanted.shape)}."
        )
    wanted = wanted.long()
    for target, label in zip(wanted.tolist(), labels.tolist(), strict=True):
        if not 0 <= target < classes:
            raise InputError(f"Expected classes from 0 to {classes - 1} as targets; got {target}.")
        if target == label:
            raise InputError(
                f"Expected a target other than the class already read, {label}; got {target}."
            )
    return wanted


def check_masks(masks: Masks, images: torch.Tensor) -> torch.Tensor:
    """Return the masks as a tensor in the images' shape `(n, *input_shape)` and place.

    Raises:
        InputError: they are not true or false, or fit neither all images nor each.
    """
    tensor = torch.as_tensor(masks, device=images.device)
    if tensor.dtype != torch.bool:
        raise InputError(f"Expected masks of true and false; got {tensor.dtype}.")
    if tensor.shape not in (images.shape, images.shape[1:]):
        raise InputError(
            f"Expected masks of shape {tuple(images.shape)} or {tuple(images.shape[1:])}; "
            f"got {tuple(tensor.shape)}."
        )
    return tensor.expand_as(images)
