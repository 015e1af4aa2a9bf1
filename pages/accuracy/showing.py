"""The examples on the page: measured where asked for, in the pool, with progress."""

from functools import partial

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from clever_engine.figures.theme import norm_name
from clever_engine.steps import Progress, Steps
from pages.accuracy.examples import (
    WRITTEN,
    Example,
    example_steps,
)
from pages.accuracy.services import entries
from pages.shared import progress, services, state, text

FIRST = "cnn-7"
"""The network that the page opens with."""

_WANTED = "zoo examples wanted"


def show_examples(name: str, title: str, norm: str) -> None:
    """Show digits as the network reads them, or offer to measure them."""
    st.subheader(f"How it reads handwriting: {title}", anchor="examples")
    known: tuple[Example, ...] | None = services.tasks().known(key(name, norm))
    if known is None and state.value(_WANTED, False):
        make = partial(steps, name, norm)
        known = progress.result("zoo examples", key(name, norm), make, _words)
    if known is not None:
        st.html("<div class='zoo-digits'>" + "".join(map(_pair, known)) + "</div>")
        st.caption(
            f"Left: a digit that ships with this project and its CLEVER score "
            f"({norm_name(norm)}). Right: the smallest change that a short attack found, as far "
            f"as one was found. {text.CLAIM}"
        )
    elif not state.value(_WANTED, False):
        st.caption(f"{len(WRITTEN)} digits, scored and attacked now; it takes a few seconds.")
        st.button("Show it reading digits", key="zoo-show", on_click=_want)


def _want() -> None:
    """Measure from now on whatever network is chosen; the button's callback."""
    state.set_value(_WANTED, True)


def _words(seen: Progress | None) -> str:
    done = int(seen.share * len(WRITTEN)) if seen else 0
    return f"{done} of {len(WRITTEN)} digits scored and attacked."


def steps(name: str, norm: str) -> Steps[tuple[Example, ...]]:
    """Score and attack the digits."""
    return example_steps(services.classifier(name), services.handwriting(), norm)


def key(name: str, norm: str) -> tuple[str, ...]:
    """Return what the examples of a network are called."""
    entry = entries().get(name)
    return "examples", name, entry.sha256 or "" if entry else "", norm


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
    return f"<img src='{services.picture(pixels, 6)}' alt='{words}'>"
