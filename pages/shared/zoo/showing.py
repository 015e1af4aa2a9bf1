"""The examples on the page: measured where asked for, in the pool, with progress."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from clever_engine.figures.theme import norm_name
from clever_engine.steps import Steps
from pages.shared import services as shared
from pages.shared import state, text
from pages.shared.jobs import Job
from pages.shared.zoo import services
from pages.shared.zoo.examples import WRITTEN, Example, example_steps

_JOB = "zoo examples"
_OF = "zoo examples of"
_WANTED = "zoo examples wanted"


def show_examples(name: str, title: str, norm: str) -> None:
    """Show digits as the network reads them, or offer to measure them."""
    st.subheader(f"How it reads handwriting: {title}", anchor="examples")
    known = services.examples().get(_key(name, norm))
    if known is not None:
        st.html("<div class='zoo-digits'>" + "".join(map(_pair, known)) + "</div>")
        st.caption(
            f"Left: a digit that ships with this project and its CLEVER score "
            f"({norm_name(norm)}). Right: the smallest change that a short attack found, as far "
            f"as one was found. {text.CLAIM}"
        )
    elif state.value(_WANTED, False):
        _progress(name, norm)
    else:
        st.caption(f"{len(WRITTEN)} digits, scored and attacked now; it takes a few seconds.")
        st.button("Show it reading digits", key="zoo-show", on_click=_want)


def _want() -> None:
    """Measure from now on whatever network is chosen; the button's callback."""
    state.set_value(_WANTED, True)
    state.set_job(_JOB, None)


def _job(name: str, norm: str) -> Job:
    """Return the visitor's job for these examples, put in line where there is none."""
    job, key = state.job(_JOB), _key(name, norm)
    if job is None or job.cancelled or state.value(_OF, "") != key:
        job = shared.pool().submit(_steps(name, norm))
        state.set_job(_JOB, job)
        state.set_value(_OF, key)
    return job


def _steps(name: str, norm: str) -> Steps[None]:
    """Measure and keep the examples, unless another visitor has had them measured."""
    key = _key(name, norm)
    if services.examples().get(key) is None:
        steps = example_steps(shared.classifier(name), shared.atlas(), norm)
        services.examples().put(key, (yield from steps))


@st.fragment(run_every=0.5)
def _progress(name: str, norm: str) -> None:
    job = _job(name, norm)
    job.look()
    if job.finished and job.error is None:
        st.rerun()
    if job.error is not None:
        st.warning(job.error, icon=":material/info:")
        return
    share = job.partial.share if job.partial else 0.0
    count = int(share * len(WRITTEN))
    st.progress(share, text=f"{count} of {len(WRITTEN)} digits scored and attacked.")


def _key(name: str, norm: str) -> str:
    entry = services.entries().get(name)
    return f"{name} {entry.sha256 if entry else ''} {norm}"


def _pair(example: Example) -> str:
    """Return a digit, what became of it, and a word under each, as HTML."""
    score = example.score
    misread = score.label != example.truth
    before = f"a handwritten {example.truth}, read as {score.label}"
    words = (
        f"misread as <b>{score.label}</b>"
        if misread
        else f"read as <b>{score.label}</b><br>score <b>{text.number(score.value)}</b>"
    )
    return (
        f"<div class='zoo-digit'>{_picture(example.image, before)}"
        f"<span class='arrow' aria-hidden='true'>➜</span>{_after(example, misread)}"
        f"<div class='words'>{words}</div><span></span>"
        f"<div class='words turned'>{_turned(example, misread)}</div></div>"
    )


def _after(example: Example, misread: bool) -> str:
    if example.changed is not None:
        words = f"the same digit after the smallest change found, read as {example.turned}"
        return _picture(example.changed, words)
    words = "no attack needed" if misread else "the attack found no way: slopes may be hidden"
    return f"<div class='nothing'>{words}</div>"


def _turned(example: Example, misread: bool) -> str:
    if example.changed is None or misread:
        return ""
    return f"read as <b>{example.turned}</b><br>changed by {text.number(example.distance)}"


def _picture(image: NDArray[np.float32], words: str) -> str:
    pixels = np.ascontiguousarray(image, dtype=np.float32).tobytes()
    return f"<img src='{shared.picture(pixels, 6)}' alt='{words}'>"
