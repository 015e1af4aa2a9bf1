"""Part 3, too large a ball: the score against the radius, and what a point of it looks like."""

from functools import partial

import streamlit as st

from clever_engine import Finding
from clever_engine.figures.fooled_curve import CUT, SOUND, Mark, Series, plot_curve
from clever_engine.figures.theme import CONFIG, safe_and_unsafe
from clever_engine.lesson.fooled import PAPER_RADIUS, RADII, Ball, Balls
from pages.lesson.fooled import choosing, look, services, waiting, words
from pages.lesson.fooled.look import Row
from pages.lesson.fooled.services import Digit
from pages.shared.address import OneOf, put_in_address

MODELS = {"mlp-1024": "Plain perceptron", "cnn-7": "Deep network"}
MODEL = "mlp-1024"
_MODEL = OneOf("network", MODEL, MODELS, key=choosing.key("network"))
_RADIUS = OneOf("radius", PAPER_RADIUS, RADII, key=choosing.key("radius"))
_HEIGHT = 350


@st.fragment
def show() -> None:
    """Draw the part."""
    digit = choosing.digit()
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        model = _MODEL.segments("Network", width="content")
        radius = _RADIUS.slider("Radius of the ball of samples", width=330)
    put_in_address(_MODEL, _RADIUS)
    found: Balls | None = waiting.measured(key(digit, model), partial(services.balls, digit, model))
    if found is None:
        choosing.choose_digit()
        return
    now = next(ball for ball in found.balls if ball.radius == radius)
    chart, told = st.columns(2, gap="medium")
    with chart, st.container(key="fooled-chart", gap="small"):
        _chart(found, now)
        choosing.choose_digit()
    with told:
        _told(digit, model, found, now)


def _chart(found: Balls, now: Ball) -> None:
    distance, own = found.twin.distance, found.own.value
    cut = [Finding.CUT_AT_RADIUS in ball.score.findings for ball in found.balls]
    curve = Series(
        name="CLEVER as published",
        values=[ball.score.value for ball in found.balls],
        symbols=[CUT if at_edge else SOUND for at_edge in cut],
        color=safe_and_unsafe(dark=look.is_dark())[1],
        name_at=3,
        below=True,
    )
    st.plotly_chart(
        plot_curve(
            [ball.radius for ball in found.balls],
            [curve],
            chosen=now.radius,
            x="radius of the ball of samples (L2)",
            y="score (L2)",
            levels=[
                Mark(at=distance, name=f"attacker: {distance:.2f}", left=True),
                Mark(at=own, name=f"this app: {own:.2f}"),
            ],
            stops=[Mark(at=PAPER_RADIUS, name="paper")],
            ticks=(0.1, 0.2, 0.5, 1, 2, 5, 10),
            height=_HEIGHT,
        ),
        key="fooled-balls",
        config=CONFIG,
        alt=(
            f"Score against radius, from {found.balls[0].radius:g} to {found.balls[-1].radius:g}: "
            f"it rises with the radius while it is cut there, to {max(curve.values):.2f}, and is "
            f"{curve.values[-1]:.2f} in the largest ball; the attacker needs {distance:.2f}, the "
            f"app's own score, which needs no ball, is {own:.2f}"
        ),
    )
    st.caption("▲ cut at the edge of the ball: “at least”.")


def _told(digit: Digit, model: str, found: Balls, now: Ball) -> None:
    look.say(
        words.ball(now, found),
        (digit.image(), f"read as {now.score.label}"),
        (now.point, f"read as {now.read}"),
    )
    look.show_rows(
        [
            Row(
                name=f"CLEVER as published, radius {now.radius:g}",
                value=now.score.value,
                cut=Finding.CUT_AT_RADIUS in now.score.findings,
            ),
            Row(
                name="CLEVER in this app, by straight lines",
                value=found.own.value,
            ),
            Row(name="Attacker", value=found.twin.distance, attack=True),
        ],
        found.twin.distance,
    )
    look.show_findings(now.score.findings)
    look.show(words.ball_formula(now), words.command(model, now.radius, uniform=True), digit)


def key(digit: Digit, model: str) -> str:
    """Return what the measurement is called."""
    return f"balls {digit} {model}"
