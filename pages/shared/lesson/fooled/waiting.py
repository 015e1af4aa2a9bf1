"""Measurements that take a moment: in line with everybody's, with progress, then kept."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from clever_engine.steps import Steps
from pages.shared import services as shared
from pages.shared import state
from pages.shared.lesson.fooled import services

_AHEAD, _AHEAD_NAME = "fooled ahead", "fooled ahead of"


def measured(key: str, steps: Callable[[], Steps[Any]]) -> Any:
    """Return what was measured under this name; None while it is on its way, with its progress."""
    known = services.measurements().get(key)
    if known is None:
        stop_ahead()  # it must not stand before what is wanted now
        _watch(key, steps)
    return known


def ahead(name: str, todo: dict[str, Callable[[], Steps[Any]]]) -> None:
    """Measure what the visitor may ask for next, so that a slider need not wait.

    Args:
        name: of the whole; another one stops what is not done yet.
        todo: the measurements by name.
    """
    missing = any(services.measurements().get(key) is None for key in todo)
    if missing and state.value(_AHEAD_NAME, "") != name:
        state.set_job(_AHEAD, services.measurements().ahead(todo))
        state.set_value(_AHEAD_NAME, name)


def stop_ahead() -> None:
    """Stop what was begun ahead."""
    state.set_job(_AHEAD, None)
    state.set_value(_AHEAD_NAME, "")


@st.fragment(run_every=0.4)
def _watch(key: str, steps: Callable[[], Steps[Any]]) -> None:
    if services.measurements().get(key) is not None:
        st.rerun()
    problem = f"fooled problem {key}"
    if state.value(problem, None):
        st.warning(state.value(problem, None), icon=":material/info:")
        return
    job = services.measurements().job(key, steps)
    if job.finished and job.error is not None:
        state.set_value(problem, job.error)
    others = shared.pool().active - 1
    crowd = f" Shared with {others} more." if others > 0 else ""
    share = job.partial.share if job.partial else 0.0
    st.progress(share, text=f"Sampling slopes, and attacking.{crowd}")
