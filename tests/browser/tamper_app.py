"""A small app around the tamper pad, for the tests in `test_tamper.py`."""

from __future__ import annotations

import base64
import json
import time

import numpy as np
import streamlit as st

from clever_engine.handwriting.sets import load_handwriting
from pages.big_check.tamper import (
    Pixels,
    on_grid,
    tamper_pad,
)

BUDGET = 3.5
SPENT = 2.0


def digit(number: int) -> Pixels:
    """A digit of the first hand of the handwriting set."""
    return on_grid(load_handwriting().images[0, number, 0])


def show(name: str, value: object) -> None:
    """Print what Python received where a test can read it."""
    with st.container(key=f"received_{name}", height=90):
        st.text(json.dumps(value))


def picture(pixels: Pixels) -> dict[str, object]:
    """What a test wants to know of the pixels."""
    greys = np.rint(pixels * 255).astype(np.uint8)
    return {"type": str(pixels.dtype), "greys": base64.b64encode(greys.tobytes()).decode()}


def new_round(number: int) -> None:
    """Start a new revision of the first pad."""
    st.session_state.revision = st.session_state.get("revision", 0) + 1
    st.session_state.number = number


st.set_page_config(layout="wide")


def pads() -> None:
    """The page with the pads."""
    st.subheader("Tamper with the check")
    keep = st.session_state.setdefault("pads", {})
    with st.container(horizontal=True):
        st.button("Take a seven", on_click=new_round, args=(7,))
        st.toggle("Slow", key="slow")
    left, right = st.columns(2, gap="large")
    with left:
        if st.session_state.get("slow"):
            time.sleep(2)
        first = tamper_pad(
            "The 4",
            key="first",
            keep=keep,
            original=digit(st.session_state.get("number", 4)),
            revision=st.session_state.get("revision", 0),
            budget=BUDGET,
        )
        if st.button("Hand in"):
            show("handed_in", picture(first))
        show("first", picture(first))
    with right:
        second_pad()
        show("runs", st.session_state.setdefault("runs", 0))
        st.session_state.runs += 1


@st.fragment
def second_pad() -> None:
    """A pad that shares its budget with other digits."""
    keep = st.session_state.setdefault("pads", {})
    original = digit(6)
    show(
        "second",
        picture(
            tamper_pad("The 6", key="second", keep=keep, original=original, budget=4, spent=SPENT)
        ),
    )


def other() -> None:
    """A wide pad with a start of its own, and one that takes no input."""
    st.subheader("Another page")
    start = on_grid(digit(3) * 0.5)
    tamper_pad("Wide 3", key="wide", original=digit(3), pixels=start, budget=5, max_width=448)
    tamper_pad("Locked 1", key="locked", original=digit(1), budget=3.5, disabled=True)


st.navigation(
    [st.Page(pads, title="Pads", default=True), st.Page(other, title="Other", url_path="other")],
    position="top",
).run()
