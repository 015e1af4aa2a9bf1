"""Where ink matters: the direction in which a digit turns into another class fastest."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from clever_engine.figures.theme import DIVERGING, QUIET, frame

Array = NDArray[np.float64]


def direction_info(gradient: Array) -> tuple[Array, float]:
    """Return the direction towards the target, the margin's gradient with its sign turned.

    Also returns the scale that makes the colours symmetric around zero.
    """
    direction = -np.asarray(gradient, dtype=np.float64)
    scale = float(np.abs(direction).max())
    return direction, scale or 1.0


def plot_gradient(image: Array, gradient: Array) -> go.Figure:
    """Draw the signed direction `(28, 28)` over the outline of the digit `(28, 28)`."""
    direction, scale = direction_info(gradient)
    figure = go.Figure()
    figure.add_heatmap(
        z=direction,
        zmin=-scale,
        zmax=scale,
        colorscale=DIVERGING,
        hovertemplate="%{z:.2g} logits for each unit of ink<extra></extra>",
        colorbar={
            "tickvals": [-scale, 0, scale],
            "ticktext": ["less ink", "no effect", "more ink"],
            "thickness": 12,
            "len": 0.8,
            "outlinewidth": 0,
        },
    )
    figure.add_contour(
        z=np.asarray(image, dtype=np.float64),
        contours={"start": 0.5, "end": 0.5, "size": 1, "coloring": "none"},
        line={"color": QUIET, "width": 2},
        showscale=False,
        hoverinfo="skip",
    )
    frame(figure, height=380)
    figure.update_xaxes(visible=False, range=[-0.5, 27.5], constrain="domain")
    figure.update_yaxes(visible=False, range=[27.5, -0.5], scaleanchor="x", constrain="domain")
    return figure
