"""What was changed on a digit, as a picture: orange for more ink, blue for less."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

MORE, LESS = (213, 94, 0), (0, 114, 178)
_OUTLINE = (205, 208, 214)
_SIGNED_FROM = 12
"""Size of a pixel from which on each changed one carries a + or -, so that colour is not alone."""


def digit_diff_png(
    original: NDArray[np.float32], altered: NDArray[np.float32], *, pixel: int = 12
) -> tuple[bytes, float]:
    """Return the signed change of a digit as PNG, and the factor by which it is magnified.

    The strongest change has full colour; the digit itself stands behind in grey.

    Args:
        original: `(28, 28)` in [0, 1].
        altered: `(28, 28)` in [0, 1].
        pixel: size of a digit's pixel in the picture.
    """
    change = altered.astype(np.float64) - original.astype(np.float64)
    largest = float(np.abs(change).max())
    factor = 1 / largest if largest > 0 else 1.0
    share = np.clip(np.abs(change) * factor, 0, 1)[..., None]
    grey = np.array(_OUTLINE, dtype=np.float64)
    back = 255 + original[..., None].astype(np.float64) * (grey - 255)
    colour = np.where(change[..., None] > 0, MORE, LESS)
    tinted = np.rint(back + share * (colour - back)).astype(np.uint8)
    picture = Image.fromarray(tinted.repeat(pixel, axis=0).repeat(pixel, axis=1))
    if pixel >= _SIGNED_FROM:
        _sign(ImageDraw.Draw(picture), change * factor, pixel)
    out = io.BytesIO()
    picture.save(out, format="PNG", optimize=True)
    return out.getvalue(), factor


def _sign(draw: ImageDraw.ImageDraw, shares: NDArray[np.float64], pixel: int) -> None:
    for row, column in np.argwhere(np.abs(shares) >= 0.25):
        x, y = (column + 0.5) * pixel, (row + 0.5) * pixel
        arm = pixel * 0.22
        draw.line((x - arm, y, x + arm, y), fill="white", width=2)
        if shares[row, column] > 0:
            draw.line((x, y - arm, x, y + arm), fill="white", width=2)
