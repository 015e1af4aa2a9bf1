"""The pages there are; adding one is a function here and a name in `pages`."""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

_PAGES = Path(__file__).resolve().parents[1]


def start() -> StreamlitPage:
    """Return the start page."""
    return st.Page(_PAGES / "start.py", title="Start", default=True)


def measure() -> StreamlitPage:
    """Return the page that measures digits."""
    return st.Page(_PAGES / "measure.py", title="Measure", url_path="measure")


def big_check() -> StreamlitPage:
    """Return the game."""
    return st.Page(_PAGES / "big_check.py", title="The Big Check", url_path="big-check")


def pages() -> list[StreamlitPage]:
    """Return all pages in the menu's order."""
    return [start(), measure(), big_check()]
