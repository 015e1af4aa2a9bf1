"""A network's lead on the straight way to an adversarial twin: a ramp against a staircase."""

import numpy as np
import plotly.graph_objects as go

from clever_engine.figures.theme import QUIET, frame, safe_and_unsafe
from clever_engine.lesson.fooled import Line

OPEN, HIDDEN = "in the open", "slopes hidden"


def plot_lead(
    line: Line, *, twin: float, label: int, height: int = 320, dark: bool = False
) -> go.Figure:
    """Draw both leads against the size of the change; below zero the digit is misread.

    Args:
        line: the two leads.
        twin: distance of the twin, where an attacker stopped; infinite draws none.
        label: what the networks read at the digit.
        height: in pixels.
        dark: for a dark page.
    """
    figure = go.Figure()
    safe, unsafe = safe_and_unsafe(dark=dark)
    for values, color, dash, name in (
        (line.plain, safe, "dash", OPEN),
        (line.hidden, unsafe, "solid", HIDDEN),
    ):
        figure.add_scatter(
            x=line.distances,
            y=values,
            mode="lines",
            line={"color": color, "width": 3, "dash": dash, "shape": "linear"},
            hovertemplate=f"{name}: lead %{{y:.2f}} after %{{x:.2f}}<extra></extra>",
        )
    figure.add_hline(y=0, line={"color": QUIET, "width": 2})
    reach = float(line.distances[-1])
    figure.add_annotation(
        x=0.0,
        y=0.0,
        yref="paper",
        text=f"▼ below zero it is no {label} any more",
        showarrow=False,
        xanchor="left",
        yanchor="bottom",
        xshift=6,
    )
    _names(figure, line, safe, unsafe)
    if twin <= reach:
        figure.add_vline(x=twin, line={"color": QUIET, "width": 2, "dash": "dot"})
        figure.add_annotation(
            x=twin,
            y=1.0,
            yref="paper",
            text=f"attacker: {twin:.2f}",
            showarrow=False,
            xanchor="right",
            yanchor="bottom",
        )
    frame(figure, height=height, x="size of the change (L2)", y=f"lead of the {label}, in logits")
    figure.update_xaxes(range=[0, reach], fixedrange=True, nticks=7)
    figure.update_yaxes(fixedrange=True, nticks=6)
    figure.update_layout(dragmode=False)
    return figure


def _names(figure: go.Figure, line: Line, safe: str, unsafe: str) -> None:
    """Write each curve's name where the two are farthest apart, on its own outer side."""
    apart = abs(line.hidden - line.plain)
    # Near the left edge and the lower one there is no room.
    free = (line.hidden > 0.3 * line.hidden[0]) & (line.plain > 0.3 * line.plain[0])
    free[: len(apart) // 6] = False
    place = int(np.where(free, apart, -1.0).argmax())
    x, hidden, plain = (float(v[place]) for v in (line.distances, line.hidden, line.plain))
    above = hidden >= plain
    _word(figure, x, hidden, HIDDEN, unsafe, left=above, above=above)
    _word(figure, x, plain, OPEN, safe, left=not above, above=not above)


def _word(
    figure: go.Figure, x: float, y: float, text: str, color: str, *, left: bool, above: bool
) -> None:
    figure.add_annotation(
        x=x,
        y=y,
        text=f"<b>{text}</b>",
        showarrow=False,
        xanchor="left" if left else "right",
        yanchor="bottom" if above else "top",
        xshift=6 if left else -6,
        yshift=4 if above else -4,
        font={"color": color},
    )
