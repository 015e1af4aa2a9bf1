"""The score against the radius: cut by a small ball, lowered by a large one."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from clever_engine.figures.theme import QUIET, SAFE, UNSAFE, error_bars, frame, norm_name
from clever_engine.norms import Norm
from clever_engine.score.results import TargetScore


@dataclass(frozen=True, slots=True, kw_only=True)
class RadiusInfo:
    """The numbers of the drawing, by rising radius.

    Attributes:
        radii: of the balls.
        ratios: lead over steepest slope; NaN where nothing slopes.
        values: the score, `min(ratio, radius)`.
        chosen: which of them is marked.
        top: end of the score's axis.
    """

    radii: list[float]
    ratios: list[float]
    values: list[float]
    chosen: int
    top: float


def radius_info(
    radii: Sequence[float], entries: Sequence[TargetScore], chosen: float
) -> RadiusInfo:
    """Return the numbers to draw: one entry a radius."""
    ratios = [
        entry.margin / entry.lipschitz_estimate if entry.lipschitz_estimate > 0 else math.nan
        for entry in entries
    ]
    finite = [ratio for ratio in ratios if math.isfinite(ratio)]
    return RadiusInfo(
        radii=list(radii),
        ratios=ratios,
        values=[
            min(ratio, radius) if math.isfinite(ratio) else 0.0
            for ratio, radius in zip(ratios, radii, strict=True)
        ],
        chosen=list(radii).index(chosen),
        top=1.35 * max(finite, default=float(radii[-1])) or 1.0,
    )


def plot_radius(
    radii: Sequence[float],
    entries: Sequence[TargetScore],
    chosen: float,
    norm: Norm,
    *,
    height: int = 330,
) -> go.Figure:
    """Draw the ratio and the cut as thin lines, the score as a thick one, and the chosen radius."""
    info = radius_info(radii, entries, chosen)
    figure = go.Figure()
    # Between two radii the cut is a curve on this axis.
    cut = [radii[0] * (radii[-1] / radii[0]) ** (step / 60) for step in range(61)]
    cut = [radius for radius in cut if radius <= info.top]
    lines = (
        (cut, cut, {"color": QUIET, "width": 2, "dash": "dot"}, "the cut: score = radius"),
        (info.radii, info.ratios, {"color": UNSAFE, "width": 2}, "lead ÷ steepest slope"),
    )
    for x, y, line, name in lines:
        figure.add_scatter(
            x=x, y=y, mode="lines", line=line, hovertemplate=f"{name}: %{{y:.3g}}<extra></extra>"
        )
    figure.add_scatter(
        x=info.radii,
        y=info.values,
        mode="markers",
        marker={"color": SAFE, "size": 11},
        hovertemplate="radius %{x:.3g}: score %{y:.3g}<extra></extra>",
    )
    _add_chosen(figure, info, entries[info.chosen])
    _add_names(figure, info, cut)
    frame(figure, height=height, x=f"radius of the ball ({norm_name(norm)})", y="score")
    figure.update_layout(dragmode=False)
    figure.update_xaxes(
        type="log",
        range=[math.log10(radii[0] / 1.3), math.log10(radii[-1] * 1.3)],
        tickvals=info.radii,
        ticktext=[f"{radius:g}" for radius in info.radii],
        tickangle=0,
        showgrid=False,
        fixedrange=True,
    )
    figure.update_yaxes(range=[0, info.top], fixedrange=True, nticks=6)
    return figure


def _add_chosen(figure: go.Figure, info: RadiusInfo, entry: TargetScore) -> None:
    value = info.values[info.chosen]
    # Where nothing slopes the score may be anything in the ball.
    low, high = entry.interval if value else (0.0, info.radii[info.chosen])
    figure.add_scatter(
        x=[info.radii[info.chosen]],
        y=[value],
        mode="markers",
        marker={"color": SAFE, "size": 22, "symbol": "diamond"},
        error_y=error_bars([value - low], [high - value], SAFE, thickness=3, width=9),
        hovertemplate="radius %{x:.3g}: score %{y:.3g}<extra></extra>",
    )


def _add_names(figure: go.Figure, info: RadiusInfo, cut: list[float]) -> None:
    words = {"showarrow": False, "font": {"size": 15}, "xref": "x", "yref": "y"}
    if cut:
        late = cut[-1] > math.sqrt(info.radii[0] * info.radii[-1])
        # On a logarithmic axis annotations take the exponent.
        figure.add_annotation(
            x=math.log10(cut[-1]),
            y=cut[-1],
            text="the cut: score = radius",
            xanchor="right" if late else "left",
            yanchor="top",
            xshift=-24 if late else 8,
            **words,
        )
    # Where the diamond is not.
    right = info.chosen < len(info.radii) // 2
    number = len(info.radii) - 1 if right else len(info.radii) // 4
    if math.isfinite(info.ratios[number]):
        figure.add_annotation(
            x=math.log10(info.radii[number]),
            y=info.ratios[number],
            text="lead ÷ slope",
            xanchor="right" if right else "left",
            yanchor="bottom" if right else "top",
            yshift=12 if right else -12,
            **words,
        )
