"""A measurement on its way: how far, the estimate so far, and a way to stop it."""

import streamlit as st

from pages.shared import services, state, text


@st.fragment(run_every=0.5)
def show_progress() -> None:
    """Draw the progress of the visitor's measurement; hand over when it is done."""
    running = state.running()
    if running is None:
        return
    job = running.job
    job.look()
    if job.finished:
        _hand_over(running)
        st.rerun()
    partial = job.partial
    told = text.status(partial, services.pool().active - 1)
    st.progress(partial.share if partial else 0.0, text=told)
    if st.button("Stop", key="stop", width="stretch"):
        state.set_running(None)
        state.set_problem("Stopped.")
        st.rerun()


def _hand_over(running: state.Running) -> None:
    """Keep what the finished measurement brought."""
    job = running.job
    state.set_running(None)
    state.set_problem(job.error)
    if job.result is not None:
        state.set_record(job.result, running.address)
