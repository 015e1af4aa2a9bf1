"""A check, drawn as SVG: engraved lines, a crest, handwriting, and the amount in its box."""

import hashlib
from html import escape

from clever_engine.figures.theme import SAFE, UNSAFE
from clever_engine.game.art.amount import CheckFace, amount_box
from clever_engine.game.art.crests import crest_group
from clever_engine.game.art.guilloche import border, field, rosette
from clever_engine.game.art.lettering import (
    HALO,
    MONO,
    PAPER,
    PRINT,
    SANS,
    SERIF,
    fitting,
    micr_line,
    printed,
)
from clever_engine.game.art.script import handwritten, signature, written_width
from clever_engine.game.art.stamping import rubber_stamp

FICTION = "Fictional: no such bank, no such money"
MEMO = "The Big Check"
_ROUTING = "18043002"
"""On every check; a digit short of what a real bank has."""


def check_svg(
    face: CheckFace,
    *,
    credited: int | None = None,
    stamp: str | None = None,
    mark: int | None = None,
    label: str,
    compact: bool = False,
) -> str:
    """Return a check as an SVG drawing that stands by itself, at any size.

    Args:
        face: what stands on it.
        credited: dollars; stamps "CREDITED $961" on it, in blue.
        stamp: words of a rubber stamp, such as "REFUSED"; in orange where nothing is credited.
        mark: the digit to draw a ring around, from 0.
        label: what a screen reader says.
        compact: for a phone: less print, larger digits.

    Raises:
        InputError: there is no digit `mark`.
        KeyError: there is no such crest.
    """
    width, height = (520, 316) if compact else (1000, 464)
    if stamp is None and credited is not None:
        stamp = f"CREDITED ${credited:,}"
    # Two drawings in one page must not share names; equal drawings may.
    told = f"{face.bank_name}|{face.primary}|{face.secondary}|{stamp}|{compact}"
    key = "k" + hashlib.sha256(told.encode()).hexdigest()[:8]
    body = _compact(face, mark, signed=not stamp) if compact else _whole(face, mark)
    color = UNSAFE if credited is None else SAFE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(label)}" font-family="{escape(SERIF)}" fill="{PRINT}">'
        f"<title>{escape(label)}</title>{_paper(face, key, width, height, compact=compact)}{body}"
        f"{_stamp(face, stamp, key, color, compact=compact) if stamp else ''}</svg>"
    )


def _paper(face: CheckFace, key: str, width: int, height: int, *, compact: bool) -> str:
    """Return tinted paper with waves, a rosette in two inks, and the frame."""
    p, s = escape(face.primary), escape(face.secondary)
    x, y, radius = (width / 2, 262, 120) if compact else (395, 240, 190)
    return (
        f'<clipPath id="{key}p"><rect width="{width}" height="{height}" rx="12"/></clipPath>'
        f'<linearGradient id="{key}g"><stop stop-color="{s}" stop-opacity=".42"/>'
        f'<stop offset=".5" stop-color="{s}" stop-opacity=".12"/>'
        f'<stop offset="1" stop-color="{s}" stop-opacity=".46"/></linearGradient>'
        f'<g clip-path="url(#{key}p)"><rect width="{width}" height="{height}" fill="{PAPER}"/>'
        f'<rect width="{width}" height="{height}" fill="url(#{key}g)"/><g opacity=".8">'
        f"{field(face.bank_name, key, width, height, s, gap=7 if compact else 6)}</g>"
        f'<g transform="translate({x:g} {y:g})" stroke-width=".9" opacity=".34">'
        f"{rosette(face.bank_name, key, radius, (p, s))}</g></g>"
        f"{border(face.bank_name, key, width, height, p, band=14 if compact else 22)}"
    )


def _whole(face: CheckFace, mark: int | None) -> str:
    p = escape(face.primary)
    number = f"{face.number:04d}"
    return (
        f'<g stroke="{p}" stroke-width="1.3"><path d="M56 226H418M56 304H944M56 376H300'
        f'M784 110H944"/></g>'
        f'<g transform="translate(48 42) scale(0.84)">'
        f"{crest_group(face.crest, face.primary, face.secondary)}</g>"
        + _name(face, 146, 88, 40, 470)
        + printed(face.motto, 148, 115, 18, font_style="italic", **HALO)
        + printed(number, 944, 66, 23, text_anchor="end", font_family=MONO, font_weight=700)
        + _caption("DATE", 776, 108, anchor="end")
        + handwritten(face.date_text, 790, 103, 17, room=150)
        + _caption("PAY TO THE ORDER OF", 56, 166)
        + handwritten(face.payee, 66, 217, 28, room=344, width=2.1)
        + amount_box(face, 434, 128, 512, 142, mark)
        + _worded(face, 66, 296, 24, 866)
        + _caption("MEMO", 56, 391)
        + handwritten(MEMO, 66, 369, 19, room=220)
        + _signature_line(640, 376, 304)
        + signature(face.payer, 660, 365, 262, 48)
        + micr_line(f":{_ROUTING}:  2018 {number}|", 57, 421, PRINT)
        + printed(FICTION, 944, 419, 13, text_anchor="end", font_family=SANS, **HALO)
    )


def _compact(face: CheckFace, mark: int | None, *, signed: bool) -> str:
    p = escape(face.primary)
    return (
        f'<g transform="translate(30 28) scale(0.58)">'
        f"{crest_group(face.crest, face.primary, face.secondary)}</g>"
        + _name(face, 98, 66, 29, 312)
        + printed(
            f"{face.number:04d}", 488, 64, 19, text_anchor="end", font_family=MONO, font_weight=700
        )
        + amount_box(face, 30, 94, 460, 138, mark)
        + f'<path d="M32 280H270M300 280H488" stroke="{p}" stroke-width="1.3"/>'
        + handwritten(face.payee, 38, 272, 22, room=226, width=1.9)
        # There is no room for a stamp beside a signature, and the stamp is the news.
        + (signature(face.payer, 312, 272, 160, 34) if signed else "")
    )


def _name(face: CheckFace, x: float, y: float, size: float, room: float) -> str:
    return printed(
        face.bank_name, x, y, fitting(face.bank_name, size, room), fill=face.primary,
        font_weight=700, letter_spacing=0.4, **HALO,
    )  # fmt: skip


def _caption(words: str, x: float, y: float, *, anchor: str = "start") -> str:
    return printed(
        words, x, y, 12.5, font_family=SANS, letter_spacing=0.6, text_anchor=anchor, **HALO
    )


def _worded(face: CheckFace, x: float, y: float, size: float, room: float) -> str:
    """Return the amount in words, and the line behind it that leaves no room for more."""
    end = x + written_width(face.words, size, room) + 14
    rest = x + room - end
    filler = f'<path d="M{end:.0f} {y - 7:g}q{rest * 0.4:.0f} -7 {rest:.0f} 0" fill="none" '
    return handwritten(face.words, x, y, size, room=room, width=2) + (
        f'{filler}stroke="#1c2a63" stroke-width="1.8" stroke-linecap="round"/>' if rest > 30 else ""
    )


def _signature_line(x: float, y: float, width: float) -> str:
    """Return a line that is microprint, as on real checks: words too small to copy."""
    return printed(
        "NOSUCHBANKNOSUCHMONEY" * 7, x, y + 1.2, 3.6, font_family=SANS, font_weight=700,
        textLength=f"{width:g}", lengthAdjust="spacingAndGlyphs",
    ) + _caption("SIGNATURE", x + width, y + 16, anchor="end")  # fmt: skip


def _stamp(face: CheckFace, words: str, key: str, color: str, *, compact: bool) -> str:
    # Beside the amount, never over it.
    if compact:
        return rubber_stamp(words, "", 368, 264, 34, room=250, color=color, key=key)
    small = f"{face.bank_name} · {face.date_text}".upper()
    return rubber_stamp(words, small, 464, 352, 52, room=344, color=color, key=key)
