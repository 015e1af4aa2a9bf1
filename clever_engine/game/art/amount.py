"""What stands on a check, and its amount box: a dollar sign and digits, as large as they fit."""

import io
import math
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from clever_engine.errors import InputError
from clever_engine.figures.pictures import data_uri
from clever_engine.figures.theme import UNSAFE
from clever_engine.game.art.curves import spline
from clever_engine.game.art.lettering import SERIF, printed

INK = (20, 26, 58)
STRIDE = 0.73
"""From one digit of the amount to the next, as a share of a digit's picture; a picture's margin is
a seventh of it on each side, so neighbours may overlap there."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CheckFace:
    """Everything that is printed or written on a check.

    Attributes:
        bank_name, motto: of the bank.
        primary, secondary: its colours as hex, for print and for fine lines.
        crest: "column", "tower", "flask" or "shield".
        payee, payer, date_text, number, words: as they stand on the check.
        images: `(n, 1, 28, 28)` in [0, 1], ink 1: the amount's digits.
    """

    bank_name: str
    motto: str
    primary: str
    secondary: str
    crest: str
    payee: str
    payer: str
    date_text: str
    number: int
    words: str
    images: NDArray[np.float32]


def amount_box(
    face: CheckFace, x: float, y: float, width: float, height: float, mark: int | None
) -> str:
    """Return the box with the digits in it, and a ring of a marker around digit `mark`.

    Raises:
        InputError: there is no such digit.
    """
    count, sign = len(face.images), 46
    side = min((width - sign - 8) / (STRIDE * count + 1 - STRIDE), 1.08 * height)
    stride = STRIDE * side
    left = x + sign + (width - sign - 8 - stride * (count - 1) - side) / 2
    top = y + (height - side) / 2
    p = escape(face.primary)
    parts = [
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="#fffefb" '
        f'stroke="{p}" stroke-width="2.6"/><rect x="{x + 4.5:g}" y="{y + 4.5:g}" '
        f'width="{width - 9:g}" height="{height - 9:g}" fill="none" stroke="{p}" '
        'stroke-width=".8"/>'
        + printed(
            "$", x + 16, y + height / 2 + 18, 52, fill=face.primary, font_weight=700,
            font_family=SERIF,
        )
    ]  # fmt: skip
    for number, image in enumerate(face.images):
        place = left + number * stride
        parts.append(
            f'<image x="{place:.1f}" y="{top:.1f}" width="{side:.1f}" height="{side:.1f}" '
            f'href="{digit_address(image[0])}" style="image-rendering:pixelated"/>'
        )
    if mark is not None:
        if not 0 <= mark < count:
            raise InputError(f"Expected a digit from 0 to {count - 1} to mark; got {mark}.")
        middle = left + mark * stride + side / 2
        parts.append(_ring(mark, middle, y + height / 2, stride / 2, min(side * 0.46, height / 2)))
    return "".join(parts)


def digit_address(image: NDArray[np.float32]) -> str:
    """Return a digit `(28, 28)` in [0, 1] as a PNG in an address: ink, as opaque as it is dark."""
    pixels = np.empty((28, 28, 4), dtype=np.uint8)
    pixels[..., :3] = INK
    pixels[..., 3] = np.rint(np.clip(image, 0, 1) * 255)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, format="PNG", optimize=True)
    return data_uri(out.getvalue())


def _ring(mark: int, x: float, y: float, wide: float, high: float) -> str:
    """Return a ring as drawn by hand: once around and a bit more, missing its own start."""
    points = []
    for k in range(15):
        angle, away = math.radians(-118 + 28.5 * k), 1.06 - 0.009 * k
        points.append((x + away * wide * math.cos(angle), y + away * high * math.sin(angle)))
    return (
        f'<path data-mark="{mark}" d="{spline(points)}" fill="none" stroke="{UNSAFE}" '
        'stroke-width="5" stroke-linecap="round" opacity=".85"/>'
    )
