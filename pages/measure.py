"""Measure: digits in, CLEVER scores out."""

import streamlit as st

from pages.shared import inputs, progress, result, services, state


@st.fragment
def choose() -> None:
    """Let the visitor choose digits and a method; the label appears at once."""
    choice = inputs.choose_digits()
    if len(choice.found):
        result.show_reading(choice.found, inputs.current_model())
    pressed = st.button(
        "Score",
        type="primary",
        width="stretch",
        disabled=not len(choice.found),
        key="score",
    )
    if state.running() is not None:
        progress.show_progress()
    elif state.record() is not None:
        result.show_way_down(state.record())
    method = inputs.choose_method()
    followed = bool(len(choice.found)) and inputs.follows_link()
    if pressed or followed:
        job = services.start(method.request(choice))
        state.set_running(state.Running(job=job, address=choice.address))
        st.rerun()


left, right = st.columns([5, 7], gap="large")
with left:
    st.markdown("# Measure a digit")
    choose()
with right:
    if state.problem() is not None:
        st.error(state.problem(), icon=":material/error:")
    own = state.record()
    if own is None:
        st.caption("An example, measured beforehand. Score your own digit to replace it.")
    result.show_record(own or services.example())
