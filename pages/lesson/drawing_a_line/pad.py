"""A clear pane over the picture of the plane that says where it is pressed, dragged or tapped.

Plotly's own selection needs points to click on, and on a touch screen it sees the tap before.
"""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from clever_engine.lesson.plane import VIEW

_CSS = """
.pad { position: absolute; inset: 0; cursor: crosshair; touch-action: manipulation; }
.pad:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 2px; }
.mark {
  position: absolute; width: 26px; height: 26px; margin: -13px 0 0 -13px; border-radius: 50%;
  border: 3px solid var(--st-text-color); pointer-events: none; opacity: 0;
}
.held { cursor: grabbing; }
.held .mark { opacity: 0.8; }
"""
_HTML = """
<div class="pad" tabindex="0" role="application" data-keys><div class="mark"></div></div>
"""
_PANE = st.components.v2.component(
    "plane_pane",
    # data-keys: the lesson's own arrow keys leave these alone.
    html=_HTML,
    css=_CSS,
    js=(Path(__file__).parent / "web" / "plane.js").read_text(encoding="utf-8"),
)


def plane_pad(
    label: str, *, key: str, x: float, y: float, step: float, on_move: Callable[[], None]
) -> None:
    """Lay the pane over what its container holds.

    Args:
        label: for screen readers.
        key: of the pane; the new place is `{"x": ..., "y": ...}` in its state's `place`.
        x: where the input is, in the plane's own units.
        y: the same, upwards.
        step: what an arrow key moves it by.
        on_move: called before the rerun that a new place causes.
    """
    _PANE(
        key=key,
        on_place_change=on_move,
        data={"label": label, "x": x, "y": y, "step": step, "view": VIEW},
    )
