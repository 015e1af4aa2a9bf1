"""A small app around the drawing pad, for the tests in `test_canvas.py`."""

from __future__ import annotations

import base64
import io
import json
import time

import streamlit as st
from PIL import Image, ImageDraw

from pages.shared.canvas import Stroke, drawing_pad

SEVEN: list[Stroke] = [{"w": 80, "xy": [260, 220, 740, 220, 600, 500, 460, 840]}]


@st.cache_data(max_entries=1)
def squares() -> str:
    """A striped picture as a data URL."""
    picture = Image.new("RGB", (600, 200), "#eef4ee")
    draw = ImageDraw.Draw(picture)
    for x in range(0, 600, 24):
        draw.line((x, 0, x + 200, 200), fill="#cfe0d3", width=3)
    sink = io.BytesIO()
    picture.save(sink, "PNG")
    return "data:image/png;base64," + base64.b64encode(sink.getvalue()).decode()


def bump(strokes: list[Stroke]) -> None:
    """Start a new revision of the first pad."""
    st.session_state.revision = st.session_state.get("revision", 0) + 1
    st.session_state.start = strokes


def show(name: str, value: object) -> None:
    """Print what Python received where a test can read it."""
    with st.container(key=f"received_{name}"):
        st.text(json.dumps(value))


def pads() -> None:
    """The page with the pads."""
    st.title("Draw a digit")
    keep = st.session_state.setdefault("pads", {})
    left, right = st.columns(2, gap="large")
    with left:
        if st.session_state.get("slow"):
            time.sleep(2)
        first = drawing_pad(
            "First digit",
            key="first",
            keep=keep,
            strokes=st.session_state.get("start", []),
            revision=st.session_state.get("revision", 0),
            hint="Draw a digit",
        )
        if st.button("Count the lines"):
            show("count", len(first.strokes))
        show("first", {"revision": first.revision, "strokes": first.strokes})
    with right:
        second_pad()
        st.button("Load a seven", on_click=bump, args=(SEVEN,))
        st.button("New round", on_click=bump, args=([],))
        st.toggle("Slow", key="slow")
        show("runs", st.session_state.setdefault("runs", 0))
        st.session_state.runs += 1


@st.fragment
def second_pad() -> None:
    """A wide pad over a picture."""
    keep = st.session_state.setdefault("pads", {})
    second = drawing_pad(
        "Amount",
        key="second",
        keep=keep,
        ratio=1 / 3,
        background=squares(),
        hint="Write an amount",
        pen_width=16,
        max_width=520,
    )
    show("second", {"revision": second.revision, "strokes": second.strokes})


def other() -> None:
    """A page without pads, and one that takes no input."""
    st.title("Another page")
    drawing_pad(
        "Locked digit", key="locked", strokes=SEVEN, tools=("pen",), disabled=True, max_width=220
    )


st.navigation(
    [st.Page(pads, title="Pads", default=True), st.Page(other, title="Other", url_path="other")],
    position="top",
).run()
