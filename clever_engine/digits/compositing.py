"""Bring the pixels of any kind of picture file to red, green and blue in [0, 1]."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_WIDE_MODES = ("I", "F", "I;16", "I;16B", "I;16L", "I;16N")
_ALPHA_MODES = ("RGBA", "LA", "PA", "La", "RGBa")


def flatten(picture: Image.Image) -> NDArray[np.float32]:
    """Return a decoded picture of any Pillow mode as `(h, w, 3)` float32 in [0, 1].

    A transparent picture is laid on white paper, or on black if its ink is light.
    """
    if picture.mode in _WIDE_MODES:
        grey = _wide_grey(picture)
        return np.repeat(grey[:, :, None], 3, axis=2)
    if picture.mode in _ALPHA_MODES or "transparency" in picture.info:
        return _on_paper(np.asarray(picture.convert("RGBA"), dtype=np.uint8))
    return _scaled(np.asarray(picture.convert("RGB"), dtype=np.uint8))


def _scaled(values: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.multiply(values, np.float32(1 / 255), dtype=np.float32)


def _wide_grey(picture: Image.Image) -> NDArray[np.float32]:
    """Return a grey picture of more than 8 bits, by the scale its values suggest."""
    values = np.nan_to_num(np.asarray(picture, dtype=np.float32), posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    if picture.mode == "F":
        scale = next((s for s in (1.0, 255.0, 65535.0) if high <= s), high)
    else:
        scale = 65535.0 if high <= 65535 else high
    # Scanners of 10 or 12 bits store small numbers in 16: only the contrast counts here.
    if high - low < 0.25 * scale and high > low:
        return np.asarray((values - min(low, 0.0)) / (high - min(low, 0.0)), dtype=np.float32)
    return np.asarray(np.clip(values / scale, 0.0, 1.0), dtype=np.float32)


def _on_paper(rgba: NDArray[np.uint8]) -> NDArray[np.float32]:
    colour, alpha = _scaled(rgba[..., :3]), _scaled(rgba[..., 3:])
    weight = float(alpha.sum())
    # The mean colour of what is opaque: a light drawing is invisible on white.
    mean = float((colour * alpha).sum() / (3 * weight)) if weight else 0.0
    paper = np.float32(0.0 if mean > 0.6 and float(alpha.mean()) < 0.6 else 1.0)
    return np.asarray(colour * alpha + paper * (1 - alpha), dtype=np.float32)
