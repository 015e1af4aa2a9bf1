"""The scores towards every class, side by side, with their intervals."""

from dataclasses import dataclass

import plotly.graph_objects as go

from clever_engine.figures.theme import QUIET, UNSAFE, error_bars, frame, norm_name
from clever_engine.score.results import CleverScore


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetsInfo:
    """The numbers of the drawing, one entry a target, nearest class last (drawn on top)."""

    names: list[str]
    values: list[float]
    below: list[float]
    above: list[float]
    nearest: list[bool]


def targets_info(score: CleverScore) -> TargetsInfo:
    """Return the numbers to draw for one digit."""
    entries = sorted(score.per_target, key=lambda entry: (-entry.value, -entry.margin))
    return TargetsInfo(
        names=[f"into {entry.target}" for entry in entries],
        values=[entry.value for entry in entries],
        below=[max(0.0, entry.value - entry.interval[0]) for entry in entries],
        above=[max(0.0, entry.interval[1] - entry.value) for entry in entries],
        nearest=[entry.target == score.target for entry in entries],
    )


def plot_targets(score: CleverScore) -> go.Figure:
    """Draw one dot with its 90 % interval a class; the nearest class in orange, with a diamond."""
    info = targets_info(score)
    colors = [UNSAFE if nearest else QUIET for nearest in info.nearest]
    figure = go.Figure()
    figure.add_scatter(
        x=info.values,
        y=info.names,
        mode="markers+text",
        marker={
            "color": colors,
            "size": [15 if nearest else 11 for nearest in info.nearest],
            "symbol": ["diamond" if nearest else "circle" for nearest in info.nearest],
        },
        error_x=error_bars(info.below, info.above),
        hovertemplate="%{y}: %{x:.3g}<extra></extra>",
    )
    reach = max(v + a for v, a in zip(info.values, info.above, strict=True))
    frame(figure, height=60 + 34 * max(3, len(info.names)), x=f"score ({norm_name(score.norm)})")
    figure.update_xaxes(range=[0, reach * 1.08 or 1.0], nticks=6)
    figure.update_yaxes(showgrid=True, type="category")
    return figure
