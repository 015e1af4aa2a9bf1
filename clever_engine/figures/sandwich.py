"""Proof, estimate and attack on one axis."""

from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from clever_engine.figures.labels import three_digits
from clever_engine.figures.theme import QUIET, SAFE, UNSAFE, error_bars, frame, norm_name
from clever_engine.sandwich import Sandwich


@dataclass(frozen=True, slots=True, kw_only=True)
class SandwichInfo:
    """The numbers of the drawing.

    Attributes:
        proved: end of what is proved safe; 0 without a proof.
        value: CLEVER's score.
        interval: its 90 % interval.
        attack: distance of the attack; None where none was found.
        reach: right end of the axis.
    """

    proved: float
    value: float
    interval: tuple[float, float]
    attack: float | None
    reach: float


def sandwich_info(sandwich: Sandwich) -> SandwichInfo:
    """Return the numbers to draw."""
    proved = sandwich.certificate.radius if sandwich.certificate else 0.0
    attack = sandwich.attack if np.isfinite(sandwich.attack) else None
    score = sandwich.score
    ends = [proved, score.value, score.interval[1], attack or 0.0]
    return SandwichInfo(
        proved=proved,
        value=score.value,
        interval=score.interval,
        attack=attack,
        reach=1.18 * max(ends) or 1.0,
    )


def plot_sandwich(sandwich: Sandwich) -> go.Figure:
    """Draw a bar from 0: proved safe, unknown, broken; and the score as a diamond above it."""
    info = sandwich_info(sandwich)
    end = info.reach if info.attack is None else info.attack
    figure = go.Figure()
    _add_part(figure, 0.0, info.proved, SAFE, "", "proved safe")
    _add_part(figure, info.proved, max(info.proved, end), QUIET, "/", "nobody knows")
    if info.attack is not None:
        _add_part(figure, info.attack, info.reach, UNSAFE, "x", "an attack works")
    low, high = info.interval
    figure.add_scatter(
        x=[info.value],
        y=[1.0],
        mode="markers+text",
        text=[f"<b>CLEVER {three_digits(info.value)}</b>"],
        textposition=f"top {roomier_side(info)}",
        marker={"symbol": "diamond", "size": 20, "color": QUIET, "line": {"width": 2}},
        error_x=error_bars([info.value - low], [high - info.value], thickness=4, width=9),
        hovertemplate=f"CLEVER {info.value:.3g}, 90 % {low:.3g} to {high:.3g}<extra></extra>",
    )
    _add_border(figure, info.proved, "proof", SAFE, height=-0.72, right=True)
    if info.attack is not None:
        right = info.attack < 0.7 * info.reach
        _add_border(figure, info.attack, "attack", UNSAFE, height=1.72, right=right)
    unit = norm_name(str(sandwich.score.norm))
    frame(figure, height=330, x=f"size of the change ({unit})")
    figure.update_layout(barmode="overlay", uniformtext={"minsize": 13, "mode": "hide"})
    figure.update_xaxes(range=[0, info.reach], nticks=7)
    figure.update_yaxes(range=[-1.0, 1.9], visible=False)
    return figure


def roomier_side(info: SandwichInfo) -> str:
    """Return the side of the score on which its name is farther from a line across."""
    lines = [0.0, info.reach, info.proved]
    if info.attack is not None:
        lines.append(info.attack)
    left = min(info.value - line for line in lines if line <= info.value)
    right = min(line - info.value for line in lines if line >= info.value)
    return "left" if left > right else "right"


def _add_border(
    figure: go.Figure, place: float, word: str, color: str, *, height: float, right: bool
) -> None:
    """Add a line across with its word and number beside it."""
    if not place:
        return
    figure.add_vline(x=place, line={"color": color, "width": 3})
    figure.add_annotation(
        x=place,
        y=height,
        text=f"<b>{word} {three_digits(place)}</b>",
        showarrow=False,
        xanchor="left" if right else "right",
        xshift=6 if right else -6,
    )


def _add_part(
    figure: go.Figure, left: float, right: float, color: str, pattern: str, word: str
) -> None:
    """Add a stretch of the bar with its word in it."""
    if right <= left:
        return
    figure.add_bar(
        x=[right - left],
        base=[left],
        y=[0.0],
        width=0.9,
        orientation="h",
        marker={
            "color": color,
            "pattern": {"shape": pattern, "fillmode": "overlay", "fgopacity": 0.25},
        },
        text=[word],
        textposition="inside",
        insidetextanchor="middle",
        insidetextfont={"color": "#FFFFFF"},
        hovertemplate=f"{word}: {left:.3g} to {right:.3g}<extra></extra>",
    )
