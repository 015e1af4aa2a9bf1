"""The quiz on digits, or on a photo of one's own."""

import streamlit as st

from pages.lesson.label_it import words
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
