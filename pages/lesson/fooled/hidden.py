"""Part 1, a hidden gradient: a ramp against a staircase, and who gets down."""

from functools import partial

import streamlit as st

from clever_engine.figures.fooled_line import plot_lead
from clever_engine.figures.theme import CONFIG
from clever_engine.lesson.fooled import HiddenLook
from pages.lesson.fooled import choosing, look, services, waiting, words
from pages.lesson.fooled.look import Row
from pages.lesson.fooled.services import Digit, Hiding
from pages.shared.address import OneOf, put_in_address

LEVELS = (2, 3, 4, 6, 8, 12, 16, 24, 32)
SLOPES = (1.0, 0.5, 0.3, 0.2, 0.1, 0.05, 0.02)
_WAY = OneOf("way", "trained", words.HIDING, key=choosing.key("way"))
_LEVELS = OneOf("levels", 4, LEVELS, key=choosing.key("levels"))
_SLOPE = OneOf("slope", 0.1, {slope: f"{slope:.0%}" for slope in SLOPES}, key=choosing.key("slope"))
_HEIGHT = 385


@st.fragment
def show() -> None:
    """Draw the part."""
    digit = choosing.digit()
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        way = _WAY.segments("How it hides its slopes", width="content")
        hiding = _slide(way)
    put_in_address(_WAY, _LEVELS, _SLOPE)
    found = waiting.measured(key(digit, hiding), partial(services.hidden, digit, hiding))
    if found is None:
        choosing.choose_digit()
        return
    _ahead(digit, way)
    chart, told = st.columns(2, gap="medium")
    with chart, st.container(key="fooled-chart", gap="small"):
        _chart(found)
        choosing.choose_digit()
    with told:
        _told(digit, found, hiding)


def _slide(way: str) -> Hiding:
    if way == "levels":
        return Hiding(levels=_LEVELS.slider("Greys that are left", width=330))
    if way == "slope":
        return Hiding(slope=_SLOPE.slider("Slope left to see", width=330))
    return Hiding(trained=True)


def _ahead(digit: Digit, way: str) -> None:
    """Measure the slider's other places meanwhile."""
    every = {
        "levels": [Hiding(levels=levels) for levels in LEVELS],
        "slope": [Hiding(slope=slope) for slope in SLOPES],
    }.get(way, [])
    todo = {key(digit, one): partial(services.hidden, digit, one) for one in every}
    waiting.ahead(f"{digit} {way}", todo)


def key(digit: Digit, hiding: Hiding) -> str:
    """Return what the measurement is called."""
    return f"hidden {digit} {hiding}"


def _chart(found: HiddenLook) -> None:
    line = found.line
    st.plotly_chart(
        plot_lead(
            line, twin=found.twin.distance, label=found.label, height=_HEIGHT, dark=look.is_dark()
        ),
        key="fooled-lead",
        config=CONFIG,
        alt=(
            f"The lead of the {found.label} on the straight way to its twin: in the open it falls "
            f"from {line.plain[0]:.1f} to {line.plain[-1]:.1f} as a ramp, with hidden slopes from "
            f"{line.hidden[0]:.1f} to {line.hidden[-1]:.1f} in steps; the attacker stopped at "
            f"{found.twin.distance:.2f}"
        ),
    )


def _told(digit: Digit, found: HiddenLook, hiding: Hiding) -> None:
    look.say(
        words.hidden(0.0 if hiding.trained else hiding.slope),
        (digit.image(), f"read as {found.label}"),
        (found.twin.image, f"read as {found.twin.label}"),
    )
    look.show_rows(_rows(found), found.twin.distance)
    look.show_findings(found.own.findings)
    command = words.command(services.TRAINED, "auto", uniform=False) if hiding.trained else None
    look.show(words.hidden_formula(found), command, digit, words.CRITICISM)


def _rows(found: HiddenLook) -> list[Row]:
    blind = not any(entry.lipschitz_estimate for entry in found.own.per_target)
    low, high = found.own.interval
    return [
        Row(name="CLEVER as published: lead ÷ slope", value=found.ratio),
        Row(
            name="CLEVER in this app, by straight lines",
            value=None if blind else found.own.value,
            told=f"{low:.0f} to {high:.1f}" if blind else "",
        ),
        Row(name="CLEVER, looking through the steps", value=found.through.value),
        Row(
            name="Attacker, looking through the steps",
            value=found.twin.distance,
            attack=True,
        ),
    ]
