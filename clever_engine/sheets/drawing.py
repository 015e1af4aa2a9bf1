"""Sheets of handwritten digits as people photograph, scan and draw them, and the truth.

They are there to train what finds digits, to choose its constants and to judge it, each part from
writers, digits of MNIST and random numbers of its own (`DigitSource`). The same family, seed and
part draw the same sheet to the pixel.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clever_engine.digits.found import Box
from clever_engine.sheets.forms import Shape, sign
from clever_engine.sheets.page import NOTHING, SIGN, Page, box_of
from clever_engine.sheets.pens import PARTS, DigitSource
from clever_engine.sheets.scene import bare, photograph, pictured
from clever_engine.sheets.strangers import Draw, add_strangers
from clever_engine.sheets.texts import texts

FAMILIES = (
    "single",
    "row",
    "amount",
    "grid",
    "ruled",
    "framed",
    "desk",
    "shadow",
    "pad",
    "none",
    "strangers",
    "beside",
)

WITHOUT_DIGITS = ("none", "strangers")
"""Families on whose pages every mark has to be doubted."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sheet:
    """A picture of `h` times `w` pixels and what is on it.

    Attributes:
        picture: `(h, w, 3)` uint8, as a camera, a scanner or a paint program gives it.
        owner: `(h, w)` int16, number of the digit whose ink covers a pixel, of two the later; or
            `NOTHING`, or `SIGN` for what is in `left_out`.
        boxes: of each digit's ink, in reading order.
        labels: what each digit is.
        rows: in which row it stands.
        left_out: separators, signs and letters beside them.
        family: of `FAMILIES`.
    """

    picture: NDArray[np.uint8]
    owner: NDArray[np.int16]
    boxes: tuple[Box, ...]
    labels: tuple[int, ...]
    rows: tuple[int, ...]
    left_out: tuple[Box, ...]
    family: str


def draw_sheet(
    family: str,
    *,
    seed: int,
    digits: DigitSource,
    size: int = 640,
    height: float | None = None,
    draw: Draw | None = None,
) -> Sheet:
    """Draw a sheet.

    Args:
        family: of `FAMILIES`.
        seed: of everything on it.
        digits: who writes, and for which part.
        size: its longer side, in pixels.
        height: of a usual digit in pixels, in place of `size`.
        draw: more shapes that are no digits, for the families that hold strangers.
    """
    rng = np.random.default_rng([seed, FAMILIES.index(family), PARTS[digits.part][0]])
    layout = family
    if family in ("ruled", "framed", "desk", "shadow", "pad", "beside"):
        layout = str(rng.choice(["single", "row", "amount", "grid"], p=(0.25, 0.4, 0.2, 0.15)))
    lines = texts(layout, rng)
    page, pen = _written(layout, lines, family, digits, rng, size, height)
    things = (
        add_strangers(page, digits.part, rng, pen, draw)
        if family in ("strangers", "beside")
        else []
    )
    picture = pictured(page, family, rng, pen, things)
    if family == "none" and not page.left_out and rng.random() < 0.6:
        shape = picture.shape[:2]
        picture = photograph(shape, digits.part, rng) if rng.random() < 0.6 else bare(shape, rng)
    owner, labels, rows = _visible(page)
    boxes = tuple(box_of(owner == number, None) for number in range(len(labels)))
    return Sheet(
        picture=picture,
        owner=owner,
        boxes=boxes,
        labels=labels,
        rows=rows,
        left_out=tuple(page.left_out),
        family=family,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    """How a sheet is written, lengths in heights of a digit."""

    hand: int
    pen: float
    slant: float
    width: float
    gap: float
    touching: float
    jitter: float
    turn: float

    @classmethod
    def drawn(cls, layout: str, family: str, rng: np.random.Generator, hand: int) -> "_Style":
        pen = float(np.exp(rng.normal(np.log(0.085), 0.45)))
        if family == "pad":
            pen = float(rng.uniform(0.03, 0.24))
        close = layout == "amount" or rng.random() < 0.25
        return cls(
            hand=hand,
            pen=float(np.clip(pen, 0.02, 0.26)),
            slant=float(rng.normal(0.08, 0.16)),
            width=float(np.clip(rng.normal(1.0, 0.13), 0.7, 1.4)),
            gap=float(rng.uniform(0.06, 0.3) if close else rng.uniform(0.15, 0.8)),
            touching=float(rng.choice([0.0, 0.25, 0.6], p=(0.5, 0.3, 0.2)) if close else 0.0),
            jitter=float(rng.uniform(0.0, 0.06)),
            turn=float(np.clip(rng.normal(0, 0.035), -0.14, 0.14)) if family != "pad" else 0.0,
        )


DIGITS = "0123456789"
"""Not `str.isdigit`, which an Arabic-Indic 3 is too: people of here do not read it."""

LOW = {",": 0.85, ".": 0.93, "'": -0.08, "-": 0.5, "=": 0.45}
"""How far below the top of the digits a sign begins."""


def _written(
    layout: str,
    lines: Sequence[str],
    family: str,
    digits: DigitSource,
    rng: np.random.Generator,
    size: int,
    height: float | None,
) -> tuple[Page, float]:
    """Write the lines on a page that they fill more or less; return it and the digits' height."""
    style = _Style.drawn(layout, family, rng, digits.hand(rng))
    placed: list[tuple[Shape, float, float, float, int | None, int]] = []
    across = 0.0
    for row, line in enumerate(lines):
        x = 0.0
        for number, name in enumerate(line):
            x = _next(name, x, row, number, line, style, digits, rng, placed)
        across = max(across, x)
    pitch = rng.uniform(1.35, 2.3)
    tall = 1 + pitch * (len(lines) - 1)
    margin = rng.uniform(0.08, 0.6) if rng.random() < 0.7 else rng.uniform(0.6, 2.5)
    wide, high = max(across, 0.4) + 2 * margin, tall + 2 * margin + 0.15
    if layout in ("single", "none") and rng.random() < 0.6:
        wide = high = max(wide, high)
    if layout == "strangers":
        wide, high = rng.uniform(1.3, 6.0, 2)
    if family == "beside":
        high += rng.uniform(1.2, 2.6)
    scale = height or size / max(wide, high)
    page = Page(height=max(32, int(high * scale)), width=max(32, int(wide * scale)))
    shear = np.array([[style.width, -style.slant], [0.0, 1.0]])
    around = np.array(
        [[np.cos(style.turn), -np.sin(style.turn)], [np.sin(style.turn), np.cos(style.turn)]]
    )
    middle = np.array([page.width, page.height]) / 2
    start = margin + max(style.slant, 0.0) * 0.6
    for shape, x, y, grown, digit, row in placed:
        corner = np.array([start + x, margin + y + row * pitch]) * scale
        at = around @ (corner - middle) + middle
        matrix = around @ shear * (scale * grown)
        pen = style.pen * scale * float(np.clip(rng.normal(1, 0.05), 0.8, 1.2))
        page.write(shape, matrix, (float(at[0]), float(at[1])), pen, digit, row)
    return page, scale


def _next(
    name: str,
    x: float,
    row: int,
    number: int,
    line: str,
    style: _Style,
    digits: DigitSource,
    rng: np.random.Generator,
    placed: list[tuple[Shape, float, float, float, int | None, int]],
) -> float:
    """Place one more character at `x`; return where the following one goes."""
    if name == " ":
        return x + 0.3
    dy = rng.normal(0, style.jitter)
    if name in DIGITS:
        shape = digits.shape(int(name), style.hand, rng)
        grown = float(np.clip(rng.normal(1, 0.07), 0.75, 1.25))
        touches = number and line[number - 1] in DIGITS and rng.random() < style.touching
        x -= style.gap + rng.uniform(0.0, 0.14) if touches else 0.0
        placed.append((shape, x, float(dy + 1 - grown), grown, int(name), row))
        return x + shape.width * style.width * grown + style.gap * rng.uniform(0.6, 1.4)
    shape = sign(name, rng)
    placed.append((shape, x, LOW.get(name, 0.0) + dy, 1.0, None, row))
    return x + shape.width * style.width + style.gap * rng.uniform(0.6, 1.4)


def _visible(page: Page) -> tuple[NDArray[np.int16], tuple[int, ...], tuple[int, ...]]:
    """Return owners, labels and rows of the digits that can be seen, in reading order."""
    middles = []
    for number in range(len(page.labels)):
        columns = np.flatnonzero((page.owner == number).any(axis=0))
        if len(columns):
            middles.append((page.rows[number], float(columns.mean()), number))
    order = [number for _, _, number in sorted(middles)]
    places = np.full(len(page.labels) + 2, NOTHING, dtype=np.int16)
    places[SIGN] = SIGN
    for place, number in enumerate(order):
        places[number] = place
    owner = places[page.owner]
    return owner, tuple(page.labels[n] for n in order), tuple(page.rows[n] for n in order)
