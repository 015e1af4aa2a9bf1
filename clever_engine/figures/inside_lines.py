"""The lead along the steepest straight line found, beside random ones of the same length."""

from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from clever_engine.figures.theme import QUIET, SAFE, UNSAFE, frame, norm_name, three_digits
from clever_engine.lesson.inside import LinesLook, claimed

Array = NDArray[np.float64]
_NAMED = 0.65
"""Share of the lead beside which the steepest line's name stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesInfo:
    """The numbers of the drawing.

    Attributes:
        straight: `(2, 2)` from the digit to the steepest line's end: its mean slope.
        steepest: `(2, 2)` from the digit as steep as the end point says, down to no lead at the
            score; both empty where no line was found.
        reach: end of the axis of distances.
        low, high: ends of the axis of the lead.
    """

    straight: Array
    steepest: Array
    reach: float
    low: float
    high: float


def lines_info(look: LinesLook) -> LinesInfo:
    """Return the numbers to draw."""
    lead, score = look.entry.margin, claimed(look.entry)
    every = np.concatenate([look.leads, look.random.ravel(), [0.0, lead]])
    low, high = float(every.min()), float(every.max())
    room = 0.1 * ((high - low) or 1.0)
    nothing = np.empty((0, 2))
    return LinesInfo(
        straight=np.array([[0.0, lead], [look.length, lead - look.slope * look.length]])
        if look.leads.size
        else nothing,
        steepest=np.array([[0.0, lead], [score, 0.0]]) if score else nothing,
        reach=1.03 * float(look.distances[-1]),
        low=min(low, -1.5 * room) - room,
        high=high + room,
    )


def plot_lines(look: LinesLook, *, height: int = 260) -> go.Figure:
    """Draw the leads, the straight line of the mean slope, and the end point's down to the score.

    Traces: random directions, the line's lead, its mean slope, the end point's slope, both ends.
    """
    info = lines_info(look)
    figure = go.Figure()
    _add_random(figure, look)
    for x, y, color, dash, name in (
        (look.distances[: look.leads.size], look.leads, SAFE, "solid", "steepest line found"),
        (*info.straight.T, SAFE, "dot", "its mean slope"),
        (*info.steepest.T, UNSAFE, "dash", "as steep as the end point"),
    ):
        figure.add_scatter(
            x=x,
            y=y,
            mode="lines",
            line={"color": color, "width": 2.5 if dash != "solid" else 3.5, "dash": dash},
            hovertemplate=f"{name}: lead %{{y:.3g}} after %{{x:.3g}}<extra></extra>",
        )
    for ends, color, symbol, name in (
        (info.straight, SAFE, "circle", "the line's end: lead %{y:.3g} after"),
        (info.steepest, UNSAFE, "diamond", "score"),
    ):
        figure.add_scatter(
            x=ends[1:, 0],
            y=ends[1:, 1],
            mode="markers",
            marker={"color": color, "size": 14, "symbol": symbol},
            hovertemplate=f"{name} %{{x:.3g}}<extra></extra>",
        )
    figure.add_hline(y=0, line={"color": QUIET, "width": 2})
    frame(
        figure,
        height=height,
        x=f"size of the change ({norm_name(look.score.norm)})",
        y=f"lead over {look.entry.target}, points",
    )
    figure.update_layout(dragmode=False)
    figure.update_xaxes(range=[0, info.reach], fixedrange=True, nticks=7, showgrid=False)
    figure.update_yaxes(range=[info.low, info.high], fixedrange=True, nticks=5)
    _add_names(figure, look, info)
    return figure


def _add_random(figure: go.Figure, look: LinesLook) -> None:
    """Draw all random directions as one trace with gaps."""
    gap = np.full((len(look.random), 1), np.nan)
    every = np.broadcast_to(look.distances, look.random.shape)
    figure.add_scatter(
        x=np.hstack([every, gap]).ravel(),
        y=np.hstack([look.random, gap]).ravel(),
        mode="lines",
        line={"color": QUIET, "width": 2},
        hovertemplate="random direction: lead %{y:.3g} after %{x:.3g}<extra></extra>",
    )


def _add_names(figure: go.Figure, look: LinesLook, info: LinesInfo) -> None:
    words = {"showarrow": False, "font": {"size": 15}, "xref": "x", "yref": "y"}
    figure.add_annotation(
        x=float(look.distances[-1]),
        y=float(look.random[:, -1].min()),
        text="random directions",
        xanchor="right",
        yanchor="top",
        yshift=-3,
        **words,
    )
    if look.leads.size:
        fallen = look.leads < _NAMED * info.straight[0, 1]
        place = int(fallen.argmax()) if fallen.any() else len(fallen) // 2
        figure.add_annotation(
            x=float(look.distances[place]),
            y=float(look.leads[place]),
            text="steepest line",
            xanchor="left",
            yanchor="bottom",
            xshift=8,
            **words,
        )
    if info.steepest.size:
        figure.add_annotation(
            x=float(info.steepest[1, 0]),
            y=0.0,
            text=f"score {three_digits(float(info.steepest[1, 0]))}",
            xanchor="right",
            yanchor="top",
            xshift=10,
            yshift=-9,
            **words,
        )
