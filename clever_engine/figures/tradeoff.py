"""Accuracy against robustness: a mark a network, with the Pareto front and the names beside them.

Accuracy is drawn as the error on a logarithmic axis, reversed, as in Su et al. 2018 (arXiv
1808.01688): nearly all digit networks lie between 98.5 and 99.6 %.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from clever_engine.figures.theme import (
    FAINT,
    QUIET,
    SAFE,
    UNSAFE,
    accuracy_axis,
    error_bars,
    error_percent,
    error_range,
    frame,
)
from clever_engine.figures.tradeoff_names import HEIGHT, MARGIN, Field, add_names

PLAIN, DEFENDED, ODD = "plain", "defended", "meant to go wrong"

KINDS = {PLAIN: ("circle", QUIET), DEFENDED: ("square", SAFE), ODD: ("x", UNSAFE)}
"""Shape and colour of each kind of network."""

_FRONT = "Pareto front"
_RING = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One network: accuracy from 0 to 1, robustness with its interval, and its kind."""

    name: str
    kind: str
    accuracy: float
    robustness: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeoffInfo:
    """The numbers of the drawing.

    Attributes:
        names: of the networks, in the order given.
        kinds: of the networks.
        errors: percent of digits misread.
        values: robustness.
        below: from `values` to the lower ends of the intervals.
        above: from `values` to the upper ends.
        front: corners `(error, robustness)` of the Pareto front, from the least accurate on: what
            no network surpasses in both.
        errors_range: the axis' ends, left (large) to right (small).
        top: the upper end of the robustness axis.
    """

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    errors: tuple[float, ...]
    values: tuple[float, ...]
    below: tuple[float, ...]
    above: tuple[float, ...]
    front: tuple[tuple[float, float], ...]
    errors_range: tuple[float, float]
    top: float


def tradeoff_info(points: Sequence[Point], best: Sequence[int]) -> TradeoffInfo:
    """Return the numbers to draw; `best` are the indices of the points on the Pareto front."""
    errors = tuple(error_percent(point.accuracy) for point in points)
    reach = error_range(errors)
    top = max((point.high for point in points), default=0.0)
    return TradeoffInfo(
        names=tuple(point.name for point in points),
        kinds=tuple(point.kind for point in points),
        errors=errors,
        values=tuple(point.robustness for point in points),
        below=tuple(max(0.0, point.robustness - point.low) for point in points),
        above=tuple(max(0.0, point.high - point.robustness) for point in points),
        front=_corners([(errors[i], points[i].robustness) for i in best], reach[0]),
        errors_range=reach,
        top=1.1 * top or 1.0,
    )


def plot_tradeoff(
    points: Sequence[Point], best: Sequence[int], *, chosen: str, robustness: str
) -> go.Figure:
    """Draw a mark a network; the chosen one in a ring. Each mark carries its name as custom data.

    Names come twice, for a narrow and for a wide figure, see `tradeoff_names`.

    Args:
        points: the networks.
        best: indices of those on the Pareto front.
        chosen: name of the one to mark.
        robustness: title of the axis, with its unit.
    """
    info = tradeoff_info(points, best)
    figure = go.Figure()
    figure.add_scatter(
        x=[x for x, _ in info.front],
        y=[y for _, y in info.front],
        mode="lines",
        line={"color": SAFE, "width": 2, "dash": "dot"},
        hoverinfo="skip",
    )
    _add_marks(figure, points, info)
    _add_ring(figure, info, chosen)
    _add_names(figure, info, best, chosen)
    frame(figure, height=HEIGHT, y=f"{robustness}  →")
    figure.update_layout(margin=MARGIN, hoverdistance=30, dragmode=False)
    accuracy_axis(figure, info.errors_range)
    figure.update_yaxes(
        range=[-0.03 * info.top, info.top],
        fixedrange=True,
        automargin=False,
        nticks=7,
        title={"standoff": 6},
    )
    return figure


def _add_marks(figure: go.Figure, points: Sequence[Point], info: TradeoffInfo) -> None:
    figure.add_scatter(
        x=info.errors,
        y=info.values,
        mode="markers",
        customdata=[[point.name, 100 * point.accuracy, point.low, point.high] for point in points],
        marker={
            "color": [KINDS[point.kind][1] for point in points],
            "symbol": [KINDS[point.kind][0] for point in points],
            "size": 13,
            "line": {"width": 0},
        },
        # A click chooses; it must not make the others fade.
        unselected={"marker": {"opacity": 1.0}},
        selected={"marker": {"opacity": 1.0}},
        error_y=error_bars(info.below, info.above, FAINT),
        cliponaxis=False,
        hovertemplate=(
            "<b>%{customdata[0]}</b><br>%{customdata[1]:.2f} % read rightly<br>"
            "%{y:.3g} (%{customdata[2]:.3g} to %{customdata[3]:.3g})<extra></extra>"
        ),
    )


def _add_ring(figure: go.Figure, info: TradeoffInfo, chosen: str) -> None:
    places = [i for i, name in enumerate(info.names) if name == chosen]
    figure.add_scatter(
        x=[info.errors[i] for i in places],
        y=[info.values[i] for i in places],
        mode="markers",
        marker={"symbol": "circle-open", "size": _RING, "color": UNSAFE, "line": {"width": 3}},
        cliponaxis=False,
        hoverinfo="skip",
    )


def _add_names(figure: go.Figure, info: TradeoffInfo, best: Sequence[int], chosen: str) -> None:
    """Write names: the chosen one first, then the front's, the odd ones, the most robust."""
    ends = zip(info.errors, info.values, info.below, info.above, strict=True)
    intervals = [((x, y - under), (x, y + over)) for x, y, under, over in ends]
    steps = list(zip(info.front, info.front[1:], strict=False))
    order = sorted(
        range(len(info.names)),
        key=lambda i: (
            info.names[i] != chosen,
            i not in best,
            info.kinds[i] != ODD,
            -info.values[i],
        ),
    )
    anchors, texts = list(zip(info.errors, info.values, strict=True)), list(info.names)
    if steps:
        # The front's own name stands where its longest level run begins to leave room.
        (left, level), (right, _) = max(steps, key=lambda step: step[0][0] / step[1][0])
        anchors.append((float((left * right) ** 0.5), level))
        texts.append(_FRONT)
        order.insert(1, len(texts) - 1)
    add_names(
        figure,
        Field(errors=info.errors_range, top=info.top),
        anchors,
        texts,
        order=order,
        lines=steps + intervals,
        radii=[
            _RING / 2 + 1 if text == chosen else 1.0 if text == _FRONT else 8.0 for text in texts
        ],
        bold=chosen,
        italic=_FRONT,
    )


def _corners(best: list[tuple[float, float]], left: float) -> tuple[tuple[float, float], ...]:
    """Return the front as a stepped line from the left edge of the field down to its floor."""
    corners: list[tuple[float, float]] = []
    start = left
    for error, value in sorted(best, key=lambda pair: -pair[0]):
        corners += [(start, value), (error, value)]
        start = error
    return (*corners, (start, 0.0)) if corners else ()
