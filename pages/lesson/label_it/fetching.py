"""ResNet-50's weights are not here: say so, and offer to download them."""

import streamlit as st

from clever_engine.lesson.imagenet import MEGABYTES, download_steps
from clever_engine.steps import Progress
from pages.lesson.label_it import words
from pages.shared import progress, services, state

_SLOT = "label-download"


def show_download() -> None:
    """Offer the download, or show how far it is or why it failed."""
    st.info(f"{words.NEEDED} {words.OFFLINE}", icon=":material/info:")
    waiting = state.waiting(_SLOT)
    if waiting is not None and not waiting.ticket.finished:
        progress.watch(waiting.ticket, _words, slot=_SLOT)
        return
    problem = waiting.ticket.error if waiting is not None else state.problem(_SLOT)
    if problem is not None:
        st.warning(problem, icon=":material/cloud_off:")
    st.button(
        words.DOWNLOAD.format(size=MEGABYTES),
        key="label-download",
        icon=":material/download:",
        on_click=_start,
    )


def _start() -> None:
    state.set_problem(_SLOT, None)
    state.wait_for(_SLOT, services.tasks().of("download", download_steps))


def _words(seen: Progress | None) -> str:
    done, total = (seen.done, seen.total) if seen else (0, 0)
    return f"{done / 1e6:.0f} of {(total or MEGABYTES * 1e6) / 1e6:.0f} MB."
