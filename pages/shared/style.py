"""The look that themes cannot express, in one style sheet."""

from functools import cache
from pathlib import Path

import streamlit as st

_ASSETS = Path(__file__).resolve().parents[2] / "assets"
_SHEET = _ASSETS / "style.css"
ICON = _ASSETS / "icon.png"


@cache
def _sheet() -> str:
    return f"<style>{_SHEET.read_text(encoding='utf-8')}</style>"


def apply() -> None:
    """Put the style sheet on the page."""
    st.html(_sheet())


def command(line: str) -> None:
    """Show a command to copy.

    It wraps, as a line that scrolls cannot be reached with the keyboard, and has one colour, as
    Streamlit's highlighting is too faint on a light page (a contrast of 2.6).
    """
    st.code(line, language=None, wrap_lines=True)
