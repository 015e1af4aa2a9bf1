"""The accuracy axis: the error on a logarithmic scale, reversed, with ticks that say accuracy."""

import math
from collections.abc import Sequence

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
