"""The colours and the frame of every figure.

Okabe and Ito's colours, told apart with any colour vision. Blue is safe, orange is unsafe, in every
figure and on every page. Backgrounds are transparent and text takes the page's colour, so that a
figure fits the light and the dark theme.
"""

import math
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

LEAST_ERROR = 0.005
"""Percent; half a digit of a test set of ten thousand stands for an error of nothing."""

_TICKS = (20, 50, 80, 90, 95, 97, 98, 98.5, 99, 99.3, 99.5, 99.7, 99.8, 99.9, 99.95, 99.99)


def error_percent(accuracy: float) -> float:
    """Return the percent misread at an accuracy from 0 to 1, never below `LEAST_ERROR`."""
    return max(LEAST_ERROR, 100 * (1 - accuracy))


def error_range(errors: Sequence[float]) -> tuple[float, float]:
    """Return the ends of an axis that shows these errors, the largest first, with some room."""
    high, low = max(errors, default=10.0), min(errors, default=1.0)
    return 1.25 * high, 0.8 * low


def accuracy_axis(figure: go.Figure, reach: tuple[float, float]) -> go.Figure:
    """Give a figure the horizontal axis from the error `reach[0]` to `reach[1]`, in percent."""
    shown = [tick for tick in _TICKS if reach[1] <= 100 - tick <= reach[0]]
    figure.update_xaxes(
        type="log",
        range=[math.log10(reach[0]), math.log10(reach[1])],
        tickvals=[100 - tick for tick in shown],
        ticktext=[f"{tick:g} %" for tick in shown],
        tickangle=0,
        title={"text": "digits read rightly  →", "standoff": 8},
        fixedrange=True,
        automargin=False,
        showgrid=True,
    )
    return figure


SAFE = "#0072B2"
UNSAFE = "#D55E00"
QUIET = "#8A94A3"
SAFE_LIGHT = "#56B4E9"
UNSAFE_LIGHT = "#E69F00"
INK = "#14213D"
PAPER = "#FFFFFF"

DIVERGING = [[0.0, SAFE], [0.5, "rgba(255,255,255,0)"], [1.0, UNSAFE]]
"""From blue over nothing to orange, for signed values around zero."""

FAINT = "rgba(138,148,163,0.6)"
"""Of intervals behind many points."""

CONFIG = {"displayModeBar": False, "responsive": True}
"""For whoever shows a figure: no tool bar, follow the width."""

_UNITS = {"l1": "L1", "l2": "L2", "linf": "L∞"}


def norm_name(norm: str) -> str:
    """Return how a norm is written for people."""
    return _UNITS[norm]


def three_digits(value: float) -> str:
    """Return a positive number for a drawing, as exact as numbers are beside it."""
    return f"{value:#.3g}".rstrip(".") if 0 < value < 1000 else f"{value:.0f}"


def safe_and_unsafe(*, dark: bool) -> tuple[str, str]:
    """Return blue and orange as text needs them: bright on a dark page."""
    return (SAFE_LIGHT, UNSAFE_LIGHT) if dark else (SAFE, UNSAFE)


def frame(figure: go.Figure, *, height: int, x: str = "", y: str = "") -> go.Figure:
    """Give a figure its margins, axis titles and transparent ground; return it."""
    axis: dict[str, Any] = {"showline": False, "zeroline": False, "automargin": True}
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 16, "t": 28, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
        bargap=0.06,
        font={"size": 15},
        hoverlabel={"font": {"size": 15}},
    )
    figure.update_xaxes(title={"text": x}, **axis)
    figure.update_yaxes(title={"text": y}, **axis)
    return figure


def error_bars(
    below: Sequence[float],
    above: Sequence[float],
    color: str = QUIET,
    *,
    thickness: float = 1.5,
    width: int = 0,
) -> dict[str, Any]:
    """Return bars that reach so far below and above each point; never the wrong way."""
    return {
        "type": "data",
        "symmetric": False,
        "array": [max(0.0, reach) for reach in above],
        "arrayminus": [max(0.0, reach) for reach in below],
        "color": color,
        "thickness": thickness,
        "width": width,
    }
