"""A second look at each mark that was found: which digit it is, or none, with what is around it.

The networks that read see the ink alone, in which a coin is a ring and an `a` a 0. This one sees
the picture itself and what lies beside the mark as well, and knows letters, drawings and things.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from clever_engine.digits.grouping import Found
from clever_engine.digits.looking import Array, Seen
from clever_engine.shipped import MODELS

if TYPE_CHECKING:
    from torch import nn

WEIGHTS = MODELS / "digit-second-look.safetensors"

WHAT = "the second look at digits"

SIDE = 36
"""Pixels along a patch: a digit is 20 of them high, as MNIST's are."""

AROUND = 1.8
"""Side of what is looked at, in longer sides of the mark."""

CHANNELS = 4
"""The picture in grey, the mark's own ink, ink of all digits, ink of signs and letters."""

NONE = 10
"""Class of all that is no digit, or not one digit."""


def build_second_look() -> "nn.Module":
    """Return the untrained network: ten classes of digits and one for all else; 83,000 weights."""
    from torch import nn  # torch takes a second to import; a drawing pad may never need it

    layers: list[nn.Module] = []
    inside = CHANNELS
    for outside in (16, 32, 48, 64):
        layers += [nn.Conv2d(inside, outside, 3, padding=1, bias=False), nn.BatchNorm2d(outside)]
        layers += [nn.ReLU()] + ([nn.MaxPool2d(2)] if outside < 64 else [])
        inside = outside
    return nn.Sequential(
        *layers, nn.Flatten(), nn.Dropout(0.2), nn.Linear(64 * 16, 32), nn.ReLU(), nn.Linear(32, 11)
    )


def patches_of(picture: Array, seen: Seen, digits: Sequence[Found]) -> Array:
    """Return what the network sees of each mark, `(n, CHANNELS, SIDE, SIDE)`.

    Args:
        picture: `(h, w, 3)` in [0, 1], as it was looked at.
        seen: what the finder says of it.
        digits: the marks found in it.

    Returns:
        The grey picture without its mean, divided by its spread, ink above paper, within [-3, 3];
        ink in [0, 1].
    """
    patches = [_patch(picture, seen, digit) for digit in digits]
    return np.stack(patches) if patches else np.zeros((0, CHANNELS, SIDE, SIDE), dtype=np.float32)


def _patch(picture: Array, seen: Seen, digit: Found) -> Array:
    height, width = digit.ink.shape
    side = max(8, round(AROUND * max(height, width)))
    top, left = digit.top + (height - side) // 2, digit.left + (width - side) // 2
    # The same is beyond the edge as at it.
    rows = np.clip(np.arange(top, top + side), 0, picture.shape[0] - 1)
    columns = np.clip(np.arange(left, left + side), 0, picture.shape[1] - 1)
    there = np.ix_(rows, columns)
    own = np.zeros((side, side), dtype=np.float32)
    down, right = digit.top - top, digit.left - left
    own[down : down + height, right : right + width] = digit.ink
    small = [_small(v) for v in (picture[there].mean(axis=2), own, seen.ink[there])]
    grey = small[0] - small[0].mean()
    sign = 1.0 if float((grey * (small[1] - small[1].mean())).sum()) >= 0 else -1.0
    small[0] = np.clip(grey * (sign / (float(grey.std()) + 0.03)), -3, 3)
    return np.stack([*small, _small(seen.signs[there])]).astype(np.float32)


def _small(values: Array) -> Array:
    image = Image.fromarray(np.ascontiguousarray(values, dtype=np.float32))
    return np.asarray(image.resize((SIDE, SIDE), Image.Resampling.BILINEAR))


def second_look(patches: Array) -> NDArray[np.float64]:
    """Return the probabilities `(n, 11)` of each digit and, last, of none.

    Raises:
        ModelError: the weights are missing or damaged.
    """
    import torch

    if not len(patches):
        return np.zeros((0, NONE + 1))
    with torch.inference_mode():
        logits = load_second_look()(torch.from_numpy(patches))
        return np.asarray(logits.softmax(dim=1).numpy().astype(np.float64))


@cache
def load_second_look(weights: Path = WEIGHTS) -> "nn.Module":
    """Return the trained network, its weights verified by the checksum beside them.

    Raises:
        ModelError: the weights are missing or damaged.
    """
    from clever_engine.digits.weights import with_reported_weights

    return with_reported_weights(build_second_look(), weights, what=WHAT)
