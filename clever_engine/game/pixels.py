"""Pictures of 256 greys, and how far one check's digits lie from another's.

A check travels between page, teller and bank as whole greys k/255. Differences of whole numbers are
exact, so the teller's ruler gives the same length wherever it is laid.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from clever_engine.errors import InputError

Pixels = NDArray[np.float32]
"""`(n, 1, 28, 28)` or `(1, 28, 28)` in [0, 1], each a multiple of 1/255: 0 is paper, 1 is ink."""

SHAPE = (1, 28, 28)
GREYS = 255

_GRID_SLACK = 1e-4  # in greys: float32 holds k/255 to about 1e-5 of a grey


def on_grid(images: NDArray[Any]) -> Pixels:
    """Return the nearest pictures of 256 greys; values outside [0, 1] move to the bound.

    Args:
        images: any shape, finite.

    Raises:
        InputError: a value is not finite.
    """
    values = np.asarray(images, dtype=np.float64)
    if not np.isfinite(values).all():
        raise InputError("Expected finite pixel values; got NaN or infinite ones.")
    greys: Pixels = np.rint(values.clip(0, 1) * GREYS).astype(np.float32)
    return greys / np.float32(GREYS)


def check_digits(images: NDArray[Any], count: int) -> Pixels:
    """Return the pictures of `count` digits as float32 `(count, 1, 28, 28)`.

    Raises:
        InputError: another shape, or a value that is no multiple of 1/255 from 0 to 1.
    """
    values = np.asarray(images)
    if values.shape != (count, *SHAPE):
        raise InputError(f"Expected digits of shape {(count, *SHAPE)}; got {values.shape}.")
    greys = np.nan_to_num(values.astype(np.float64), nan=-1, posinf=-1, neginf=-1) * GREYS
    off = (greys < 0) | (greys > GREYS) | (np.abs(greys - np.rint(greys)) > _GRID_SLACK)
    if off.any():
        raise InputError(
            "Expected pixel values k/255 with whole k from 0 to 255; "
            f"got {float(values[off][0]):.6g}."
        )
    return values.astype(np.float32)


def distortions(originals: NDArray[Any], images: NDArray[Any]) -> NDArray[np.float64]:
    """Return the L2 norm of the change of each digit `(n,)`, in pixel values.

    Args:
        originals: `(n, 1, 28, 28)`, or one that all images are compared with.
        images: `(n, 1, 28, 28)`, both of 256 greys.
    """
    changes = _greys(images) - _greys(originals)
    squares = np.square(changes).reshape(len(changes), -1).sum(axis=1)
    return np.asarray(np.sqrt(squares) / GREYS, dtype=np.float64)


def joint(distances: NDArray[np.float64]) -> float:
    """Return the L2 norm of a change of several digits from the norms of its parts."""
    return float(np.sqrt(np.square(distances).sum()))


def _greys(images: NDArray[Any]) -> NDArray[np.int64]:
    return np.rint(np.asarray(images, dtype=np.float64) * GREYS).astype(np.int64)
