"""One training parameter at several settings: robustness against accuracy, along the path."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from clever_engine.figures.theme import (
    FAINT,
    QUIET,
    SAFE,
    accuracy_axis,
    error_bars,
    error_percent,
    error_range,
    frame,
)
from clever_engine.figures.tradeoff_names import MARGIN, Field, add_names

_HEIGHT = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One setting: how it is written, accuracy from 0 to 1, robustness with its interval."""

    setting: str
    accuracy: float
    robustness: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepInfo:
    """The numbers of the drawing, a step a setting, in the order given.

    Attributes:
        settings: as they are written beside the marks.
        errors: percent of digits misread.
        values: robustness.
        below: from `values` to the lower ends of the intervals.
        above: from `values` to the upper ends.
        errors_range: the axis' ends, left (large) to right (small).
        top: the upper end of the robustness axis.
    """

    settings: tuple[str, ...]
    errors: tuple[float, ...]
    values: tuple[float, ...]
    below: tuple[float, ...]
    above: tuple[float, ...]
    errors_range: tuple[float, float]
    top: float


def sweep_info(steps: Sequence[Step]) -> SweepInfo:
    """Return the numbers to draw for settings in rising order."""
    errors = tuple(error_percent(step.accuracy) for step in steps)
    top = max((step.high for step in steps), default=0.0)
    return SweepInfo(
        settings=tuple(step.setting for step in steps),
        errors=errors,
        values=tuple(step.robustness for step in steps),
        below=tuple(max(0.0, step.robustness - step.low) for step in steps),
        above=tuple(max(0.0, step.high - step.robustness) for step in steps),
        errors_range=error_range(errors),
        top=1.15 * top or 1.0,
    )


def plot_sweep(steps: Sequence[Step], *, best: str, robustness: str) -> go.Figure:
    """Draw a mark a setting, joined in rising order, each with its setting beside it.

    Args:
        steps: the settings in rising order.
        best: the setting to mark as the best trade-off, with a star.
        robustness: title of the axis, with its unit.
    """
    info = sweep_info(steps)
    figure = go.Figure()
    stars = [setting == best for setting in info.settings]
    figure.add_scatter(
        x=info.errors,
        y=info.values,
        mode="lines+markers",
        line={"color": QUIET, "width": 2},
        marker={
            "color": [SAFE if star else QUIET for star in stars],
            "symbol": ["star" if star else "circle" for star in stars],
            "size": [22 if star else 13 for star in stars],
            "opacity": 1.0,
        },
        customdata=[[step.setting, 100 * step.accuracy, step.low, step.high] for step in steps],
        error_y=error_bars(info.below, info.above, FAINT),
        cliponaxis=False,
        hovertemplate=(
            "<b>%{customdata[0]}</b><br>%{customdata[1]:.2f} % read rightly<br>"
            "%{y:.3g} (%{customdata[2]:.3g} to %{customdata[3]:.3g})<extra></extra>"
        ),
    )
    _add_settings(figure, info, best)
    frame(figure, height=_HEIGHT, y=f"{robustness}  →")
    figure.update_layout(margin=MARGIN, hoverdistance=30, dragmode=False)
    accuracy_axis(figure, info.errors_range)
    figure.update_yaxes(
        range=[-0.03 * info.top, info.top],
        fixedrange=True,
        automargin=False,
        nticks=6,
        title={"standoff": 6},
    )
    return figure


def _add_settings(figure: go.Figure, info: SweepInfo, best: str) -> None:
    ends = zip(info.errors, info.values, info.below, info.above, strict=True)
    intervals = [((x, y - under), (x, y + over)) for x, y, under, over in ends]
    places = list(zip(info.errors, info.values, strict=True))
    path = list(zip(places, places[1:], strict=False))
    add_names(
        figure,
        Field(errors=info.errors_range, top=info.top, height=_HEIGHT),
        places,
        list(info.settings),
        order=range(len(info.settings)),
        lines=intervals + path,
        radii=[12.0 if setting == best else 8.0 for setting in info.settings],
        bold=best,
    )
