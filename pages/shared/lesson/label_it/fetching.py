"""ResNet-50's weights are not here: say so, and offer to download them."""

import streamlit as st

from clever_engine.lesson.imagenet import MEGABYTES, download_steps
from pages.shared import services as shared
from pages.shared import state
from pages.shared.lesson.label_it import words

_JOB = "label download"


def show_download() -> None:
    """Offer the download, or show how far it is or why it failed."""
    st.info(f"{words.NEEDED} {words.OFFLINE}", icon=":material/info:")
    job = state.job(_JOB)
    if job is not None and not job.finished:
        _watch()
        return
    if job is not None and job.error is not None:
        st.warning(job.error, icon=":material/cloud_off:")
    st.button(
        words.DOWNLOAD.format(size=MEGABYTES),
        key="label-download",
        icon=":material/download:",
        on_click=_start,
    )


def _start() -> None:
    state.set_job(_JOB, shared.pool().submit(download_steps()))


@st.fragment(run_every=0.5)
def _watch() -> None:
    job = state.job(_JOB)
    if job is None or job.finished:
        st.rerun()
    job.look()
    partial = job.partial
    done, total = (partial.done, partial.total) if partial else (0, 0)
    share = partial.share if partial else 0.0
    st.progress(share, text=f"{done / 1e6:.0f} of {(total or MEGABYTES * 1e6) / 1e6:.0f} MB")
    if st.button("Stop", key="label-download-stop"):
        job.cancel()
        st.rerun()
