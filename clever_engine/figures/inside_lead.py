"""The network's points for each class as bars, and the winner's lead as a gap between two lines."""

import math

import plotly.graph_objects as go

from clever_engine.figures.labels import three_digits
from clever_engine.figures.theme import PAPER, QUIET, SAFE, UNSAFE, frame
from clever_engine.lesson.inside.around import Lead


def plot_lead(lead: Lead, *, height: int = 400) -> go.Figure:
    """Draw a bar a class: the reading in blue, the class it is compared with in orange."""
    names = [str(label) for label in range(len(lead.logits))]
    colors = [QUIET] * len(names)
    colors[lead.target], colors[lead.label] = UNSAFE, SAFE
    figure = go.Figure()
    figure.add_bar(
        x=names,
        y=lead.logits,
        marker={"color": colors},
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        text=[f"{value:.1f}" for value in lead.logits],
        textposition=[
            "inside" if label == lead.label else "outside" for label in range(len(names))
        ],
        insidetextanchor="end",
        insidetextfont={"color": PAPER},
        cliponaxis=False,
        hovertemplate="%{x}: %{y:.2f} points<extra></extra>",
    )
    frame(figure, height=height, x="digit", y="points (logits)")
    low, high = min(0.0, float(lead.logits.min())), float(lead.logits.max())
    room = 0.14 * (high - low or 1.0)
    figure.update_layout(dragmode=False, clickmode="event+select")
    figure.update_xaxes(
        type="category", range=[-0.75, len(names) - 0.25], fixedrange=True, showgrid=False
    )
    figure.update_yaxes(range=[low - room, high + room], fixedrange=True, zeroline=True)
    _add_gap(figure, lead)
    return figure


def _add_gap(figure: go.Figure, lead: Lead) -> None:
    """Draw the lead: an arrow over the target's bar, up to the winner's level, with its size."""
    top, foot = float(lead.logits[lead.label]), float(lead.logits[lead.target])
    away = 0.5 if lead.target > lead.label else -0.5
    place = lead.target + away
    figure.add_shape(
        type="line",
        x0=lead.label - math.copysign(0.45, away),
        x1=place + away / 4,
        y0=top,
        y1=top,
        line={"color": SAFE, "width": 2, "dash": "dot"},
    )
    figure.add_annotation(
        x=place,
        y=top,
        ax=place,
        ay=foot,
        axref="x",
        ayref="y",
        xref="x",
        yref="y",
        text="",
        showarrow=True,
        arrowhead=2,
        startarrowhead=2,
        arrowside="end+start",
        arrowwidth=2.5,
        arrowcolor=UNSAFE,
    )
    # Above the winner's level there is nothing else.
    figure.add_annotation(
        x=min(max(place, 0.5), len(lead.logits) - 1.5),
        y=top,
        text=f"<b>lead {three_digits(lead.margin)}</b>",
        showarrow=False,
        yanchor="bottom",
        yshift=2,
        font={"size": 19},
    )
