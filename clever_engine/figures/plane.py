"""A network's regions in the plane, an input, and the two balls around it: CLEVER's and the true.

Everything lies in one square picture, so that a circle is a circle. The view fills it to the edge:
a place in the picture is a place in the plane.
"""

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from clever_engine.figures.plane_shapes import (
    Arrows,
    arrows_of,
    ball_outline,
    class_colors,
    labels_of,
)
from clever_engine.figures.theme import INK, PAPER, frame
from clever_engine.lesson.plane import VIEW, Boundary, PlaneData, PlaneLook

Array = NDArray[np.float64]

SYMBOLS = ("circle", "triangle-up", "square")
"""The shape of each class."""


def plot_plane(
    data: PlaneData,
    ground: str | None,
    *,
    boundary: Boundary | None = None,
    look: PlaneLook | None = None,
    arrows: bool = False,
    dark: bool = False,
    note: str = "",
    height: int = 520,
) -> go.Figure:
    """Draw the plane.

    Args:
        data: the training points.
        ground: address of the picture of the regions, from `ground_png`; None for none.
        boundary: the line where the reading changes; None while the network is in training.
        look: the input with its balls; None for none.
        arrows: draw where the margin falls fastest at CLEVER's first random points.
        dark: for a dark page.
        note: words at the upper edge.
        height: pixels.
    """
    figure = go.Figure()
    if boundary is not None:
        _add_boundary(figure, boundary, dark)
    _add_data(figure, data, dark)
    if look is not None:
        _add_balls(figure, look, dark)
        if arrows:
            _add_arrows(figure, arrows_of(look), dark)
        _add_input(figure, look, dark)
        for text, middle in labels_of(look):
            _add_text(figure, text, middle, dark)
    _add_scale(figure, dark)
    if note:
        _add_text(figure, note, np.array([0.0, VIEW - 0.2]), dark)
    frame(figure, height=height)
    _lay_ground(figure, ground)
    return figure


def _ink(dark: bool) -> str:
    return PAPER if dark else INK


def _add_boundary(figure: go.Figure, boundary: Boundary, dark: bool) -> None:
    """Draw the segments that touch the view, each apart from the next."""
    low = np.minimum(boundary.starts, boundary.ends).max(axis=1, initial=-np.inf) <= VIEW
    high = np.maximum(boundary.starts, boundary.ends).min(axis=1, initial=np.inf) >= -VIEW
    starts, ends = boundary.starts[low & high], boundary.ends[low & high]
    gaps = np.full_like(starts, np.nan)
    x, y = np.stack([starts, ends, gaps], axis=1).reshape(-1, 2).T
    _add_line(figure, "boundary", x, y, {"color": _ink(dark), "width": 3})


def _add_data(figure: go.Figure, data: PlaneData, dark: bool) -> None:
    for label, color in enumerate(class_colors(data.classes, dark=dark)):
        x, y = data.points[data.labels == label].T
        marker = {
            "color": color,
            "symbol": SYMBOLS[label],
            "size": 8,
            "line": {"color": INK if dark else PAPER, "width": 1},
        }
        _add_markers(figure, f"class {label}", x, y, marker)


def _add_balls(figure: go.Figure, look: PlaneLook, dark: bool) -> None:
    x, y = ball_outline(look.norm, look.point, look.score.value).T
    line = {"color": _ink(dark), "width": 3}
    fill = "rgba(255,255,255,0.22)" if dark else "rgba(255,255,255,0.62)"
    _add_line(figure, "CLEVER", x, y, line, fill="toself", fillcolor=fill)
    if look.nearest is not None:
        x, y = ball_outline(look.norm, look.point, look.nearest.distance).T
        _add_line(figure, "truth", x, y, {**line, "dash": "6px,5px"})


def _add_arrows(figure: go.Figure, arrows: Arrows, dark: bool) -> None:
    """Draw an arrow a sampled point, the steepest one thick."""
    x, y = arrows.tails.T
    _add_markers(figure, "samples", x, y, {"color": _ink(dark), "size": 5})
    steepest = np.linalg.norm(arrows.heads - arrows.tails, axis=1).argmax()
    for number, (head, tail) in enumerate(zip(arrows.heads, arrows.tails, strict=True)):
        figure.add_annotation(
            x=head[0],
            y=head[1],
            ax=tail[0],
            ay=tail[1],
            axref="x",
            ayref="y",
            arrowhead=2,
            arrowsize=0.8,
            arrowwidth=3 if number == steepest else 1.6,
            arrowcolor=_ink(dark),
            showarrow=True,
            text="",
        )


def _add_input(figure: go.Figure, look: PlaneLook, dark: bool) -> None:
    """Draw the input in the colour and shape it is read as, and the way to the boundary."""
    color = class_colors(look.score.label + 1, dark=dark)[look.score.label]
    if look.nearest is not None:
        x, y = np.stack([look.point, look.nearest.point]).T
        _add_line(figure, "way", x, y, {"color": _ink(dark), "width": 2, "dash": "2px,3px"})
        marker = {"color": _ink(dark), "symbol": "x", "size": 13}
        _add_markers(figure, "nearest", x[1:], y[1:], marker)
    marker = {
        "color": color,
        "symbol": SYMBOLS[look.score.label],
        "size": 20 if look.score.value > 0.2 else 13,
        "line": {"color": _ink(dark), "width": 3},
    }
    _add_markers(figure, "input", look.point[:1], look.point[1:], marker)


def _add_text(figure: go.Figure, text: str, middle: Array, dark: bool) -> None:
    figure.add_annotation(
        x=middle[0],
        y=middle[1],
        text=text,
        showarrow=False,
        font={"size": 15, "color": _ink(dark)},
        bgcolor="rgba(14,21,34,0.75)" if dark else "rgba(255,255,255,0.8)",
        borderpad=3,
    )


def _add_scale(figure: go.Figure, dark: bool) -> None:
    """Draw how long a distance of 1 is, in the corner, in place of axes."""
    left, level = 0.07 - VIEW, 0.12 - VIEW
    x, y = np.array([left, left + 1]), np.array([level, level])
    _add_line(figure, "scale", x, y, {"color": _ink(dark), "width": 2})
    figure.add_annotation(
        x=left + 0.5,
        y=level,
        text="a distance of 1",
        showarrow=False,
        yanchor="bottom",
        font={"size": 13, "color": _ink(dark)},
    )


def _lay_ground(figure: go.Figure, ground: str | None) -> None:
    side = {"x": -VIEW, "y": VIEW, "sizex": 2 * VIEW, "sizey": 2 * VIEW}
    if ground is not None:
        figure.add_layout_image(
            source=ground, xref="x", yref="y", sizing="stretch", layer="below", **side
        )
    axis = {
        "range": [-VIEW, VIEW],
        "fixedrange": True,
        "constrain": "domain",
        "visible": False,
    }
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis, scaleanchor="x")
    figure.update_layout(
        hovermode=False,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
    )


def _add_line(
    figure: go.Figure, name: str, x: Array, y: Array, line: dict[str, Any], **more: Any
) -> None:
    figure.add_scatter(x=x, y=y, mode="lines", name=name, line=line, hoverinfo="skip", **more)


def _add_markers(figure: go.Figure, name: str, x: Array, y: Array, marker: dict[str, Any]) -> None:
    figure.add_scatter(x=x, y=y, mode="markers", name=name, marker=marker, hoverinfo="skip")
