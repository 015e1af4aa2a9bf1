"""Part 2, too sure to tell: logits against probabilities, said with more and more confidence."""

from functools import partial

import streamlit as st

from clever_engine import Finding
from clever_engine.figures.fooled_curve import CUT, NOTHING, SOUND, Mark, Series, plot_curve
from clever_engine.figures.theme import CONFIG, safe_and_unsafe
from clever_engine.lesson.fooled import FACTORS, PAPER_RADIUS, Certainties, Certainty, Outputs
from pages.lesson.fooled import choosing, look, services, waiting, words
from pages.lesson.fooled.look import Row
from pages.lesson.fooled.services import Digit
from pages.shared.address import OneOf, put_in_address

MODEL = "mlp-1024"
_FACTOR = OneOf("factor", 2.0, FACTORS, key=choosing.key("factor"))
_HEIGHT = 350


@st.fragment
def show() -> None:
    """Draw the part."""
    digit = choosing.digit()
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        factor = _FACTOR.slider("Confidence: logits times", width=330)
    put_in_address(_FACTOR)
    found: Certainties | None = waiting.measured(
        key(digit), partial(services.certain, digit, MODEL)
    )
    if found is None:
        choosing.choose_digit()
        return
    now = next(level for level in found.levels if level.factor == factor)
    chart, told = st.columns(2, gap="medium")
    with chart, st.container(key="fooled-chart", gap="small"):
        _chart(found, now)
        choosing.choose_digit()
    with told:
        _told(digit, found, now)


def _chart(found: Certainties, now: Certainty) -> None:
    safe, unsafe = safe_and_unsafe(dark=look.is_dark())
    series = [
        _series("on probabilities", [one.probabilities for one in found.levels], unsafe, 2),
        _series("on logits", [one.logits for one in found.levels], safe, 6, dash="dash"),
    ]
    distance = found.twin.distance
    st.plotly_chart(
        plot_curve(
            [one.factor for one in found.levels],
            series,
            chosen=now.factor,
            x="confidence: logits times …",
            y="CLEVER as published (L2)",
            levels=[
                Mark(at=distance, name=f"attacker: {distance:.2f}"),
                Mark(at=PAPER_RADIUS, name="edge of the ball"),
            ],
            ticks=(1, 2, 3, 5, 10, 20, 50),
            top=5.8,
            height=_HEIGHT,
        ),
        key="fooled-certain",
        config=CONFIG,
        alt=(
            f"CLEVER against confidence: on logits {words.size(now.logits.score.value)} "
            f"throughout; on probabilities {words.size(series[0].values[0])} at first, "
            f"{words.size(max(series[0].values))} at most; the attacker needs {distance:.2f}"
        ),
    )
    st.caption("▲ cut at the edge of the ball: “at least”.  ✕ every slope is zero: no claim.")


def _series(
    name: str, outputs: list[Outputs], color: str, name_at: int, *, dash: str = "solid"
) -> Series:
    return Series(
        name=name,
        values=[one.score.value for one in outputs],
        symbols=[_symbol(one) for one in outputs],
        color=color,
        dash=dash,
        name_at=name_at,
        below=True,
    )


def _symbol(outputs: Outputs) -> str:
    if Finding.ZERO_GRADIENTS in outputs.score.findings:
        return NOTHING
    return CUT if Finding.CUT_AT_RADIUS in outputs.score.findings else SOUND


def _told(digit: Digit, found: Certainties, now: Certainty) -> None:
    look.say(words.certain(now))
    own = now.own
    blind = Finding.ZERO_GRADIENTS in own.findings
    look.show_rows(
        [
            Row(name="CLEVER on logits, as published", value=now.logits.ratio),
            Row(name="CLEVER on probabilities: lead ÷ slope", value=now.probabilities.ratio),
            Row(
                name="CLEVER on probabilities, in this app",
                value=None if blind else own.value,
                told=f"0 to {own.interval[1]:.1f}" if blind else "",
            ),
            Row(name="Attacker", value=found.twin.distance, attack=True),
        ],
        found.twin.distance,
    )
    look.show_findings(own.findings)
    look.show(words.certain_formula(now), None, digit)


def key(digit: Digit) -> str:
    """Return what the measurement is called."""
    return f"certain {digit} {MODEL}"
