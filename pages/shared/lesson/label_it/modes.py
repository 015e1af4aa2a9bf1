"""The quiz on digits, or on a photo of one's own."""

import streamlit as st

from pages.shared import state
from pages.shared.lesson.label_it import words

_MODE = "label mode"


def choose_mode() -> str:
    """Let the visitor choose "digits" or "photo"; the address follows."""
    state.set_once(_MODE, "photo" if st.query_params.get("with") == "photo" else "digits")
    with st.container(
        key="label-mode-row", horizontal=True, gap="small", vertical_alignment="center"
    ):
        mode = st.segmented_control(
            "What to label",
            list(words.MODES),
            format_func=words.MODES.__getitem__,
            required=True,
            key=_MODE,
            label_visibility="collapsed",
            width="content",
        )
        if mode == "digits":
            st.caption(words.OPENING)
    if mode == "photo":
        st.query_params["with"] = "photo"
    else:
        st.query_params.pop("with", None)
    return str(mode)
