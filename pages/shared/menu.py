"""The pages there are; adding one is a line in `MENU`."""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

_PAGES = Path(__file__).resolve().parents[1]

MENU: dict[str, tuple[tuple[str, str], ...]] = {
    "": (("measure", "Measure"), ("big-check", "The Big Check")),
    "Lesson": (
        ("label-it", "Label it!"),
        ("drawing-a-line", "Drawing a line"),
        ("inside-clever", "Inside CLEVER"),
        ("sandwich", "The sandwich"),
        ("fooled", "When CLEVER is fooled"),
        ("take-aways", "Take-aways"),
    ),
    "Networks": (("accuracy", "Accuracy is not robustness"), ("before-after", "Before and after")),
    "Together": (("host", "Host a room"), ("join", "Join a room")),
}
"""By heading, `(url_path, title)` of each page but the start; its file has underscores."""


def start() -> StreamlitPage:
    """Return the start page."""
    return st.Page(_PAGES / "start.py", title="Start", default=True)


def titles() -> dict[str, str]:
    """Return what each page is called, by its `url_path`."""
    return dict(line for lines in MENU.values() for line in lines)


def page(url_path: str) -> StreamlitPage:
    """Return the page of this address.

    Raises:
        KeyError: there is none.
    """
    title = titles()[url_path]
    file = _PAGES / f"{url_path.replace('-', '_')}.py"
    return st.Page(file, title=title, url_path=url_path)


def measure() -> StreamlitPage:
    """Return the page that measures digits."""
    return page("measure")


def big_check() -> StreamlitPage:
    """Return the game."""
    return page("big-check")


def pages() -> dict[str, list[StreamlitPage]]:
    """Return all pages in the menu's order, by heading."""
    menu = {heading: [page(path) for path, _ in lines] for heading, lines in MENU.items() if lines}
    menu[""].insert(0, start())
    return menu
