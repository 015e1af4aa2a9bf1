"""Pictures with crisp pixels, as PNG: digits, photos, and what changes them or would."""

import base64
import io
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor

from clever_engine.figures.theme import INK, PAPER, SAFE, UNSAFE

FACTORS = (1, 2, 3, 5, 8, 10, 15, 20, 30, 50, 100, 200, 500)
"""By how much a change may be magnified: whole numbers that are easy to say."""


def digit_png(image: NDArray[np.float32], *, pixel: int = 8) -> bytes:
    """Return a digit `(28, 28)` in [0, 1] as a PNG, each of its pixels a square of `pixel`."""
    amount = np.clip(np.asarray(image, dtype=np.float64), 0, 1)
    return _png(_colored(amount, more=INK, less=INK), pixel)


def data_uri(content: bytes, kind: str = "png") -> str:
    """Return a picture file as an address that holds it, so that no second request can fail."""
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def picture_jpeg(picture: NDArray[np.float32], *, longest: int = 1100) -> bytes:
    """Return a picture `(h, w, 3)` in [0, 1] as a JPEG, its longer side at most `longest`."""
    image = Image.fromarray(np.round(np.clip(picture, 0, 1) * 255).astype(np.uint8))
    image.thumbnail((longest, longest))
    out = io.BytesIO()
    image.save(out, format="JPEG", quality=88)
    return out.getvalue()


def photo_png(photo: NDArray[np.float32]) -> bytes:
    """Return a photo `(3, h, w)` in [0, 1] as a PNG in 256 steps a value."""
    steps = np.rint(np.clip(photo, 0.0, 1.0) * 255).astype(np.uint8)
    return _png(np.ascontiguousarray(steps.transpose(1, 2, 0)))


def slope_png(gradient: NDArray[np.float64]) -> bytes:
    """Return a margin's gradient `(28, 28)` as a PNG of as many pixels.

    Blue where more ink widens the lead, orange where it narrows it, paper where it does nothing;
    the strongest pixel has the full colour.
    """
    strongest = float(np.abs(gradient).max()) or 1.0
    share = np.clip(np.asarray(gradient, dtype=np.float64) / strongest, -1, 1)
    return _png(_colored(share, more=SAFE, less=UNSAFE))


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
    return _png(_colored(amount, more=UNSAFE, less=SAFE), pixel)


def _colored(amount: NDArray[np.float64], *, more: str, less: str) -> NDArray[np.uint8]:
    """Return values `(h, w)` in [-1, 1] as colours from `less` over paper to `more`."""
    paper, high, low = (
        np.array(ImageColor.getrgb(color), dtype=np.float64) for color in (PAPER, more, less)
    )
    full = np.where(amount[..., None] < 0, low, high)
    return np.round(paper + np.abs(amount)[..., None] * (full - paper)).astype(np.uint8)


def _png(values: NDArray[Any], pixel: int = 1) -> bytes:
    """Return colours `(h, w, 3)` of 256 steps as a PNG, each value a square of `pixel`."""
    large = values.repeat(pixel, axis=0).repeat(pixel, axis=1)
    out = io.BytesIO()
    # Not `optimize`: it saves a tenth of a digit's 1.7 kB and takes five to nine times as long.
    Image.fromarray(large).save(out, format="PNG")
    return out.getvalue()
