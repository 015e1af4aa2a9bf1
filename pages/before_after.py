"""Before and after: does a network become harder to fool with this defense or training?"""

import streamlit as st

from clever_engine import CleverError
from pages.before_after import choosing, services, showing, words
from pages.before_after.services import Plan
from pages.shared import progress, state


def choose() -> Plan | None:
    """Let the visitor choose, and return the comparison that is asked for."""
    networks = choosing.choose_sides()
    button = st.container()
    with st.expander("Which digits", expanded=choosing.draws()):
        shared = choosing.choose_digits()
    with st.expander("How to measure"):
        norms = choosing.choose_norms()
        seed, attack = choosing.choose_effort()
        choosing.choose_third()
    choosing.put_in_address(shared)
    there = bool(len(shared.images))
    pressed = button.button(
        "Compare", type="primary", key="compare", width="stretch", disabled=not there
    )
    with button:
        show_state()
    if not there:
        button.info("Draw a digit below, under “Which digits”.", icon=":material/info:")
        return None
    named, first = choosing.named_by_address(), state.first_time("compare shown")
    asked = choosing.take_asked()
    if not (pressed or named or first or asked):
        return None
    return choosing.make_plan(networks, norms, shared, seed, attack)


def show_state() -> None:
    """Show under the button how far it is, what went wrong, or the way to the result."""
    waiting = state.waiting("compare")
    if waiting is not None:
        progress.watch(waiting.ticket, words.status, slot="compare")
    elif state.problem("compare"):
        st.warning(state.problem("compare"), icon=":material/info:")
    elif state.value("compare result", None) is not None:
        st.html("<a class='way-down' href='#verdict'>▼ See the verdict</a>")


def compare(plan: Plan) -> None:
    """Put the comparison in line."""
    state.set_problem("compare", None)
    state.wait_for("compare", services.start(plan), plan)
    st.rerun()


done = progress.taken("compare")
if done is not None:
    state.set_value("compare result", (done.about, done.result))
title, presets = st.columns([5, 8], gap="large", vertical_alignment="center")
title.markdown("# Before and after")
with presets:
    choosing.choose_preset()
left, right = st.columns([4, 8], gap="large")
with left:
    try:
        wanted = choose()
    except CleverError as error:
        st.warning(str(error), icon=":material/info:")
        wanted = None
    if wanted is not None:
        compare(wanted)
with right:
    result = state.value("compare result", None)
    if result is not None:
        showing.show(*result)
    else:
        st.caption(
            "Is a network harder to fool with this defense, or trained this way? "
            "Same digits, same random numbers, one verdict."
        )
