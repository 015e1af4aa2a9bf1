"""The pixels of a digit as they travel to the browser and back, and what makes them safe to use."""

from __future__ import annotations

import base64
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Pixels: TypeAlias = NDArray[np.float32]
"""`(28, 28)` in [0, 1], each a multiple of 1/255: 0 is paper, 1 is ink."""

SIDE = 28
_COUNT = SIDE * SIDE
_TEXT_LENGTH = 4 * ((_COUNT + 2) // 3)


def on_grid(pixels: NDArray[Any]) -> Pixels:
    """Return the nearest picture of 256 greys, as a copy: what the pad shows and the bank gets.

    Args:
        pixels: `(28, 28)` finite numbers; those outside [0, 1] are moved to the bound.

    Raises:
        ValueError: For another shape, or a number that is not finite.
    """
    return _from_greys(_greys(pixels))


def encoded(pixels: NDArray[Any]) -> str:
    """Return the picture as the base64 text of 784 bytes, row by row, 255 for ink.

    Raises:
        ValueError: As for `on_grid`.
    """
    return base64.b64encode(_greys(pixels).tobytes()).decode("ascii")


def tampered_pixels(raw: object) -> Pixels | None:
    """Return the picture that the browser sent; `None` if it is anything but one.

    Args:
        raw: Anything at all. A picture is the base64 text of exactly 784 bytes, so that every
            text accepted is a picture in range, and half a picture is none.
    """
    # The length comes first: nothing large is ever decoded.
    if not isinstance(raw, str) or len(raw) != _TEXT_LENGTH:
        return None
    try:
        greys = base64.b64decode(raw, validate=True)
    except ValueError:
        return None
    if len(greys) != _COUNT:
        return None
    return _from_greys(np.frombuffer(greys, dtype=np.uint8).reshape(SIDE, SIDE))


def _from_greys(greys: NDArray[np.uint8]) -> Pixels:
    return greys.astype(np.float32) / np.float32(255)


def _greys(pixels: NDArray[Any]) -> NDArray[np.uint8]:
    values = np.asarray(pixels, dtype=np.float64)
    if values.shape != (SIDE, SIDE):
        raise ValueError(f"pixels must have the shape ({SIDE}, {SIDE}), got {values.shape}")
    if not np.isfinite(values).all():
        raise ValueError("pixels must be finite numbers")
    greys: NDArray[np.uint8] = np.rint(values.clip(0, 1) * 255).astype(np.uint8)
    return greys
