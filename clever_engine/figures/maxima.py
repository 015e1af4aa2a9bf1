"""The histogram of sampled gradient-norm maxima with the fitted reverse Weibull curve."""

from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from clever_engine.figures.theme import SAFE, UNSAFE, frame, norm_name
from clever_engine.norms import Norm
from clever_engine.score.results import TargetScore

Array = NDArray[np.float64]
_BINS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class MaximaInfo:
    """The numbers of the drawing.

    Attributes:
        centers: middle of each bar `(bins,)`.
        counts: batches in each bar `(bins,)`.
        width: of a bar.
        curve_x: where the curve is drawn; empty where all maxima are equal.
        curve_y: expected batches a bar at `curve_x`.
        end_point: the Lipschitz estimate.
        on_walk: it was met on the walk, beyond the curve's own end point.
        largest: the largest of the maxima.
        fell_back: the estimate is the largest of the maxima, for want of an end point.
    """

    centers: Array
    counts: Array
    width: float
    curve_x: Array
    curve_y: Array
    end_point: float
    on_walk: bool
    largest: float
    fell_back: bool


def maxima_info(entry: TargetScore) -> MaximaInfo:
    """Return the numbers to draw for one target."""
    maxima = entry.maxima
    low, high = float(maxima.min()), float(maxima.max())
    if entry.fit.constant:
        low, high = 0.9 * low, 1.1 * high + 1e-12
    counts, edges = np.histogram(maxima, bins=_BINS, range=(low, high))
    width = float(edges[1] - edges[0])
    x = np.linspace(low - 2 * width, entry.fit.location, 240)
    return MaximaInfo(
        centers=(edges[:-1] + edges[1:]) / 2,
        counts=counts.astype(float),
        width=width,
        curve_x=np.array([]) if entry.fit.constant else x,
        curve_y=np.array([]) if entry.fit.constant else entry.fit.density(x) * width * len(maxima),
        end_point=entry.lipschitz_estimate,
        on_walk=entry.walk_norm > entry.fit.location,
        largest=float(maxima.max()),
        fell_back=entry.fell_back,
    )


def _named(info: MaximaInfo) -> str:
    """Return what the estimate is."""
    if info.on_walk:
        return "met on the walk:"
    return "steepest met:" if info.fell_back else "end point"


def plot_maxima(entry: TargetScore, norm: Norm) -> go.Figure:
    """Draw the batches' largest gradient norms, the fitted curve and its end point."""
    info = maxima_info(entry)
    figure = go.Figure()
    figure.add_bar(
        x=info.centers,
        y=info.counts,
        width=info.width * 0.94,
        marker={"color": SAFE, "opacity": 0.75},
        hovertemplate="%{y} batches around %{x:.3g}<extra></extra>",
    )
    figure.add_scatter(
        x=info.curve_x,
        y=info.curve_y,
        mode="lines",
        line={"color": UNSAFE, "width": 3},
        hovertemplate="fitted curve: %{y:.1f} batches<extra></extra>",
    )
    top = float(max(info.counts.max(), info.curve_y.max(initial=0.0))) * 1.18
    figure.add_vline(x=info.end_point, line={"color": UNSAFE, "width": 2, "dash": "dot"})
    figure.add_annotation(
        x=info.end_point,
        y=top,
        text=f"{_named(info)} {info.end_point:.3g}",
        showarrow=False,
        xanchor="right",
        yanchor="top",
        xshift=-6,
        font={"size": 15},
    )
    frame(
        figure,
        height=300,
        x=f"steepest slope, logits per unit of {norm_name(norm)}",
        y="batches",
    )
    reach = info.end_point - float(info.centers[0])
    figure.update_xaxes(
        range=[float(info.centers[0]) - 0.06 * reach, info.end_point + 0.04 * reach]
    )
    figure.update_yaxes(range=[0, top], nticks=5)
    return figure
