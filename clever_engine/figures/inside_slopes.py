"""Slopes pouring into a histogram: bars of those sampled, and frames that replay how they came."""

from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from clever_engine.figures.labels import three_digits
from clever_engine.figures.theme import SAFE, UNSAFE, frame, norm_name
from clever_engine.norms import Norm

Array = NDArray[np.float64]
BINS = 32
_FRAMES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class SlopesInfo:
    """The numbers of the drawing; bars and axes belong to the whole sample, whatever is shown.

    Attributes:
        edges: `(BINS + 1,)`.
        counts: `(BINS,)` of the slopes shown.
        top: end of the vertical axis.
        last: the newest slope shown.
        steepest: the largest slope shown.
    """

    edges: Array
    counts: NDArray[np.int64]
    top: float
    last: float
    steepest: float


def slopes_info(norms: Array, shown: int) -> SlopesInfo:
    """Return the numbers to draw of the first `shown` of the slopes `(points,)`."""
    low, high = float(norms.min()), float(norms.max())
    room = 0.02 * (high - low) or 0.05 * high or 1.0
    edges = np.linspace(low - room, high + room, BINS + 1)
    counts = np.histogram(norms[:shown], bins=edges)[0]
    # The tallest bar fills the height; a few slopes alone do not look like many.
    return SlopesInfo(
        edges=edges,
        counts=counts.astype(np.int64),
        top=1.25 * max(4.0, float(counts.max())),
        last=float(norms[shown - 1]),
        steepest=float(norms[:shown].max()),
    )


def plot_slopes(norms: Array, shown: int, norm: Norm, *, height: int = 380) -> go.Figure:
    """Draw the first `shown` of a sample's slopes, the newest as a diamond, the steepest marked.

    A button in the figure pours them in again.
    """
    info = slopes_info(norms, shown)
    figure = go.Figure(data=_traces(norms, shown, info))
    figure.frames = [
        go.Frame(data=_traces(norms, count, info), name=str(count)) for count in _steps(shown)
    ]
    frame(
        figure, height=height, x=f"slope, points per unit of {norm_name(norm)}", y="random points"
    )
    figure.update_layout(dragmode=False, bargap=0.06, updatemenus=[_button()] if shown > 1 else [])
    figure.update_xaxes(range=[info.edges[0], info.edges[-1]], fixedrange=True, nticks=8)
    figure.update_yaxes(range=[0, info.top], fixedrange=True, nticks=5, tickformat="d")
    return figure


def _steps(shown: int) -> list[int]:
    """Return how many slopes each frame shows: few at first, so that single ones are seen."""
    return sorted({round(count) for count in np.geomspace(1, shown, _FRAMES)})


def _traces(norms: Array, shown: int, info: SlopesInfo) -> list[go.Bar | go.Scatter]:
    counts = np.histogram(norms[:shown], bins=info.edges)[0]
    width = float(info.edges[1] - info.edges[0])
    steepest, last = float(norms[:shown].max()), float(norms[shown - 1])
    late = steepest > 0.7 * info.edges[-1] + 0.3 * info.edges[0]
    bars = go.Bar(
        x=(info.edges[:-1] + info.edges[1:]) / 2,
        y=counts,
        width=0.94 * width,
        marker={"color": SAFE, "opacity": 0.8},
        hovertemplate="%{y} points around %{x:.3g}<extra></extra>",
    )
    newest = go.Scatter(
        x=[last],
        y=[0.96 * info.top],
        mode="markers",
        marker={"color": SAFE, "size": 16, "symbol": "diamond"},
        hovertemplate="newest: %{x:.3g}<extra></extra>",
    )
    mark = go.Scatter(
        x=[steepest, steepest],
        y=[0, 0.84 * info.top],
        mode="lines+text",
        text=["", f"steepest {three_digits(steepest)} "],
        textposition="top left" if late else "top right",
        textfont={"size": 16},
        cliponaxis=False,
        line={"color": UNSAFE, "width": 3, "dash": "dot"},
        hovertemplate="steepest: %{x:.3g}<extra></extra>",
    )
    return [bars, newest, mark]


def _button() -> dict[str, object]:
    """Return the button that plays the frames."""
    play = {
        "frame": {"duration": 150, "redraw": True},
        "transition": {"duration": 0},
        "mode": "immediate",
    }
    return {
        "type": "buttons",
        "showactive": False,
        "x": 0,
        "xanchor": "left",
        "y": 1.0,
        "yanchor": "top",
        "pad": {"l": 8, "t": 4},
        "font": {"size": 16},
        # Two lines, so that a finger meets it.
        "buttons": [{"label": "▶ Pour<br>them in", "method": "animate", "args": [None, play]}],
    }
