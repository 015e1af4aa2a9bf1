"""Measure: digits in, CLEVER scores out."""

import streamlit as st

from clever_engine import DigitRanking
from clever_engine.io.records import Record
from pages.measure import form, last, result, services, words
from pages.measure.form import Choice
from pages.measure.method import Method, choose_method, current_model
from pages.shared import links, progress, state

SLOT = "measure"


def measure(choice: Choice, method: Method) -> None:
    """Put the measurement in line, or say why it cannot be."""
    problem = form.clash(choice, method)
    state.set_problem(SLOT, problem)
    if problem is None:
        measurement = method.measurement(choice.found, choice.true_labels)
        address = choice.address | method.address() if choice.address else {}
        state.wait_for(SLOT, services.measure(measurement), (measurement, choice.found, address))
    st.rerun()


def hand_over() -> None:
    """Keep what a finished measurement brought."""
    done = progress.taken(SLOT)
    if done is not None:
        measurement, found, address = done.about
        ranking: DigitRanking = done.result
        record = Record(measurement=measurement, found=found, ranking=ranking)
        last.set_record(record, address)


@st.fragment
def choose() -> None:
    """Let the visitor choose digits and a method; the label appears at once."""
    choice = form.choose_digits()
    if len(choice.found):
        result.show_reading(choice.found, current_model())
    pressed = st.button(
        "Score",
        type="primary",
        width="stretch",
        disabled=not len(choice.found),
        key="score",
    )
    record = last.record()
    waiting = state.waiting(SLOT)
    if waiting is not None:
        progress.watch(waiting.ticket, words.status, slot=SLOT)
    elif state.problem(SLOT) is not None:
        st.warning(state.problem(SLOT), icon=":material/info:")
    elif record is not None:
        result.show_way_down(record)
    method = choose_method(len(choice.found))
    followed = form.follows_link()
    if len(choice.found) and (pressed or followed):
        measure(choice, method)


hand_over()
left, right = st.columns([5, 7], gap="large")
with left:
    st.markdown("# Measure a digit")
    choose()
with right:
    own = last.record()
    if own is None:
        st.caption("An example, measured beforehand. Score your own digit to replace it.")
    else:
        links.put_in_address(last.address())
        st.caption(words.last_measured(own.model, own.ranking))
    result.show_record(own or services.example())
