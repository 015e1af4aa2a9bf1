"""What was changed on a digit, as a picture: orange for more ink, blue for less."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw

from clever_engine.figures.theme import QUIET, SAFE, UNSAFE

MORE, LESS = ImageColor.getrgb(UNSAFE), ImageColor.getrgb(SAFE)
_SIGNED_FROM = 12
"""Size of a pixel from which on each changed one carries a + or -, so that colour is not alone."""
_PALE = 0.5
"""Up to this share of the full colour a white sign would not be seen."""

Digit = NDArray[np.float32]


def digit_diff_png(
    original: Digit, altered: Digit, *, pixel: int = 12, factor: float | None = None
) -> tuple[bytes, float]:
    """Return the signed change of a digit as PNG, and the factor by which it is magnified.

    White is no change; a change of 1 / factor or more has full colour. The original digit's
    outline stands on it in grey.

    Args:
        original: `(28, 28)` in [0, 1].
        altered: `(28, 28)` in [0, 1].
        pixel: size of a digit's pixel in the picture.
        factor: of magnification; by default the one that gives the strongest change full colour.
    """
    change = altered.astype(np.float64) - original.astype(np.float64)
    if factor is None:
        largest = float(np.abs(change).max())
        factor = 1 / largest if largest > 0 else 1.0
    shares = np.clip(change * factor, -1, 1)
    color = np.where(shares[..., None] > 0, MORE, LESS)
    tinted = np.rint(255 + np.abs(shares)[..., None] * (color - 255)).astype(np.uint8)
    picture = Image.fromarray(tinted.repeat(pixel, axis=0).repeat(pixel, axis=1))
    draw = ImageDraw.Draw(picture)
    _outline(draw, original >= 0.5, pixel)
    if pixel >= _SIGNED_FROM:
        _signs(draw, shares, pixel)
    out = io.BytesIO()
    picture.save(out, format="PNG", optimize=True)
    return out.getvalue(), factor


def _outline(draw: ImageDraw.ImageDraw, ink: NDArray[np.bool_], pixel: int) -> None:
    """Draw a line wherever ink meets paper."""
    wide = max(1, pixel // 6)
    framed = np.pad(ink, 1)
    for row, column in np.argwhere(framed[1:] != framed[:-1]):
        y, x = row * pixel, (column - 1) * pixel
        draw.line((x, y, x + pixel, y), fill=QUIET, width=wide)
    for row, column in np.argwhere(framed[:, 1:] != framed[:, :-1]):
        y, x = (row - 1) * pixel, column * pixel
        draw.line((x, y, x, y + pixel), fill=QUIET, width=wide)


def _signs(draw: ImageDraw.ImageDraw, shares: NDArray[np.float64], pixel: int) -> None:
    wide = max(2, pixel // 8)
    for row, column in np.argwhere(shares != 0):
        share = float(shares[row, column])
        pale = abs(share) <= _PALE
        fill = "white" if not pale else MORE if share > 0 else LESS
        x, y, arm = (column + 0.5) * pixel, (row + 0.5) * pixel, round(pixel * 0.25)
        draw.line((x - arm, y, x + arm, y), fill=fill, width=wide)
        if share > 0:
            draw.line((x, y - arm, x, y + arm), fill=fill, width=wide)
