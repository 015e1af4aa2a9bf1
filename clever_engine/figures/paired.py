"""Before and after: a line a digit from side to side, and the differences in order."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from clever_engine.comparison.results import Change, Comparison, Pair, SideScores, side_titles
from clever_engine.figures.theme import QUIET, SAFE, UNSAFE, error_bars, frame, norm_name

Array = NDArray[np.float64]
Measure = Literal["clever", "attack"]

LOOKS = {
    1: ("improved", SAFE, "circle"),
    -1: ("worsened", UNSAFE, "diamond"),
    0: ("unchanged", QUIET, "square-open"),
}
"""Word, colour and shape of each outcome."""

_NAMES = {"clever": "score", "attack": "distance of the smallest attack found"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedInfo:
    """The numbers of the drawing.

    Attributes:
        titles: one a side.
        values: `(digits, sides)`; NaN where there is none. Different digits share no line.
        outcomes: `(digits, sides)` 1 improved, -1 worsened, 0 neither, each beside the first side.
        means: `(sides,)`.
        mean_intervals: `(sides, 2)`, 90 %.
        unit: of the values, for people.
    """

    titles: list[str]
    values: Array
    outcomes: NDArray[np.int64]
    means: Array
    mean_intervals: Array
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferencesInfo:
    """The numbers of the drawing, one entry a digit that was measured, largest gain last (on top).

    Attributes:
        names: "digit 3 (a 7)": its place, and what it is or was read as.
        values: after - before.
        below: length of the 90 % interval below the value.
        above: and above it.
        outcomes: 1 improved, -1 worsened, 0 neither.
    """

    names: list[str]
    values: list[float]
    below: list[float]
    above: list[float]
    outcomes: list[int]


def paired_info(comparison: Comparison, measure: Measure = "clever") -> PairedInfo:
    """Return the numbers to draw, by CLEVER scores or by attack distances."""
    sides = comparison.scores
    values = np.full((max(len(side.values) for side in sides), len(sides)), np.nan)
    outcomes = np.zeros(values.shape, dtype=np.int64)
    for column, side in enumerate(sides):
        shown = _values(side, measure)
        values[: len(shown), column] = np.where(np.isfinite(shown), shown, np.nan)
    for pair in comparison.pairs:
        change = _change(pair, measure)
        if change is not None and len(change.outcomes):
            outcomes[:, pair.after] = change.outcomes
    by_attack = measure == "attack"
    intervals = [side.attack_mean_interval if by_attack else side.mean_interval for side in sides]
    return PairedInfo(
        titles=side_titles(comparison.sides),
        values=values,
        outcomes=outcomes,
        means=np.array([side.attack_mean if by_attack else side.mean for side in sides]),
        mean_intervals=np.array(intervals),
        unit=_unit(comparison),
    )


def plot_paired(comparison: Comparison, measure: Measure = "clever") -> go.Figure:
    """Draw a line a digit from side to side, coloured by how it ends beside the first side.

    Blue with a circle improved, orange with a diamond worsened, grey with a square neither; means
    with their 90 % intervals in heavy ink. Digits of different sets are dots without lines.
    """
    info = paired_info(comparison, measure)
    figure = go.Figure()
    for outcome in (0, 1, -1):
        _add_lines(figure, info, outcome, joined=comparison.paired)
    _add_means(figure, info)
    high = np.nanmax(np.append(info.values, info.mean_intervals), initial=0.0)
    frame(figure, height=420, y=f"{_NAMES[measure]} ({info.unit})")
    figure.update_xaxes(
        tickvals=list(range(len(info.titles))),
        ticktext=info.titles,
        range=[-0.35, len(info.titles) - 0.65],
    )
    top = float(high) * 1.06 or 1.0
    figure.update_yaxes(range=[-0.03 * top, top], nticks=7)  # room for the mark of a 0
    return figure


def differences_info(
    comparison: Comparison, after: int = 1, measure: Measure = "clever"
) -> DifferencesInfo:
    """Return the differences between the first side and the one of index `after`, rising."""
    change = _change(comparison.pairs[after - 1], measure)
    differences = np.empty(0) if change is None else change.differences
    order = [int(k) for k in np.argsort(differences) if np.isfinite(differences[k])]
    if change is None:
        return DifferencesInfo(names=[], values=[], below=[], above=[], outcomes=[])
    first = comparison.scores[0]
    known = first.labels if first.truth is None else first.truth
    low, high = change.intervals.T if len(change.intervals) else (np.empty(0), np.empty(0))
    return DifferencesInfo(
        names=[f"digit {k + 1} (a {known[k]})" for k in order],
        values=[float(differences[k]) for k in order],
        below=[max(0.0, float(differences[k] - low[k])) for k in order],
        above=[max(0.0, float(high[k] - differences[k])) for k in order],
        outcomes=[int(change.outcomes[k]) for k in order],
    )


def plot_differences(
    comparison: Comparison, after: int = 1, measure: Measure = "clever"
) -> go.Figure:
    """Draw each digit's difference with its 90 % interval, in order; nothing where unpaired."""
    info = differences_info(comparison, after, measure)
    figure = go.Figure()
    looks = [LOOKS[outcome] for outcome in info.outcomes]
    figure.add_scatter(
        x=info.values,
        y=info.names,
        mode="markers",
        marker={
            "color": [color for _, color, _ in looks],
            "symbol": [symbol for _, _, symbol in looks],
            "size": 12,
            "line": {"width": 2, "color": [color for _, color, _ in looks]},
        },
        error_x=error_bars(info.below, info.above),
        customdata=[word for word, _, _ in looks],
        hovertemplate="%{y}: %{x:+.3g}, %{customdata}<extra></extra>",
    )
    figure.add_vline(x=0, line={"color": QUIET, "width": 1.5, "dash": "dot"})
    title = f"change of the {_NAMES[measure]} ({_unit(comparison)})"
    frame(figure, height=90 + 24 * max(3, len(info.names)), x=title)
    ends = [v + a for v, a in zip(info.values, info.above, strict=True)]
    ends += [v - b for v, b in zip(info.values, info.below, strict=True)]
    reach = max((abs(end) for end in ends), default=0.0) * 1.08 or 1.0
    figure.update_xaxes(range=[-reach if min(ends, default=0) < 0 else -0.05 * reach, reach])
    figure.update_yaxes(type="category")
    return figure


def _add_lines(figure: go.Figure, info: PairedInfo, outcome: int, *, joined: bool) -> None:
    """Add each step from side to side whose right end has this outcome, as one trace."""
    word, color, symbol = LOOKS[outcome]
    x: list[float | None] = []
    y: list[float | None] = []
    for column in range(1, len(info.titles)):
        for digit in np.flatnonzero(info.outcomes[:, column] == outcome):
            ends = info.values[digit, column - 1 : column + 1].tolist()
            x += [column - 1, column, None] if joined else [column - 1, None, column, None]
            y += [*ends, None] if joined else [ends[0], None, ends[1], None]
    figure.add_scatter(
        x=x,
        y=y,
        name=word,
        mode="lines+markers",
        line={"color": color, "width": 1.5},
        marker={"color": color, "symbol": symbol, "size": 9, "line": {"width": 2, "color": color}},
        opacity=0.55,
        hovertemplate=f"{word}: %{{y:.3g}}<extra></extra>",
    )


def _add_means(figure: go.Figure, info: PairedInfo) -> None:
    figure.add_scatter(
        x=list(range(len(info.titles))),
        y=info.means.tolist(),
        name="mean",
        mode="lines+markers",
        line={"width": 5, "color": QUIET},
        marker={"size": 14, "symbol": "square", "color": QUIET},
        error_y=error_bars(
            (info.means - info.mean_intervals[:, 0]).tolist(),
            (info.mean_intervals[:, 1] - info.means).tolist(),
            thickness=4,
            width=10,
        ),
        hovertemplate="mean: %{y:.3g}<extra></extra>",
    )


def _values(side: SideScores, measure: Measure) -> Array:
    if measure == "clever":
        return side.values
    return np.empty(0) if side.attack_distances is None else side.attack_distances


def _change(pair: Pair, measure: Measure) -> Change | None:
    return pair.clever if measure == "clever" else pair.attack


def _unit(comparison: Comparison) -> str:
    norms = {side.norm for side in comparison.sides}
    return norm_name(norms.pop()) if len(norms) == 1 else "each side in its own norm"
