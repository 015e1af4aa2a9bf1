"""A score against something that ought not to change it, with the attack's distance beside it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from clever_engine.figures.theme import QUIET, frame

SOUND, CUT, NOTHING = "circle", "triangle-up-open", "x"
"""Plotly's marks: a number to take, one that means "at least", none at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One curve.

    Attributes:
        name: written beside it.
        values: a score a place on the axis.
        symbols: a mark a place: `SOUND`, `CUT` at the edge of the ball, or `NOTHING` claimed.
        color: from the theme.
        dash: of its line.
        name_at: number of the place where the name stands.
        below: whether it stands under the curve.
    """

    name: str
    values: Sequence[float]
    symbols: Sequence[str]
    color: str
    dash: str = "solid"
    name_at: int = 0
    below: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A named place on one of the axes.

    `left` puts the name of a horizontal line at its left end, that of a vertical one to its left.
    """

    at: float
    name: str
    left: bool = False


def plot_curve(
    places: Sequence[float],
    series: Sequence[Series],
    *,
    chosen: float,
    x: str,
    y: str,
    levels: Sequence[Mark] = (),
    stops: Sequence[Mark] = (),
    ticks: Sequence[float] = (),
    top: float | None = None,
    height: int = 340,
) -> go.Figure:
    """Draw curves over a logarithmic axis, the place chosen as a band.

    Args:
        places: on the axis, above 0 and rising.
        series: the curves, each with a value a place.
        chosen: the place that the visitor's slider is at.
        x: title of the axis.
        y: title of the other one.
        levels: horizontal lines, say the attack's distance.
        stops: vertical lines, say the paper's radius.
        ticks: numbers on the axis.
        top: upper end of the vertical axis; from the values by default.
        height: in pixels.
    """
    figure = go.Figure()
    figure.add_vline(x=chosen, line={"color": "rgba(138,148,163,0.35)", "width": 22}, layer="below")
    for mark in levels:
        figure.add_hline(y=mark.at, line={"color": QUIET, "width": 2, "dash": "dot"})
        x_end, anchor = (0.0, "left") if mark.left else (1.0, "right")
        _write(figure, x_end, mark.at, mark.name, xref="paper", xanchor=anchor, yanchor="bottom")
    for mark in stops:
        figure.add_vline(x=mark.at, line={"color": QUIET, "width": 1.5, "dash": "dot"})
        anchor = "right" if mark.left else "center"
        _write(
            figure,
            math.log10(mark.at),
            1.0,
            mark.name,
            yref="paper",
            xanchor=anchor,
            yanchor="bottom",
        )
    for curve in series:
        _add(figure, places, curve, chosen)
    values = [value for curve in series for value in curve.values]
    highest = top or 1.12 * max([*values, *(mark.at for mark in levels)], default=1.0)
    frame(figure, height=height, x=x, y=y)
    room = 0.05 * (math.log10(places[-1]) - math.log10(places[0]))
    figure.update_xaxes(
        type="log",
        range=[math.log10(places[0]) - room, math.log10(places[-1]) + room],
        tickvals=list(ticks),
        ticktext=[f"{tick:g}" for tick in ticks],
        fixedrange=True,
    )
    figure.update_yaxes(range=[-0.04 * highest, highest], fixedrange=True, nticks=6)
    figure.update_layout(dragmode=False, hovermode="closest")
    return figure


def _add(figure: go.Figure, places: Sequence[float], curve: Series, chosen: float) -> None:
    figure.add_scatter(
        x=list(places),
        y=[
            None if symbol == NOTHING else value
            for value, symbol in zip(curve.values, curve.symbols, strict=True)
        ],
        mode="lines",
        line={"color": curve.color, "width": 3, "dash": curve.dash},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=list(places),
        y=list(curve.values),
        mode="markers",
        marker={
            "symbol": list(curve.symbols),
            "size": [17 if place == chosen else 9 for place in places],
            "color": curve.color,
            "line": {"width": 2, "color": curve.color},
            "opacity": 1.0,
        },
        cliponaxis=False,
        hovertemplate=f"{curve.name}: %{{y:.3g}} at %{{x:g}}<extra></extra>",
    )
    at = curve.name_at
    _write(
        figure,
        math.log10(places[at]),
        curve.values[at],
        f"<b>{curve.name}</b>",
        yanchor="top" if curve.below else "bottom",
        xanchor="left",
        yshift=-10 if curve.below else 10,
        font={"color": curve.color},
    )


def _write(figure: go.Figure, x: float, y: float, text: str, **how: object) -> None:
    figure.add_annotation(x=x, y=y, text=text, showarrow=False, **how)
