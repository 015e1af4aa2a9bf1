"""What CLEVER said against what an attacker needed: a mark a digit, and the diagonal."""

import plotly.graph_objects as go

from clever_engine.figures.theme import QUIET, frame, norm_name, safe_and_unsafe
from clever_engine.lesson.fooled import Promises

_KEPT = ("circle", "● CLEVER stayed below the attacker")
_BLIND = ("circle-open", "○ CLEVER claims nothing")


def plot_promises(found: Promises, *, height: int = 400, dark: bool = False) -> go.Figure:
    """Draw a mark a digit: a blue circle where CLEVER said less, an orange cross where more.

    Of a network whose slopes are all hidden, the circles are grey and open: nothing was claimed.
    """
    reach = 1.06 * max(float(found.scores.max(initial=0)), float(found.distances.max(initial=0)))
    reach = reach or 1.0
    unit, figure = norm_name(found.norm), go.Figure()
    figure.add_scatter(
        x=[0, reach],
        y=[0, reach],
        mode="lines",
        line={"color": QUIET, "width": 2, "dash": "dot"},
        hoverinfo="skip",
    )
    safe, unsafe = safe_and_unsafe(dark=dark)
    kept = (QUIET, *_BLIND) if found.is_blind else (safe, *_KEPT)
    for which, color, symbol, size in (
        (~found.broken, kept[0], kept[1], 9),
        (found.broken, unsafe, "x", 11),
    ):
        figure.add_scatter(
            x=found.distances[which],
            y=found.scores[which],
            mode="markers",
            marker={"color": color, "symbol": symbol, "size": size, "opacity": 0.75},
            hovertemplate="attacker %{x:.3g}, CLEVER %{y:.3g}<extra></extra>",
        )
    frame(
        figure,
        height=height,
        x=f"smallest attack found ({unit})",
        y=f"CLEVER score ({unit})",
    )
    for x, y, words, color, place in (
        (0.03, 0.97, "✖ CLEVER promised too much", unsafe, ("left", "top")),
        (0.98, 0.04, kept[2], kept[0], ("right", "bottom")),
    ):
        figure.add_annotation(
            x=x * reach,
            y=y * reach,
            text=words,
            showarrow=False,
            xanchor=place[0],
            yanchor=place[1],
            font={"color": color},
        )
    figure.update_xaxes(range=[0, reach], fixedrange=True, nticks=6)
    figure.update_yaxes(range=[-0.02 * reach, reach], fixedrange=True, nticks=6)
    figure.update_layout(dragmode=False)
    return figure
