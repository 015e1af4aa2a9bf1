"""A slope as a picture: where more ink helps the reading, and where it hurts."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor

from clever_engine.figures.theme import PAPER, SAFE, UNSAFE


def slope_png(gradient: NDArray[np.float64]) -> bytes:
    """Return a margin's gradient `(28, 28)` as a PNG of as many pixels.

    Blue where more ink widens the lead, orange where it narrows it, paper where it does nothing;
    the strongest pixel has the full colour.
    """
    strongest = float(np.abs(gradient).max()) or 1.0
    share = np.clip(np.asarray(gradient, dtype=np.float64) / strongest, -1, 1)[..., None]
    paper, more, less = (
        np.array(ImageColor.getrgb(color), dtype=np.float64) for color in (PAPER, SAFE, UNSAFE)
    )
    colored = paper + np.maximum(share, 0) * (more - paper) + np.maximum(-share, 0) * (less - paper)
    out = io.BytesIO()
    Image.fromarray(np.round(colored).astype(np.uint8)).save(out, format="PNG")
    return out.getvalue()
