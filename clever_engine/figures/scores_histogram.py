"""How one network's scores spread over the digits it was measured on."""

from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from clever_engine.figures.theme import SAFE, UNSAFE, frame

Array = NDArray[np.float64]
_BINS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoresInfo:
    """The numbers of the drawing.

    Attributes:
        centers: middle of each bar `(bins,)`.
        width: of a bar.
        right: digits read rightly in each bar `(bins,)`.
        misread: digits read wrongly in each bar `(bins,)`.
        mean: of the digits read rightly; None without any.
    """

    centers: Array
    width: float
    right: NDArray[np.int64]
    misread: NDArray[np.int64]
    mean: float | None


def scores_info(values: Array, right: NDArray[np.bool_], reach: float) -> ScoresInfo:
    """Return the numbers to draw.

    Args:
        values: `(n,)` scores or distances, not negative.
        right: `(n,)` whether the digit is read rightly.
        reach: where the last bar ends; larger values count in it.
    """
    edges = np.linspace(0.0, reach if reach > 0 else 1.0, _BINS + 1)
    inside = np.minimum(values, edges[-1])
    return ScoresInfo(
        centers=(edges[:-1] + edges[1:]) / 2,
        width=float(edges[1]),
        right=np.histogram(inside[right], bins=edges)[0].astype(np.int64),
        misread=np.histogram(inside[~right], bins=edges)[0].astype(np.int64),
        mean=float(values[right].mean()) if right.any() else None,
    )


def plot_scores(values: Array, right: NDArray[np.bool_], *, reach: float, title: str) -> go.Figure:
    """Draw the scores as bars, digits misread stacked on top in orange, and the mean as a line.

    Args:
        values: `(n,)` scores or distances, not negative.
        right: `(n,)` whether the digit is read rightly.
        reach: end of the axis, the same for every network that is compared.
        title: of the axis, with its unit.
    """
    info = scores_info(values, right, reach)
    figure = go.Figure()
    for counts, color, words in (
        (info.right, SAFE, "read rightly"),
        (info.misread, UNSAFE, "misread"),
    ):
        figure.add_bar(
            x=info.centers,
            y=counts,
            width=info.width * 0.94,
            marker={"color": color, "opacity": 0.85},
            hovertemplate=f"%{{y}} digits {words}, around %{{x:.3g}}<extra></extra>",
        )
    frame(figure, height=220, x=title, y="digits")
    figure.update_layout(barmode="stack", dragmode=False)
    figure.update_xaxes(range=[0, 1.02 * _BINS * info.width], nticks=6, fixedrange=True)
    figure.update_yaxes(nticks=5, rangemode="tozero", fixedrange=True)
    if info.mean is not None:
        figure.add_vline(x=info.mean, line={"width": 2, "dash": "dot", "color": UNSAFE})
        late = info.mean > 0.6 * _BINS * info.width
        figure.add_annotation(
            x=info.mean,
            y=1.0,
            yref="paper",
            text=f"mean {info.mean:.3g}",
            showarrow=False,
            xanchor="right" if late else "left",
            yanchor="bottom",
            xshift=-4 if late else 4,
        )
    return figure
