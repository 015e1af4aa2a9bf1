"""Printed words: the families of type a check uses, and text as SVG."""

from html import escape

SERIF = "Baskerville, 'Libre Baskerville', Georgia, 'Times New Roman', 'Liberation Serif', serif"
SANS = "'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
HEAVY = "Impact, 'Haettenschweiler', 'Arial Narrow', 'Liberation Sans Narrow', sans-serif"
MONO = "'SF Mono', Consolas, 'DejaVu Sans Mono', monospace"
PRINT, PAPER = "#1b2233", "#fdfbf3"

HALO: dict[str, str | float] = {
    "stroke": PAPER,
    "stroke_width": 4.0,
    "stroke_linejoin": "round",
    "paint_order": "stroke",
}
"""Paper around letters, where fine lines run behind them."""


def printed(words: str, x: float, y: float, size: float, **style: str | float) -> str:
    """Return words as SVG text; `style` are its attributes, with `_` for `-`."""
    given = {
        key.replace("_", "-"): format(value, "g") if isinstance(value, float) else str(value)
        for key, value in style.items()
    }
    more = "".join(f' {key}="{escape(value)}"' for key, value in given.items())
    return f'<text x="{x:g}" y="{y:g}" font-size="{size:.4g}"{more}>{escape(words)}</text>'


def fitting(words: str, size: float, room: float) -> float:
    """Return the largest font size up to `size` at which words of this many letters fit."""
    # A letter of the serif faces is 0.56 of its size wide in the mean; wide words may run over.
    return min(size, room / (0.56 * max(1, len(words))))
