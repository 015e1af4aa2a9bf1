"""The histogram of the batches' steepest slopes with the fitted reverse Weibull curve."""

from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from clever_engine.figures.theme import SAFE, UNSAFE, frame, norm_name, three_digits
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
        met: that is the steepest slope met, in place of the curve's own end point.
        constant: nothing was fitted, as all maxima are equal.
        largest: the largest of the maxima.
    """

    centers: Array
    counts: Array
    width: float
    curve_x: Array
    curve_y: Array
    end_point: float
    met: bool
    constant: bool
    largest: float


def maxima_info(entry: TargetScore) -> MaximaInfo:
    """Return the numbers to draw for one target."""
    maxima = entry.maxima
    low, high = float(maxima.min()), float(maxima.max())
    if entry.fit.constant:
        low, high = (0.9 * low, 1.1 * high) if high else (0.0, 1.0)
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
        met=entry.fell_back or entry.walk_norm > entry.fit.location,
        constant=entry.fit.constant,
        largest=float(maxima.max()),
    )


def plot_maxima(
    entry: TargetScore, norm: Norm, *, height: int = 300, unit: str = "logits"
) -> go.Figure:
    """Draw the batches' steepest slopes, the fitted curve and its end point."""
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
    named = "every slope:" if info.constant else "steepest met:" if info.met else "end point"
    low, high = float(info.centers[0]), max(info.end_point, float(info.centers[-1]))
    late = info.end_point >= (low + high) / 2
    top = float(max(info.counts.max(), info.curve_y.max(initial=0.0))) * 1.18
    figure.add_vline(x=info.end_point, line={"color": UNSAFE, "width": 2, "dash": "dot"})
    figure.add_annotation(
        x=info.end_point,
        y=top,
        text=f"{named} {three_digits(info.end_point)}",
        showarrow=False,
        xanchor="right" if late else "left",
        yanchor="top",
        xshift=-6 if late else 6,
        font={"size": 15},
    )
    frame(
        figure,
        height=height,
        x=f"steepest slope, {unit} per unit of {norm_name(norm)}",
        y="batches",
    )
    figure.update_xaxes(range=[low - 0.06 * (high - low), high + 0.04 * (high - low)])
    figure.update_yaxes(range=[0, top], nticks=5)
    return figure
