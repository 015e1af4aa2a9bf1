"""The result of a run as a picture: each score beside the smallest attack found."""

from html import escape
from typing import Any

SIDE, GAP, TOP = 230, 60, 54
SHAPES = ("circle", "square", "triangle", "diamond", "cross")
COLOURS = ("#0072b2", "#56b4e9", "#d55e00", "#009e73", "#cc79a7")  # Okabe and Ito's


def scatter(result: dict[str, Any]) -> str:
    """Return an SVG: a panel a network in the first norm measured, a mark a score."""
    panels = []
    names = list(next(iter(next(iter(result["networks"].values())).values()))["contenders"])
    for number, (network, norms) in enumerate(result["networks"].items()):
        norm, values = next(iter(norms.items()))
        panels.append(_panel(f"{network}, {norm}", values, GAP + number * (SIDE + GAP)))
    width = GAP + len(panels) * (SIDE + GAP)
    height = TOP + SIDE + 50 + 20 * len(names)
    legend = [
        _mark(k, GAP + 6, TOP + SIDE + 54 + 20 * k)
        + _text(GAP + 20, TOP + SIDE + 58 + 20 * k, name)
        for k, name in enumerate(names)
    ]
    title = _text(
        GAP, 20, "CLEVER score (up) and smallest attack found (right); on the line they are equal"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" font-family="sans-serif" font-size="12">'
        "<title>CLEVER scores beside the smallest attack found</title>"
        f'<rect width="{width}" height="{height}" fill="white"/>'
        f"{title}{''.join(panels)}{''.join(legend)}</svg>\n"
    )


def _panel(title: str, values: dict[str, Any], left: float) -> str:
    attack = values["attack"]
    scale = 1.15 * max(attack)
    marks = []
    for k, row in enumerate(values["contenders"].values()):
        for score, distance in zip(row["scores"][0], attack, strict=False):
            if 0 <= score <= scale:
                x, y = left + SIDE * distance / scale, TOP + SIDE * (1 - score / scale)
                marks.append(_mark(k, x, y))
    bottom, right = TOP + SIDE, left + SIDE
    return (
        f'<rect x="{left}" y="{TOP}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#888"/>'
        f'<line x1="{left}" y1="{bottom}" x2="{right}" y2="{TOP}" stroke="#888" '
        'stroke-dasharray="4 3"/>'
        + _text(left, TOP - 8, title)
        + _text(left - 4, bottom + 16, "0")
        + _text(right - 20, bottom + 16, f"{scale:.2g}")
        + _text(left - 28, TOP + 10, f"{scale:.2g}")
        + "".join(marks)
    )


def _mark(k: int, x: float, y: float) -> str:
    colour, shape = COLOURS[k % len(COLOURS)], SHAPES[k % len(SHAPES)]
    style = f'fill="none" stroke="{colour}" stroke-width="1.4"'
    if shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" {style}/>'
    outlines = {
        "square": ((-3.5, -3.5), (3.5, -3.5), (3.5, 3.5), (-3.5, 3.5)),
        "triangle": ((0, -4.5), (4, 3), (-4, 3)),
        "diamond": ((0, -4.5), (4.5, 0), (0, 4.5), (-4.5, 0)),
        "cross": ((-4, -4), (4, 4), (0, 0), (4, -4), (-4, 4), (0, 0)),
    }
    points = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in outlines[shape])
    return f'<polygon points="{points}" {style}/>'


def _text(x: float, y: float, words: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}">{escape(words)}</text>'
