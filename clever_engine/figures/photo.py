"""A photo as a network sees it, as PNG."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def photo_png(photo: NDArray[np.float32]) -> bytes:
    """Return a photo `(3, h, w)` in [0, 1] as a PNG in 256 steps a value."""
    steps = np.rint(np.clip(photo, 0.0, 1.0) * 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(steps.transpose(1, 2, 0))).save(out, format="PNG")
    return out.getvalue()
