"""The quiz on a visitor's own photo: ResNet-50 says what it is, then what its twin is."""

import html
import random
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from clever_engine.lesson.imagenet_twin import PhotoTwin
from clever_engine.steps import Progress
from pages.lesson.label_it import services, words
from pages.lesson.label_it.fetching import show_download
from pages.lesson.label_it.photo_end import show_twin
from pages.shared import progress, state
from pages.shared import services as shared
from pages.shared.tasks import Ticket

_SLOT = "label photo"
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
        kinds = ["png", "jpg", "jpeg", "webp", "heic", "avif"]
        raw = st.file_uploader(words.UPLOAD, kinds, key="label photo file")
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


def _show_running(path: Path, image: NDArray[np.float32], target: str) -> None:
    ticket = _ticket(path, image, target)
    if ticket.error is not None:
        st.warning(ticket.error, icon=":material/info:")
        return
    result, seen = ticket.result, ticket.progress
    top: Top = result.top if result else (seen.value or ()) if seen else ()
    picture, talk = st.columns([1, 2], gap="large")
    with picture:
        source = services.photo(image)
        st.html(f"<img class='label-digit photo' src='{source}' alt='Your photo, cut to a square'>")
    with talk:
        if top:
            _ask(image, top)
        if result is None:
            # The answers are drawn outside: a redraw could swallow a press on one.
            until = None if top else lambda seen: bool(seen.value)
            progress.watch(ticket, _stage, until=until)
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


def _ticket(path: Path, image: NDArray[np.float32], target: str) -> Ticket[PhotoTwin]:
    """Return the visitor's ticket for this photo, put in line where there is none."""
    waiting, key = state.waiting(_SLOT), services.photo_key(image, target)
    if waiting is not None and waiting.ticket.key == key:
        return waiting.ticket
    ticket = shared.tasks().of(key, lambda: services.photo_twin_steps(path, image, target))
    state.wait_for(_SLOT, ticket)
    state.set_value(_ANSWER, None)
    return ticket


def _stage(seen: Progress | None) -> str:
    return words.STAGES[seen.stage if seen else "waiting"]
