"""The sixth step: straight lines, by which this app's own score goes."""

import streamlit as st

from clever_engine.figures.inside_lines import plot_lines
from clever_engine.figures.maxima import plot_maxima
from clever_engine.figures.theme import CONFIG
from clever_engine.lesson.inside import Lead, LinesLook
from pages.lesson.inside_clever import choice, formulas, parts, services, words
from pages.lesson.inside_clever.choice import Choice, key
from pages.shared import menu, state


def show_lines(chosen: Choice, lead: Lead) -> None:
    """Step 6: the steepest straight line, lines near it, and the score that Measure shows."""
    left, right = st.columns([5, 7], gap="large")
    with left:
        parts.show_chip(chosen.asked, lead)
        # A container for what comes later, so that the control stays where it is.
        above = st.container()
        choice.NORM.segments("How to measure a change", help=words.NORM_HELP, width="stretch")
        below = st.container()
    with right:
        look = services.lines(chosen.asked, chosen.ball.norm, chosen.ball.seed)
    if look is None:
        return
    with above:
        st.markdown(words.lines(look))
        st.markdown(words.maxima(look))
        st.html(parts.division(look.entry, look.score.radius))
    with below:
        _show_way_on(chosen)
        parts.show_command(chosen.asked, words.own_command(chosen.asked.model, look.score))
    with right:
        with st.container(key="inside-chart", gap="xsmall"):
            _show_charts(look, *((200, 160) if chosen.maths else (310, 220)))
        parts.show_maths(lambda: formulas.lines(look))


def _show_charts(look: LinesLook, high: int, low: int) -> None:
    st.plotly_chart(
        plot_lines(look, height=high), key=key("lines"), config=CONFIG, alt=words.alt_lines(look)
    )
    st.plotly_chart(
        plot_maxima(look.entry, look.score.norm, height=low, unit="points"),
        key=key("lines-maxima"),
        config=CONFIG,
        alt=words.alt_maxima(look),
    )


def _show_way_on(chosen: Choice) -> None:
    """Lead to the page that measures, with the same digit."""
    if st.button("Measure this digit", key=key("measure"), icon=":material/straighten:"):
        asked, ball = chosen.asked, chosen.ball
        digit = {"hand": asked.hand, "digits": str(asked.digit)}
        method = {"model": asked.model, "norm": ball.norm, "target": asked.target}
        named = {**digit, **method, "seed": ball.seed}
        for name, value in {"source": "gallery", **named}.items():
            state.set_value(name, value)
        st.switch_page(
            menu.measure(), query_params={name: str(value) for name, value in named.items()}
        )
