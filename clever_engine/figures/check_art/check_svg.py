"""A check, drawn as SVG: engraved lines, a crest, handwriting, and the amount in its box."""

import base64
import io
from html import escape

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from clever_engine.figures.check_art.crests import crest_group
from clever_engine.figures.check_art.face import CheckFace
from clever_engine.figures.check_art.guilloche import bands, rosette, signature

INK = (20, 26, 58)
PAPER = "#fdfbf3"
UNSAFE = "#b8430a"
STRIDE = 0.76
"""From one digit of the amount to the next, as a share of a digit's picture."""

_SERIF = "Georgia, 'Times New Roman', 'DejaVu Serif', serif"
_HAND = "'Segoe Script', 'Bradley Hand', 'Snell Roundhand', 'URW Chancery L', cursive, serif"
_SANS = "system-ui, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"
_MONO = "'OCR A', 'OCR-A', Consolas, 'DejaVu Sans Mono', monospace"
FICTION = "Fictional: no such bank, no such money"


def check_svg(
    face: CheckFace,
    *,
    stamp: str | None = None,
    mark: int | None = None,
    label: str,
    compact: bool = False,
) -> str:
    """Return a check as an SVG drawing that stands by itself, at any size.

    Args:
        face: what stands on it.
        stamp: words of a rubber stamp across it, such as "REFUSED".
        mark: the digit to draw a ring around, from 0.
        label: what a screen reader says.
        compact: for a phone: less print, larger digits.
    """
    width, height = (520, 300) if compact else (1000, 430)
    body = _compact(face, mark) if compact else _whole(face, mark)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(label)}" font-family="{escape(_SERIF)}" fill="#1b2233">'
        f"<title>{escape(label)}</title>{_paper(face, width, height)}{body}"
        f"{_stamp(stamp, width, height, compact=compact) if stamp else ''}</svg>"
    )


def _paper(face: CheckFace, width: int, height: int) -> str:
    p, s = escape(face.primary), escape(face.secondary)
    # A tint of the bank's colour over paper, fine waves, a rosette behind the words.
    return (
        f'<rect width="{width}" height="{height}" rx="14" fill="{PAPER}"/>'
        f'<rect width="{width}" height="{height}" rx="14" fill="{s}" opacity="0.2"/>'
        f'<g fill="none" stroke="{s}" stroke-width="1.1" opacity="0.95">'
        f'<path d="{bands(face.bank_name, width, height)}"/></g>'
        f'<g fill="none" stroke="{p}" stroke-width="0.8" opacity="0.28">'
        f'<path d="{rosette(face.bank_name, width * 0.34, height * 0.58, height * 0.36)}"/></g>'
        f'<rect x="9" y="9" width="{width - 18}" height="{height - 18}" rx="8" fill="none" '
        f'stroke="{p}" stroke-width="3"/>'
        f'<rect x="15" y="15" width="{width - 30}" height="{height - 30}" rx="5" fill="none" '
        f'stroke="{p}" stroke-width="1"/>'
    )


def _whole(face: CheckFace, mark: int | None) -> str:
    p = escape(face.primary)
    lines = (
        f'<g stroke="{p}" stroke-width="1.2"><path d="M52 190H540M52 258H540M52 345H330'
        f'M400 345H700M780 96H948"/></g>'
    )
    number = f"{face.number:04d}"
    return (
        f'<g transform="translate(40 34) scale(0.84)">'
        f"{crest_group(face.crest, face.primary, face.secondary)}</g>"
        + _text(142, 72, face.bank_name, 36, fill=face.primary, weight=700)
        + _text(142, 102, face.motto, 18, style="italic")
        + _text(948, 56, f"No. {number}", 20, anchor="end", family=_MONO)
        + _text(776, 90, "DATE", 12, anchor="end", family=_SANS)
        + _text(786, 90, face.date_text, 19, family=_HAND, style="italic")
        + lines
        + _text(52, 150, "PAY TO THE ORDER OF", 13, family=_SANS)
        + _text(62, 183, face.payee, 28, family=_HAND, style="italic")
        + _text(62, 250, face.words, _fitting(face.words), family=_HAND, style="italic")
        + _text(52, 366, "MEMO", 12, family=_SANS)
        + _text(700, 366, "SIGNATURE", 12, anchor="end", family=_SANS)
        + _text(62, 338, "The Big Check", 18, family=_HAND, style="italic")
        + f'<path d="{signature(face.payer, 420, 338, 220)}" fill="none" stroke="#1c2a63" '
        'stroke-width="2.6" stroke-linecap="round"/>'
        + _amount(face, 562, 118, 390, 190, mark)
        + _text(52, 402, f"|: 1804 3002 |: {number} || 2018", 19, family=_MONO)
        + _text(948, 402, FICTION, 13, anchor="end", family=_SANS)
    )


def _compact(face: CheckFace, mark: int | None) -> str:
    return (
        f'<g transform="translate(26 24) scale(0.54)">'
        f"{crest_group(face.crest, face.primary, face.secondary)}</g>"
        + _text(92, 60, face.bank_name, 27, fill=face.primary, weight=700)
        + _text(494, 60, f"No. {face.number:04d}", 15, anchor="end", family=_MONO)
        + _amount(face, 26, 88, 468, 146, mark)
        + _text(30, 268, face.payee, 19, family=_HAND, style="italic")
        + f'<path d="{signature(face.payer, 360, 268, 110)}" fill="none" stroke="#1c2a63" '
        'stroke-width="2.2" stroke-linecap="round"/>'
    )


def _amount(
    face: CheckFace, x: float, y: float, width: float, height: float, mark: int | None
) -> str:
    """Return the amount box: a dollar sign and the digits, as large as they fit."""
    count, sign = len(face.images), 44
    # A digit's picture is a fifth margin on each side, so neighbours may overlap there.
    side = min((width - sign - 16) / (STRIDE * count + 1 - STRIDE), 1.16 * height)
    stride = STRIDE * side
    left = x + sign + (width - sign - stride * count) / 2 - (side - stride) / 2
    top = y + (height - side) / 2
    p = escape(face.primary)
    parts = [
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="8" fill="white" '
        f'stroke="{p}" stroke-width="2.5"/>'
        + _text(x + 16, y + height / 2 + 17, "$", 50, fill=face.primary, weight=700)
    ]
    for number, image in enumerate(face.images):
        place = left + number * stride
        parts.append(
            f'<image x="{place:.1f}" y="{top:.1f}" width="{side:.1f}" height="{side:.1f}" '
            f'href="{digit_address(image[0])}" style="image-rendering:pixelated"/>'
        )
        if number == mark:
            ring, tall = stride - 4, min(0.9 * side, height - 10)
            parts.append(
                f'<rect x="{place + (side - ring) / 2:.1f}" y="{y + (height - tall) / 2:.1f}" '
                f'width="{ring:.1f}" height="{tall:.1f}" rx="14" fill="none" stroke="{UNSAFE}" '
                f'stroke-width="3.5" stroke-dasharray="9 6"/>'
            )
    return "".join(parts)


def digit_address(image: NDArray[np.float32]) -> str:
    """Return a digit `(28, 28)` in [0, 1] as a PNG in an address: ink, as opaque as it is dark."""
    pixels = np.empty((28, 28, 4), dtype=np.uint8)
    pixels[..., :3] = INK
    pixels[..., 3] = np.rint(np.clip(image, 0, 1) * 255)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, format="PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"


def _stamp(words: str, width: int, height: int, *, compact: bool) -> str:
    # Beside the amount, never over it.
    x, y, size = (width * 0.4, height * 0.87, 24.0) if compact else (width * 0.32, 266.0, 48.0)
    across = size * 0.68 * len(words) + 40
    return (
        f'<g transform="rotate(-9 {x:.0f} {y:.0f})" fill="none" stroke="{UNSAFE}" opacity="0.86">'
        f'<rect x="{x - across / 2:.0f}" y="{y - size * 0.85:.0f}" width="{across:.0f}" '
        f'height="{size * 1.7:.0f}" rx="9" stroke-width="5" fill="{PAPER}" fill-opacity="0.55"/>'
        f'<text x="{x:.0f}" y="{y + size * 0.36:.0f}" font-size="{size:.0f}" font-weight="800" '
        f'text-anchor="middle" fill="{UNSAFE}" stroke="none" font-family="{escape(_SANS)}" '
        f'letter-spacing="1.5">{escape(words)}</text></g>'
    )


def _fitting(words: str) -> float:
    """Return the size at which the words fit their line."""
    return min(26.0, 980 / max(len(words), 1))


def _text(
    x: float,
    y: float,
    words: str,
    size: float,
    *,
    fill: str | None = None,
    family: str | None = None,
    style: str | None = None,
    weight: int | None = None,
    anchor: str | None = None,
) -> str:
    given = {
        "fill": fill,
        "font-family": family,
        "font-style": style,
        "font-weight": weight,
        "text-anchor": anchor,
    }
    more = "".join(f' {key}="{escape(str(v))}"' for key, v in given.items() if v is not None)
    return f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size:.4g}"{more}>{escape(words)}</text>'
