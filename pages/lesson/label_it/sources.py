"""How the twins were made: the attacks, the networks, and the command that makes them again."""

from typing import Any

import streamlit as st

from pages.lesson.label_it import services, words
from pages.shared import style
from pages.shared.address import OneOf, put_in_address

_MODE = OneOf("with", "digits", words.MODES, key="label mode")


def choose_mode() -> str:
    """Let the visitor choose "digits" or "photo"; the address follows."""
    with st.container(
        key="label-mode-row", horizontal=True, gap="small", vertical_alignment="center"
    ):
        mode = _MODE.segments("What to label", label_visibility="collapsed", width="content")
        if mode == "digits":
            st.caption(words.OPENING)
    put_in_address(_MODE)
    return mode


def show_sources() -> None:
    """Show an expander that says how the twins were made."""
    record: dict[str, Any] = services.record()
    with st.expander("How the twins were made"):
        st.markdown("\n".join(f"- {_attack(how)}" for how in record["attacks"].values()))
        networks = ", ".join(services.titles().get(name, name) for name in record["networks"])
        versions = record["versions"]
        st.caption(
            f"Networks: {networks}. ART {versions['adversarial-robustness-toolbox']}. "
            f"{words.STEPS} The same command makes the same twins:"
        )
        style.command(record["command"])


def _attack(how: dict[str, Any]) -> str:
    code = "ART" if how["by"] == "ART" else "this project"
    return f"**{how['title']}** ({how['source']}; code: {code})"
