"""What the finder's network says of each pixel: whose ink it is, and of which digit."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from clever_engine.codec import read_json
from clever_engine.errors import ModelError
from clever_engine.shipped import MODELS

if TYPE_CHECKING:
    from clever_engine.digits.finder_network import FinderNetwork

Array = NDArray[np.float32]

WEIGHTS = MODELS / "digit-finder.safetensors"
REPORT = WEIGHTS.with_suffix(".json")
"""Checksum of the weights, how they were trained, and what they were measured to do."""

WHAT = "the digit finder"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Seen:
    """What the network says of a picture of `h` times `w` pixels, `k` and `l` half as many.

    Attributes:
        ink: `(h, w)` probability that a pixel is ink of a digit.
        signs: `(h, w)` probability that it is ink of a separator, a currency sign or a letter.
        heat: `(k, l)` probability that the middle of a digit is here.
        middle: `(2, k, l)` row and column of the middle of the digit each pixel belongs to.
        size: `(k, l)` the longer side of that digit, in pixels.
        classes: `(10, k, l)` probability of each class.
    """

    ink: Array
    signs: Array
    heat: Array
    middle: Array
    size: Array
    classes: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What lies beside the finder's weights.

    Attributes:
        sha256: checksum of the weights.
        certainty: weights of what speaks for a reading, in the order of `certainty.FEATURES`.
    """

    sha256: str
    certainty: tuple[float, ...] = ()


@cache
def finder_report(weights: Path = WEIGHTS) -> Report:
    """Return what lies beside the finder's weights.

    Raises:
        ModelError: it is missing or damaged.
    """
    return read_json(weights.with_suffix(".json"), Report, what=WHAT, error=ModelError)


@cache
def load_finder(weights: Path = WEIGHTS) -> "FinderNetwork":
    """Return the trained network, its weights verified by the checksum beside them.

    Raises:
        ModelError: the weights are missing or damaged.
    """
    from clever_engine.digits.finder_network import FinderNetwork
    from clever_engine.digits.weights import with_weights

    return with_weights(FinderNetwork(), weights, finder_report(weights).sha256, what=WHAT)


def levelled(picture: Array) -> Array:
    """Return a picture `(h, w, 3)` as the network takes it, `(3, h, w)`: its mean 0, its spread 1.

    Grain alone is not blown up: below a spread of a twentieth the picture stays as faint as it is.
    """
    centred = picture - picture.mean(axis=(0, 1))
    return np.ascontiguousarray((centred / (centred.std() + 0.05)).transpose(2, 0, 1))


def look(picture: Array) -> Seen:
    """Return what the network says of a picture `(h, w, 3)` in [0, 1]."""
    import torch

    from clever_engine.digits.finder_network import STRIDE

    height, width = picture.shape[:2]
    # The same is beyond the edge as at it, at least half a digit of it.
    pad = [(24, -(length + 48) % STRIDE + 24) for length in (height, width)]
    padded = np.pad(levelled(picture), ((0, 0), *pad), mode="edge")
    with torch.inference_mode():
        ink, heat, way, size, classes = load_finder()(torch.from_numpy(padded)[None])
        both = ink[0].sigmoid().numpy()[:, 24 : 24 + height, 24 : 24 + width]
        inner = (slice(12, 12 + -(-height // 2)), slice(12, 12 + -(-width // 2)))
        sizes = size[0].exp().numpy()[inner]
        place = np.indices(sizes.shape, dtype=np.float32) * 2 + 1
        middle = place + way[0].numpy()[:, *inner] * sizes
        return Seen(
            ink=both[0],
            signs=both[1],
            heat=heat[0].sigmoid().numpy()[inner],
            middle=middle,
            size=sizes,
            classes=classes[0].softmax(dim=0).numpy()[:, *inner],
        )
