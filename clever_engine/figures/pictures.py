"""Digits as PNG pictures with crisp pixels, dark ink on paper."""

import base64
import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw

from clever_engine.digits import Box
from clever_engine.figures.theme import INK, PAPER, SAFE


def digit_png(image: NDArray[np.float32], *, pixel: int = 8) -> bytes:
    """Return a digit `(28, 28)` in [0, 1] as a PNG, each of its pixels a square of `pixel`."""
    ink, paper = (np.array(ImageColor.getrgb(color), dtype=np.float64) for color in (INK, PAPER))
    amount = np.clip(np.asarray(image, dtype=np.float64), 0, 1)[..., None]
    colored = np.round(paper + amount * (ink - paper)).astype(np.uint8)
    large = colored.repeat(pixel, axis=0).repeat(pixel, axis=1)
    out = io.BytesIO()
    Image.fromarray(large).save(out, format="PNG", optimize=True)
    return out.getvalue()


def data_uri(content: bytes, kind: str = "png") -> str:
    """Return a picture file as an address that holds it, so that no second request can fail."""
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def boxes_png(picture: NDArray[np.float32], boxes: Sequence[Box], *, width: int = 640) -> bytes:
    """Return a picture `(h, w)` or `(h, w, 3)` in [0, 1] with a numbered frame a digit, as PNG."""
    gray = picture if picture.ndim == 3 else np.repeat(picture[..., None], 3, axis=2)
    image = Image.fromarray(np.round(np.clip(gray, 0, 1) * 255).astype(np.uint8))
    scale = min(1.0, width / image.width)
    image = image.resize((max(1, round(image.width * scale)), max(1, round(image.height * scale))))
    draw = ImageDraw.Draw(image)
    for number, box in enumerate(boxes):
        left, top, right, bottom = (scale * edge for edge in box)
        draw.rectangle((left - 3, top - 3, right + 3, bottom + 3), outline=SAFE, width=3)
        draw.text((left, max(0.0, top - 20)), str(number + 1), fill=SAFE, font_size=16)
    out = io.BytesIO()
    image.save(out, format="PNG")
    return out.getvalue()
