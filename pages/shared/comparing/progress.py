"""A comparison on its way: how far, and a way to stop it."""

import streamlit as st

from pages.shared import services, state
from pages.shared.comparing import words


@st.fragment(run_every=0.5)
def show_progress() -> None:
    """Draw the progress of the visitor's comparison; hand over when it is done."""
    job = state.job("compare")
    if job is None:
        return
    job.look()
    if job.finished:
        state.set_job("compare", None)
        state.set_value("compare problem", job.error)
        if job.result is not None:
            state.set_value("compare result", (state.value("compare plan", None), job.result))
        st.rerun()
    partial = job.partial
    told = words.status(partial, services.pool().active - 1)
    st.progress(partial.share if partial else 0.0, text=told)
    if st.button("Stop", key="compare-stop", width="stretch"):
        state.set_job("compare", None)
        state.set_value("compare problem", "Stopped.")
        st.rerun()
