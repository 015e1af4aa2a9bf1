"""A change of a picture, drawn: orange where ink was added, blue where it was taken away."""

import io
import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor

from clever_engine.figures.theme import PAPER, SAFE, UNSAFE

FACTORS = (1, 2, 3, 5, 8, 10, 15, 20, 30, 50, 100, 200, 500)


def fitting_factor(largest: float) -> int:
    """Return by how much to magnify changes of up to `largest` to fill the scale from -1 to 1."""
    limit = 1 / largest if largest > 0 and math.isfinite(largest) else math.inf
    return max((factor for factor in FACTORS if factor <= limit * 1.0001), default=1)


def change_png(change: NDArray[np.floating], factor: float, *, pixel: int = 8) -> bytes:
    """Return a signed change as a PNG, magnified, each of its values a square of `pixel`.

    Nothing is paper, +1 is the colour of unsafe, -1 that of safe; what is beyond is cut.

    Args:
        change: `(h, w)` in [-1, 1], or `(h, w, 3)`, of which the channels' mean is drawn.
        factor: by which it is magnified.
        pixel: side of a value's square.
    """
    values = np.asarray(change, dtype=np.float64)
    amount = np.clip((values.mean(axis=2) if values.ndim == 3 else values) * factor, -1, 1)
    paper, less, more = (
        np.array(ImageColor.getrgb(color), dtype=np.float64) for color in (PAPER, SAFE, UNSAFE)
    )
    full = np.where(amount[..., None] < 0, less, more)
    colored = np.round(paper + np.abs(amount)[..., None] * (full - paper)).astype(np.uint8)
    large = colored.repeat(pixel, axis=0).repeat(pixel, axis=1)
    out = io.BytesIO()
    Image.fromarray(large).save(out, format="PNG", optimize=True)
    return out.getvalue()
