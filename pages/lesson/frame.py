"""What every step of the lesson has on top: where it is, back, next, the whole screen."""

from pathlib import Path

import streamlit as st

from pages.lesson.stops import (
    STOPS,
    Stop,
    stop_at,
)
from pages.shared import menu

_CSS = """
button {
  min-width: 44px; min-height: 44px; width: 100%; cursor: pointer; font: inherit; color: inherit;
  background: transparent; border: 1px solid var(--st-border-color); border-radius: 0.6rem;
}
button:hover, button:focus-visible {
  border-color: var(--st-primary-color); color: var(--st-primary-color);
}
"""
_KEYS = st.components.v2.component(
    "lesson_keys",
    html='<button type="button" aria-label="Whole screen (key F)" title="Whole screen (F)">'
    '<svg width="18" height="18" viewBox="0 0 18 18" fill="none" stroke="currentColor" '
    'stroke-width="2" aria-hidden="true"><path d="M1 6V1h5M12 1h5v5M17 12v5h-5M6 17H1v-5"/>'
    "</svg></button>",
    css=_CSS,
    js=(Path(__file__).parent / "web" / "keys.js").read_text(encoding="utf-8"),
)


def lesson_keys() -> None:
    """Listen for the keys while a step of the lesson is on the screen."""
    _KEYS(key="lesson-keys", height="content")


def lesson_head(page: str, title: str | None = None) -> Stop:
    """Draw the head of a step and return which stop of the lesson it is.

    Args:
        page: the page's `url_path`, as in `STOPS`.
        title: the heading; the stop's own by default.
    """
    number = stop_at(page, st.query_params.get("part"))
    stop = STOPS[number]
    with st.container(key="lesson-head", horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(key="lesson-words"):
            st.html(
                f"<p class='lesson-place'>Lesson · {number + 1} of {len(STOPS)}</p>"
                f"<h1 class='lesson-title'>{title or stop.title}</h1>"
            )
        _leaf("Back", "lesson-back", number - 1, ":material/arrow_back:")
        _leaf("Next", "lesson-next", number + 1, ":material/arrow_forward:")
        with st.container(key="lesson-full", width=56):
            lesson_keys()
    st.html(
        f"<div class='lesson-bar' role='img' aria-label='Stop {number + 1} of {len(STOPS)}'>"
        f"<i style='width:{(number + 1) / len(STOPS):.1%}'></i></div>"
    )
    return stop


def _leaf(label: str, key: str, number: int, icon: str) -> None:
    """Draw a button that leads to another stop; off where there is none."""
    there = 0 <= number < len(STOPS)
    if st.button(
        label,
        key=key,
        icon=icon,
        icon_position="right" if label == "Next" else "left",
        type="primary" if label == "Next" else "secondary",
        disabled=not there,
        help=STOPS[number].title if there else None,
    ):
        stop = STOPS[number]
        st.switch_page(menu.page(stop.page), query_params=stop.address())
