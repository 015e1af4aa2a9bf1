"""The result of a round as a picture to pass on."""

import io
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from clever_engine.figures.check_art.check_svg import INK
from clever_engine.figures.check_art.face import CheckFace

SIZE = (1200, 630)
_PAPER, _CREAM, _TEXT, _SOFT = (251, 250, 247), (255, 254, 250), (20, 33, 61), (95, 102, 118)


def result_png(
    original: CheckFace,
    altered: CheckFace,
    credited: int,
    headline: str,
    lines: Sequence[str],
) -> bytes:
    """Return a picture of 1200 x 630: the digits before and after, and what the bank made of it.

    Args:
        original: the check as it was.
        altered: the check as it was handed in.
        credited: what the bank credits, in dollars.
        headline: one sentence.
        lines: a few short ones below.
    """
    picture = Image.new("RGB", SIZE, _PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, SIZE[0], 14), fill=original.primary)
    draw.text(
        (60, 44), f"The Big Check at {original.bank_name}", fill=original.primary, font=_f(30)
    )
    _headline(draw, headline)
    for top, words, face in ((190, "before", original), (330, "after", altered)):
        draw.text((60, top + 44), words, fill=_SOFT, font=_f(28))
        _strip(picture, face, 190, top)
    draw.text((820, 230), "credited", fill=_SOFT, font=_f(28))
    draw.text((820, 262), f"${credited:,}", fill=original.primary, font=_f(92))
    for number, line in enumerate(lines[:3]):
        draw.text((60, 486 + 40 * number), line, fill=_TEXT, font=_f(28))
    draw.text((1140, 586), "How CLEVER is your digit?", fill=_SOFT, font=_f(24), anchor="rs")
    out = io.BytesIO()
    picture.save(out, format="PNG", optimize=True)
    return out.getvalue()


def _headline(draw: ImageDraw.ImageDraw, words: str) -> None:
    size = 52
    while size > 24 and draw.textlength(words, font=_f(size)) > SIZE[0] - 120:
        size -= 2
    draw.text((60, 96), words, fill=_TEXT, font=_f(size))


def _strip(picture: Image.Image, face: CheckFace, x: int, y: int) -> None:
    """Paste the digits, crisp, on a piece of check."""
    side = min(112, 560 // len(face.images) // 28 * 28)
    ink = np.clip(np.concatenate([image[0] for image in face.images], axis=1), 0, 1)[..., None]
    colours = np.rint(np.array(_CREAM) + ink * (np.array(INK) - np.array(_CREAM))).astype(np.uint8)
    size = (side * len(face.images), side)
    strip = Image.fromarray(colours).resize(size, Image.Resampling.NEAREST)
    picture.paste(strip, (x, y + (112 - side) // 2))
    draw = ImageDraw.Draw(picture)
    top = y + (112 - side) // 2
    draw.rectangle((x - 4, top - 4, x + size[0] + 3, top + side + 3), outline=face.primary, width=3)


def _f(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)  # Pillow is built with FreeType
    return font
