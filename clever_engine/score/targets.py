"""The classes that a score is measured towards, by name."""

import re
from collections.abc import Callable, Sequence

import numpy as np
import torch

from clever_engine.errors import InputError

TARGETS = ("untargeted", "nearest-10", "runner-up", "least-likely", "random")
"""All other classes, the ten nearest by `Promises` (or any number of them), or a single one."""

Promises = Callable[[Sequence[int]], torch.Tensor]
"""Returns for classes `(n,)` the distances that a first step promises, margin / slope."""

_NEAREST = re.compile(r"nearest-([1-9][0-9]{0,8})", re.ASCII)


def choose_targets(
    logits: torch.Tensor,
    label: int,
    target: str | int,
    seed: int,
    promises: Promises | None = None,
) -> tuple[int, ...]:
    """Return the classes to measure towards, in rising order.

    Args:
        logits: `(classes,)` at the image.
        label: the class read there.
        target: one of `TARGETS`, or a class number.
        seed: of a random choice.
        promises: tells how near classes are; None where none is asked for by nearness.

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
    count = _nearest(target)
    if count is not None and promises is not None:
        if count >= len(others):
            return tuple(others)
        nearest = promises(others).argsort(stable=True)[:count]
        return tuple(sorted(others[place] for place in nearest.tolist()))
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


def _nearest(target: str | int) -> int | None:
    """Return the number in "nearest-10"; None where the target is none of the kind."""
    found = _NEAREST.fullmatch(target) if isinstance(target, str) else None
    return int(found[1]) if found else None
