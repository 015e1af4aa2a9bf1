"""What a visitor's own browser keeps, so that a reload or a phone that slept loses nothing."""

from pathlib import Path

import streamlit as st

from pages.shared import state

_MEMORY = st.components.v2.component(
    "clever_digit.browser_memory",
    js=Path(__file__).with_name("memory.js").read_text(encoding="utf-8"),
)


def recall(name: str) -> str:
    """Return what the browser keeps under a name, once a page; empty for nothing.

    On a first visit it is empty until the browser has answered, which runs the page again.
    """
    told: str | None = state.value(f"browser {name}", None)
    with st.container(key=f"memory-{name}"):
        result = _MEMORY(
            key=f"held-{name}", data={"name": name, "text": told}, on_held_change=_nothing
        )
    if told is not None:
        return told
    return result.held if isinstance(result.held, str) else ""


def remember(name: str, text: str) -> None:
    """Let the browser keep a text under a name, or forget it where the text is empty.

    It gets there with the next `recall`.
    """
    state.set_value(f"browser {name}", text)


def _nothing() -> None:
    """A state of the component exists only while something listens to it."""
