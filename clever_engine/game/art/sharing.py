"""The result of a round as a picture to pass on."""

import io
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageColor, ImageDraw, ImageFont

from clever_engine.figures.theme import UNSAFE
from clever_engine.game.art.amount import INK, STRIDE, CheckFace
from clever_engine.game.art.ground import engraved_ground

SIZE = (1200, 630)
BEFORE, AFTER = (60, 186, 660, 332), (60, 350, 660, 496)
"""Where the two checks' strips stand: left, top, right, bottom."""

_CREAM, _SOFT = (255, 254, 250), (92, 100, 118)
_MARK = "How CLEVER is your digit?"


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
        altered: the check as it was handed in; digits that differ get a ring.
        credited: what the bank credits, in dollars.
        headline: one sentence.
        lines: up to three short ones below, such as the earnings.
    """
    picture = engraved_ground(
        original.bank_name, original.primary, original.secondary, SIZE, (925, 362, 206)
    )
    draw = ImageDraw.Draw(picture)
    _say(draw, (60, 36), f"The Big Check  ·  {original.bank_name}", 27, original.secondary, 1080)
    _headline(draw, headline)
    changed = [
        not np.array_equal(one, other)
        for one, other in zip(original.images, altered.images, strict=True)
    ]
    _strip(picture, original, BEFORE, "before", [])
    _strip(picture, altered, AFTER, "after", changed)
    _say(draw, (925, 284), "The bank credits", 30, original.secondary, 430, anchor="ms")
    _say(draw, (925, 408), f"${credited:,}", 142, "white", 430, anchor="ms", bold=3)
    for number, line in enumerate(lines[:3]):
        _say(draw, (60, 516 + 36 * number), line, 26, "white", 640)
    _say(draw, (1140, 596), _MARK, 26, original.secondary, 400, anchor="rs")
    out = io.BytesIO()
    picture.save(out, format="PNG", optimize=True)
    return out.getvalue()


def _say(
    draw: ImageDraw.ImageDraw,
    place: tuple[int, int],
    words: str,
    size: int,
    color: str | tuple[int, ...],
    room: int,
    *,
    anchor: str = "la",
    bold: int = 0,
) -> None:
    """Write words, smaller where the room is short."""
    while size > 14 and draw.textlength(words, font=_font(size)) + 2 * bold > room:
        size -= 1
    draw.text(
        place, words, fill=color, font=_font(size), anchor=anchor, stroke_width=bold,
        stroke_fill=color,
    )  # fmt: skip


def _headline(draw: ImageDraw.ImageDraw, words: str) -> None:
    """Write one line if it can be large, else two."""
    room, size = SIZE[0] - 120, 56
    while size > 44 and draw.textlength(words, font=_font(size)) > room:
        size -= 1
    if draw.textlength(words, font=_font(size)) <= room:
        _say(draw, (60, 98), words, size, "white", room, bold=1)
        return
    every = words.split()
    cut = min(
        range(len(every)),
        key=lambda k: abs(len(" ".join(every[:k])) - len(" ".join(every[k:]))),
    )
    for row, part in enumerate((" ".join(every[:cut]), " ".join(every[cut:]))):
        _say(draw, (60, 78 + 50 * row), part, 42, "white", room, bold=1)


def _strip(
    picture: Image.Image,
    face: CheckFace,
    box: tuple[int, int, int, int],
    words: str,
    changed: Sequence[bool],
) -> None:
    """Paste the digits, each pixel a square, on a piece of check; ring those that were changed."""
    left, top, right, bottom = box
    draw = ImageDraw.Draw(picture)
    draw.rectangle((left, top, right - 1, bottom - 1), fill=_CREAM)
    draw.rectangle((left + 5, top + 5, right - 6, bottom - 6), outline=face.primary, width=2)
    draw.text((left + 18, top + 12), words, fill=_SOFT, font=_font(19))
    _say(draw, (left + 20, top + 106), "$", 60, face.primary, 60, anchor="ls", bold=1)
    count, sign, room = len(face.images), 62, right - left - 62 - 20
    pixel = 5
    while pixel > 1 and 28 * pixel * (STRIDE * (count - 1) + 1) > room + 0.28 * 28 * pixel:
        pixel -= 1
    side, stride = 28 * pixel, round(28 * pixel * STRIDE)
    x = left + sign + (room - stride * (count - 1) - side) // 2
    y = (top + bottom - side) // 2
    for number, image in enumerate(face.images):
        ink = Image.fromarray(np.rint(np.clip(image[0], 0, 1) * 255).astype(np.uint8))
        ink = ink.resize((side, side), Image.Resampling.NEAREST)
        picture.paste(INK, (x + number * stride, y), ink)
    for number, is_changed in enumerate(changed):
        if is_changed:
            middle = x + number * stride + side // 2
            wide = stride // 2 + 6
            _ring(picture, (middle - wide, top - 5, middle + wide, bottom + 5))


def _ring(picture: Image.Image, box: tuple[int, int, int, int]) -> None:
    """Draw a smooth ring: four times as large, then made small."""
    size = (box[2] - box[0], box[3] - box[1])
    mask = Image.new("L", (4 * size[0], 4 * size[1]))
    ImageDraw.Draw(mask).ellipse((2, 2, mask.width - 3, mask.height - 3), outline=255, width=22)
    mask = mask.resize(size, Image.Resampling.LANCZOS)
    picture.paste(ImageColor.getrgb(UNSAFE), box, mask)


def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)  # Pillow is built with FreeType
    return font
