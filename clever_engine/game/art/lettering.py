"""Printed words: the families of type a check uses, and text as SVG."""

from html import escape

from clever_engine.game.art.curves import shifted

_FIGURES = {
    "0": ("M1 0h6v12h-6z", ""),
    "1": ("M2 0h3v12", "M3.5 10h4.5"),
    "2": ("M1.5 0h5v6h-5v6h5.7", ""),
    "3": ("M1.5 0h4v12h-4.5M2 6h4", "M6.5 6v6.7"),
    "4": ("M1 -.7v8.7h6", "M6.2 5.5v7.2"),
    "5": ("M6.5 0h-5v6h5v6h-5.7", ""),
    "6": ("M5 0h-4v12h6.5v-6h-6.5", ""),
    "7": ("M1.5 3.5v-3.5h6v5l-3 3v4.7", ""),
    "8": ("M2 0h4.5v6h-4.5zM1 6h6.5v6h-6.5z", "M1.5 6v6M7 6v6"),
    "9": ("M7 0h-5.5v6h5.5", "M6.5 -.7v13.4"),
    ":": ("M1 1v10", "M4.5 3h3.5M4.5 9h3.5"),
    "|": ("M1 1v5M3.5 1v5", "M5 9.5h3.5"),
    " ": ("", ""),
}
"""Each figure's thin and thick lines, 8 wide and 12 high; `:` and `|` are the banks' symbols."""

_ADVANCE, _SCALE = 11.6, 1.3


def micr_line(figures: str, x: float, y: float, color: str) -> str:
    """Return figures, blanks and the symbols `:` and `|`, their foot on the line `y`."""
    thin, thick = (
        "".join(
            shifted(_FIGURES[figure][weight], place * _ADVANCE)
            for place, figure in enumerate(figures)
        )
        for weight in (0, 1)
    )
    return (
        f'<g data-figures="{escape(figures)}" transform="translate({x:g} {y - 12 * _SCALE:g})'
        f'scale({_SCALE})" fill="none" stroke="{color}"><path d="{thin}" stroke-width="1.4"/>'
        f'<path d="{thick}" stroke-width="2.8"/></g>'
    )


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
