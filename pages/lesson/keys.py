"""Keys that leaf through the lesson, and a button for the whole screen."""

from pathlib import Path

import streamlit as st

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
