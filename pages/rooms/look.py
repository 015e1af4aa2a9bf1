"""What the pages of a room look like beyond the theme."""

from functools import cache
from pathlib import Path

import streamlit as st


@cache
def _sheet() -> str:
    return Path(__file__).with_name("look.css").read_text(encoding="utf-8")


def apply() -> None:
    """Put the style sheet on the page."""
    st.html(f"<style>{_sheet()}</style>")
