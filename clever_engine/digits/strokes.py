"""From the drawing pad's strokes to a picture, and to digits."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from clever_engine.digits.found import FoundDigits, no_digits
from clever_engine.digits.segmentation import find_drawn_digits
from clever_engine.errors import InputError

GRID = 1000
"""The pad is this wide in the units of the strokes, whatever its size on the screen."""

_OVERSAMPLING = 2

Stroke = Mapping[str, Any]
"""One stroke: `w`, its width; `xy`, its points `x0, y0, x1, y1, ...`; `erase`, if it rubs out."""


def rasterize_strokes(strokes: Sequence[Stroke], width: int, height: int) -> NDArray[np.float32]:
    """Return the drawing as a picture, black on white, smooth at the edges.

    Args:
        strokes: in drawing order; coordinates and widths in thousandths of the pad's width.
        width: of the picture, in pixels.
        height: of the picture, in pixels.

    Returns:
        `(height, width)` float32 in [0, 1]; 0 is ink.

    Raises:
        InputError: a stroke is malformed.
    """
    scale = _OVERSAMPLING * width / GRID
    canvas = Image.new("L", (_OVERSAMPLING * width, _OVERSAMPLING * height), 255)
    draw = ImageDraw.Draw(canvas)
    for stroke in strokes:
        _draw(draw, stroke, scale)
    small = canvas.reduce(_OVERSAMPLING)
    return np.asarray(small, dtype=np.float32) / np.float32(255)


def digits_from_strokes(strokes: Sequence[Stroke], ratio: float = 1.0) -> FoundDigits:
    """Return the digits drawn on a pad, from left to right; none for an empty pad.

    Args:
        strokes: as for `rasterize_strokes`.
        ratio: height of the pad over its width.

    Raises:
        InputError: a stroke is malformed.
        PictureError: more digits than can be measured.
    """
    width = 280 if ratio >= 0.7 else round(min(200 / ratio, 800))
    picture = rasterize_strokes(strokes, width, max(8, round(width * ratio)))
    return find_drawn_digits(1 - picture) if (picture < 0.5).any() else no_digits()


def _draw(draw: ImageDraw.ImageDraw, stroke: Stroke, scale: float) -> None:
    points, width = _checked(stroke)
    points, width = points * scale, max(width * scale, 1.0)
    colour = 255 if stroke.get("erase", False) else 0
    flat = [(float(x), float(y)) for x, y in points]
    if len(flat) > 1:
        draw.line(flat, fill=colour, width=round(width), joint="curve")
    for x, y in flat if width < 3 * _OVERSAMPLING else flat[:1] + flat[-1:]:
        r = width / 2
        draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)


def _checked(stroke: Stroke) -> tuple[NDArray[np.float64], float]:
    """Return the points `(n, 2)` and the width: they come from a browser and may be anything."""
    try:
        width = float(stroke["w"])
        flat = np.asarray(stroke["xy"], dtype=np.float64)
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"Expected a stroke with a number w and a list xy of numbers; got {stroke!r:.80}."
        ) from error
    if flat.ndim != 1 or flat.size < 2 or flat.size % 2 or not np.isfinite(flat).all():
        raise InputError(f"Expected xy with x, y pairs of finite numbers; got {flat.size} numbers.")
    if not 0 < width <= GRID:
        raise InputError(f"Expected a stroke width w above 0 and up to {GRID}; got {width}.")
    return np.clip(flat.reshape(-1, 2), -GRID, 10 * GRID), width
