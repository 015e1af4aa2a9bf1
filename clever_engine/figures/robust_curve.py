"""Robust accuracy: how many digits are still read rightly as an attack may change more."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from clever_engine.figures.theme import SAFE, UNSAFE, frame

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class RobustInfo:
    """The numbers of the drawing, in percent of all digits.

    Attributes:
        epsilons: where the share falls, from 0 to the axis' end.
        shares: percent that no attack within `epsilons` turned.
        budgets: the stated ones.
        at_budgets: percent there.
    """

    epsilons: tuple[float, ...]
    shares: tuple[float, ...]
    budgets: tuple[float, ...]
    at_budgets: tuple[float, ...]


def robust_info(distances: Array, right: NDArray[np.bool_], budgets: Sequence[float]) -> RobustInfo:
    """Return the numbers to draw.

    Args:
        distances: `(n,)` of the smallest attack found a digit.
        right: `(n,)` whether the digit is read rightly without one.
        budgets: attack budgets to mark, rising.
    """
    end = budgets[-1] * 1.05
    falls = np.unique(distances[right & (distances < end)])
    epsilons = [0.0, *(float(fall) for fall in falls if fall > 0), end]

    def share(epsilon: float) -> float:
        return 100 * float((right & (distances > epsilon)).mean()) if len(right) else 0.0

    return RobustInfo(
        epsilons=tuple(epsilons),
        shares=tuple(share(epsilon) for epsilon in epsilons),
        budgets=tuple(budgets),
        at_budgets=tuple(share(epsilon) for epsilon in budgets),
    )


def plot_robust(
    distances: Array,
    right: NDArray[np.bool_],
    budgets: Sequence[float],
    *,
    title: str,
    marked: float | None = None,
) -> go.Figure:
    """Draw the share as a falling step line with a dot a budget; `marked` is the one looked at."""
    info = robust_info(distances, right, budgets)
    figure = go.Figure()
    figure.add_scatter(
        x=info.epsilons,
        y=info.shares,
        mode="lines",
        line={"color": SAFE, "width": 3, "shape": "hv"},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=info.budgets,
        y=info.at_budgets,
        mode="markers",
        marker={
            "color": [UNSAFE if budget == marked else SAFE for budget in info.budgets],
            "symbol": ["diamond" if budget == marked else "circle" for budget in info.budgets],
            "size": [15 if budget == marked else 10 for budget in info.budgets],
        },
        cliponaxis=False,
        hovertemplate="budget %{x:g}: %{y:.0f} % still read rightly<extra></extra>",
    )
    frame(figure, height=220, x=title, y="% read rightly")
    figure.update_layout(dragmode=False)
    figure.update_xaxes(range=[0, info.epsilons[-1]], tickvals=info.budgets, fixedrange=True)
    figure.update_yaxes(range=[0, 103], nticks=5, fixedrange=True)
    return figure
