"""What every step of the lesson has on top: where it is, back, next, the whole screen."""

import streamlit as st

from pages.lesson.keys import lesson_keys
from pages.lesson.stops import (
    STOPS,
    Stop,
    stop_at,
)
from pages.shared import menu


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
