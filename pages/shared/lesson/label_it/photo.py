"""The quiz on a visitor's own photo: ResNet-50 says what it is, then what its twin is."""

import html
import random
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from clever_engine.lesson.imagenet_twin import PhotoTwin
from pages.shared import services as shared
from pages.shared import state
from pages.shared.jobs import Job
from pages.shared.lesson.label_it import services, words
from pages.shared.lesson.label_it.fetching import show_download
from pages.shared.lesson.label_it.photo_end import show_twin

_JOB, _OF = "label photo", "label photo of"
_ANSWER = "label photo answer"
Top = tuple[tuple[str, float], ...]


def show_photo() -> None:
    """Show the quiz on a photo, or how to get what it needs."""
    path = services.weights()
    if path is None:
        show_download()
        return
    upload, choice = st.columns([3, 2], gap="large", vertical_alignment="bottom")
    with upload:
        raw = st.file_uploader(words.UPLOAD, ["png", "jpg", "jpeg", "webp"], key="label photo file")
    with choice:
        target = st.segmented_control(
            "Turn it into",
            list(words.TARGETS),
            format_func=words.TARGETS.__getitem__,
            default=words.RUNNER_UP,
            required=True,
            key="label photo target",
        )
    if raw is None:
        st.caption(words.PRIVATE)
        return
    image = services.prepared(raw.getvalue())
    _show_running(path, image, str(target))


@st.fragment(run_every=0.5)
def _watch(path: Path, image: NDArray[np.float32], target: str, known: bool) -> None:
    """Draw how far the photo is; hand over when it is done, or first known what it is."""
    job = _job(path, image, target)
    job.look()
    partial = job.partial
    # The answers are drawn outside: a redraw twice a second could swallow a press on one.
    if job.finished or (partial is not None and partial.value and not known):
        st.rerun()
    share, stage = (partial.share, partial.stage) if partial else (0.0, "waiting")
    st.progress(share, text=words.STAGES[stage])


def _show_running(path: Path, image: NDArray[np.float32], target: str) -> None:
    job = _job(path, image, target)
    if job.error is not None:
        st.warning(job.error, icon=":material/info:")
        return
    result: PhotoTwin | None = job.result
    top: Top = result.top if result else (job.partial and job.partial.value) or ()
    picture, talk = st.columns([1, 2], gap="large")
    with picture:
        source = services.photo(image)
        st.html(f"<img class='label-digit photo' src='{source}' alt='Your photo, cut to a square'>")
    with talk:
        if top:
            _ask(image, top)
        if result is None:
            _watch(path, image, target, bool(top))
    if result is not None and state.value(_ANSWER, None) is not None:
        show_twin(result)


def _ask(image: NDArray[np.float32], top: Top) -> None:
    """Ask what it is, among what the network thinks likely; then let the network answer."""
    names = list(dict.fromkeys(name for name, _ in top))
    random.Random(image.tobytes()).shuffle(names)  # the same photo, the same order
    if st.pills(words.WHAT, [*names, words.ELSE], key=_ANSWER) is not None:
        name, confidence = top[0]
        st.html(
            f"<p class='label-ask' role='status'>AI model says: {html.escape(name)} "
            f"<small>({100 * confidence:.0f} % sure)</small></p>"
        )


def _job(path: Path, image: NDArray[np.float32], target: str) -> Job:
    """Return the visitor's job for this photo, put in line where there is none."""
    job, key = state.job(_JOB), services.photo_key(image, target)
    if job is None or job.cancelled or state.value(_OF, "") != key:
        job = shared.pool().submit(services.photo_job_steps(path, image, target))
        state.set_job(_JOB, job)
        state.set_value(_OF, key)
        state.set_value(_ANSWER, None)
    return job
