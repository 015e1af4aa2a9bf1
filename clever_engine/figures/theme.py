"""The colours and the frame of every figure.

Okabe and Ito's colours, told apart with any colour vision. Blue is safe, orange is unsafe, in every
figure and on every page. Backgrounds are transparent and text takes the page's colour, so that a
figure fits the light and the dark theme.
"""

from typing import Any

import plotly.graph_objects as go

SAFE = "#0072B2"
UNSAFE = "#D55E00"
QUIET = "#8A94A3"
SAFE_LIGHT = "#56B4E9"
UNSAFE_LIGHT = "#E69F00"
INK = "#14213D"
PAPER = "#FFFFFF"

DIVERGING = [[0.0, SAFE], [0.5, "rgba(255,255,255,0)"], [1.0, UNSAFE]]
"""From blue over nothing to orange, for signed values around zero."""

CONFIG = {"displayModeBar": False, "responsive": True}
"""For whoever shows a figure: no tool bar, follow the width."""

_UNITS = {"l1": "L1", "l2": "L2", "linf": "L∞"}


def norm_name(norm: str) -> str:
    """Return how a norm is written for people."""
    return _UNITS[norm]


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
