"""Digits from a file on disk, and normalised digits kept as a strip of pixels."""

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from clever_engine.digits import (
    MAX_BYTES,
    MAX_DIGITS,
    Box,
    FoundDigits,
    decode_picture,
    read_digits,
)
from clever_engine.errors import PictureError


def read_file(path: Path, *, as_is: bool = False) -> FoundDigits:
    """Return the digits of a picture file.

    Args:
        path: the picture.
        as_is: the picture is a strip as `strip_png` writes it; its digits are taken unchanged.

    Raises:
        PictureError: no such file, too large, no picture, or no digits in it.
    """
    try:
        is_file = path.is_file()
    except OSError:  # a name longer than the system allows
        is_file = False
    if not is_file:
        raise PictureError(f"Expected a picture file; {path} does not exist or is no file.")
    if path.stat().st_size > MAX_BYTES:
        raise PictureError(
            f"Expected a picture of at most {MAX_BYTES / 1e6:.0f} MB; "
            f"{path.name} has {path.stat().st_size / 1e6:.1f} MB."
        )
    raw = path.read_bytes()
    return read_strip(raw) if as_is else read_digits(raw)


def strip_png(images: NDArray[np.float32]) -> bytes:
    """Return digits `(n, 1, 28, 28)` in [0, 1] as a PNG strip, 28 high and 28 n wide."""
    pixels = np.round(np.concatenate(list(images[:, 0]), axis=1) * 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, format="PNG")
    return out.getvalue()


def pixels_to_images(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return pixels 0 to 255 as values 0 to 1, to the same bit wherever they come from."""
    return pixels.astype(np.float32) / np.float32(255)


def read_strip(raw: bytes) -> FoundDigits:
    """Return the digits of a strip unchanged: 28x28 pixels each, white ink on black.

    Raises:
        PictureError: no picture, or not of this size.
    """
    picture = decode_picture(raw)
    gray = picture if picture.ndim == 2 else picture[..., 0]
    height, width = gray.shape
    n = width // 28
    if height != 28 or width != 28 * n or not 1 <= n <= MAX_DIGITS:
        raise PictureError(
            f"Expected a strip of 1 to {MAX_DIGITS} digits, 28 pixels high and a multiple of 28 "
            f"wide; got {width} x {height} pixels."
        )
    pixels = np.round(np.stack(np.split(gray, n, axis=1))[:, None] * 255).astype(np.uint8)
    return found_as_is(pixels_to_images(pixels))


def found_as_is(images: NDArray[np.float32]) -> FoundDigits:
    """Return normalised digits `(n, 1, 28, 28)` as if found side by side in a strip."""
    n = len(images)
    return FoundDigits(
        images=images,
        boxes=tuple(Box(28 * k, 0, 28 * (k + 1), 28) for k in range(n)),
        rows=(0,) * n,
        findings=((),) * n,
    )
