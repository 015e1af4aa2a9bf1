"""Batches of slopes, each one's largest, the curve fitted to those, and repeats with other seeds.

The slope is the vertical axis of all three parts, so that the end point is one line through them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from clever_engine.figures.labels import three_digits
from clever_engine.figures.theme import QUIET, SAFE, UNSAFE, frame, norm_name
from clever_engine.norms import Norm
from clever_engine.score.results import TargetScore

Array = NDArray[np.float64]
_BINS = 18
_DOMAINS = {"x": (0.0, 0.5), "x2": (0.53, 0.8), "x3": (0.83, 1.0)}
_MOST_DOTS = 640


@dataclass(frozen=True, slots=True, kw_only=True)
class SteepestInfo:
    """The numbers of the drawing.

    Attributes:
        low: end of the slope's axis.
        high: end of the slope's axis.
        centers: `(bins,)` of the maxima's bars.
        counts: `(bins,)` batches in each.
        width: of a bar.
        curve: `(n, 2)` expected batches and slope; empty where nothing was fitted.
        end_point: the estimate.
        repeats: other seeds' estimates, cut at `high`.
        beyond: how many of them were cut.
    """

    low: float
    high: float
    centers: Array
    counts: NDArray[np.int64]
    width: float
    curve: Array
    end_point: float
    repeats: Array
    beyond: int


def steepest_info(norms: Array, entry: TargetScore, repeats: Sequence[float]) -> SteepestInfo:
    """Return the numbers to draw.

    Args:
        norms: `(points,)` the whole sample, which decides the axis whatever part of it is used.
        entry: the score from the part that is used.
        repeats: end points with other seeds; empty for none.
    """
    low, top = float(norms.min()), float(norms.max())
    spread = (top - low) or 0.1 * top or 1.0
    high = top + 0.75 * spread
    low = max(0.0, low - 0.05 * spread)
    counts, edges = np.histogram(entry.maxima, bins=_BINS, range=(low, top + 0.02 * spread))
    width = float(edges[1] - edges[0])
    slopes = np.linspace(low, min(entry.fit.location, high), 240)
    expected = entry.fit.density(slopes) * width * len(entry.maxima)
    curve = np.stack([expected, slopes], axis=1)[expected > 1e-3 * expected.max(initial=0.0)]
    found = np.asarray(repeats, dtype=np.float64)
    return SteepestInfo(
        low=low,
        high=high,
        centers=(edges[:-1] + edges[1:]) / 2,
        counts=counts.astype(np.int64),
        width=width,
        curve=curve[:0] if entry.fit.constant else curve,
        end_point=entry.lipschitz_estimate,
        repeats=np.minimum(found, high),
        beyond=int((found > high).sum()),
    )


def plot_steepest(
    norms: Array,
    batches: Array,
    entry: TargetScore,
    norm: Norm,
    *,
    repeats: Sequence[float] = (),
    height: int = 430,
) -> go.Figure:
    """Draw batches `(n_batches, samples)` as columns, their maxima's curve, and the repeats."""
    info = steepest_info(norms, entry, repeats)
    figure = go.Figure()
    _add_batches(figure, batches)
    _add_curve(figure, info)
    _add_repeats(figure, info)
    frame(figure, height=height, y=f"slope, points per unit of {norm_name(norm)}")
    _set_axes(figure, info, len(batches))
    _add_line(figure, info)
    return figure


def _add_batches(figure: go.Figure, batches: Array) -> None:
    """Draw a column a batch: its slopes as faint dots, the largest as a solid one."""
    number = np.repeat(np.arange(1, len(batches) + 1), batches.shape[1])
    every = max(1, -(-number.size // _MOST_DOTS))  # a phone draws no thousand dots at once
    if batches.shape[1] > 1:
        figure.add_scatter(
            x=number[::every],
            y=batches.ravel()[::every],
            mode="markers",
            marker={"color": QUIET, "size": 4, "opacity": 0.6},
            hoverinfo="skip",
        )
    figure.add_scatter(
        x=np.arange(1, len(batches) + 1),
        y=batches.max(axis=1),
        mode="markers",
        marker={"color": SAFE, "size": 9 if len(batches) > 32 else 11},
        hovertemplate="batch %{x}: steepest %{y:.3g}<extra></extra>",
    )


def _add_curve(figure: go.Figure, info: SteepestInfo) -> None:
    figure.add_bar(
        x=info.counts,
        y=info.centers,
        width=0.94 * info.width,
        orientation="h",
        marker={"color": SAFE, "opacity": 0.75},
        xaxis="x2",
        hovertemplate="%{x} batches around %{y:.3g}<extra></extra>",
    )
    figure.add_scatter(
        x=info.curve[:, 0],
        y=info.curve[:, 1],
        mode="lines",
        line={"color": UNSAFE, "width": 3},
        xaxis="x2",
        hovertemplate="fitted curve: %{x:.1f} batches<extra></extra>",
    )


def _add_repeats(figure: go.Figure, info: SteepestInfo) -> None:
    count = len(info.repeats)
    figure.add_scatter(
        x=np.linspace(0.2, 0.8, count) if count else [],
        y=info.repeats,
        mode="markers",
        marker={
            "color": UNSAFE,
            "size": 11,
            "opacity": 0.85,
            "symbol": ["triangle-up" if y >= info.high else "diamond" for y in info.repeats],
        },
        xaxis="x3",
        cliponaxis=False,
        hovertemplate="another seed: %{y:.3g}<extra></extra>",
    )


def _set_axes(figure: go.Figure, info: SteepestInfo, batches: int) -> None:
    most = float(max(info.counts.max(), info.curve[:, 0].max(initial=0.0)))
    plain = {"fixedrange": True, "zeroline": False, "showgrid": False, "anchor": "y"}
    titles = ("batches", "steepest", "seeds")
    ranges = ([0.2, batches + 0.8], [0, 1.08 * most], [0, 1])
    axes = {
        f"{name[0]}axis{name[1:]}": {
            **plain,
            "domain": _DOMAINS[name],
            "range": reach,
            "title": {"text": title, "standoff": 6},
            "showticklabels": False,
        }
        for name, title, reach in zip(_DOMAINS, titles, ranges, strict=True)
    }
    figure.update_layout(dragmode=False, **axes)
    figure.update_yaxes(range=[info.low, info.high], fixedrange=True, nticks=7)


def _add_line(figure: go.Figure, info: SteepestInfo) -> None:
    """Draw the end point through all three parts."""
    level = min(info.end_point, info.high)
    figure.add_shape(
        type="line",
        xref="paper",
        x0=0,
        x1=1,
        y0=level,
        y1=level,
        line={"color": UNSAFE, "width": 2, "dash": "dot"},
    )
    sign = " ▲ beyond the edge" if info.end_point > info.high else ""
    figure.add_annotation(
        xref="paper",
        x=0,
        y=level,
        text=f"<b>end point {three_digits(info.end_point)}</b>{sign}",
        showarrow=False,
        xanchor="left",
        yanchor="top" if level > info.high - 0.1 * (info.high - info.low) else "bottom",
        font={"size": 17},
    )
