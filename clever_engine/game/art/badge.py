"""A bank's card: its paper, crest, name and motto, for choosing a bank."""

import hashlib
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

from clever_engine.game.art.crests import crest_group
from clever_engine.game.art.guilloche import border, field
from clever_engine.game.art.lettering import (
    HALO,
    PAPER,
    PRINT,
    SERIF,
    fitting,
    printed,
)


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


_WIDTH, _HEIGHT = 400, 124


def bank_badge_svg(bank_name: str, motto: str, primary: str, secondary: str, crest: str) -> str:
    """Return a card of 400 by 124 units that looks like a piece of the bank's own check.

    Raises:
        KeyError: there is no such crest.
    """
    p, s = escape(primary), escape(secondary)
    told = f"badge|{bank_name}|{primary}|{secondary}"
    key = "b" + hashlib.sha256(told.encode()).hexdigest()[:8]
    label = escape(f"{bank_name}: {motto}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{label}" font-family="{escape(SERIF)}" fill="{PRINT}"><title>{label}</title>'
        f'<clipPath id="{key}p"><rect width="{_WIDTH}" height="{_HEIGHT}" rx="8"/></clipPath>'
        f'<g clip-path="url(#{key}p)"><rect width="{_WIDTH}" height="{_HEIGHT}" fill="{PAPER}"/>'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="{s}" opacity=".22"/>'
        f"{field(bank_name, key, _WIDTH, _HEIGHT, s, gap=6)}</g>"
        f"{border(bank_name, key, _WIDTH, _HEIGHT, p, band=9, edge=4)}"
        f'<g transform="translate(24 22) scale(0.8)">{crest_group(crest, primary, secondary)}</g>'
        + printed(
            bank_name, 116, 62, fitting(bank_name, 27, 264, wide=0.52), fill=primary,
            font_weight=700, **HALO,
        )
        + printed(motto, 117, 87, fitting(motto, 17, 262, wide=0.46), font_style="italic", **HALO)
        + "</svg>"
    )  # fmt: skip
