"""The six steps: which one the address means, and the first three."""

import streamlit as st

from clever_engine.figures.inside_lead import plot_lead
from clever_engine.figures.inside_slopes import plot_slopes
from clever_engine.figures.theme import CONFIG
from clever_engine.lesson.inside import Lead
from clever_engine.norms import Norm
from pages.lesson.inside_clever import (
    choice,
    ending,
    formulas,
    parts,
    pictures,
    services,
    straight,
    words,
)
from pages.lesson.inside_clever.choice import Choice, key
from pages.shared import state, text


@st.fragment
def show(part: int) -> None:
    """Draw one step, 1 to 6."""
    choice.begin()
    chosen = choice.chosen()
    lead = services.lead(chosen.asked)
    choice.keep_target(lead.label)
    choice.put()
    steps = (
        show_lead,
        show_around,
        show_slopes,
        ending.show_steepest,
        ending.show_score,
        straight.show_lines,
    )
    steps[part - 1](chosen, lead)


def show_lead(chosen: Choice, lead: Lead) -> None:
    """Step 1: the digit, what the network reads, and its lead."""
    left, right = st.columns([5, 7], gap="large")
    with left:
        picture, words_beside = st.columns([2, 3], gap="small", vertical_alignment="center")
        picture.html(
            "<img class='inside-digit' alt='The digit' "
            f"src='{parts.digit_address(chosen.asked, 8)}'>"
        )
        with words_beside:
            st.html(
                f"<div class='inside-sum'><div><small>the network reads</small>"
                f"<b>{lead.label}</b></div><div><small>its lead over {lead.target}</small>"
                f"<b>{text.number(lead.margin)}</b></div></div>"
            )
        parts.choose_digit()
        parts.choose_target(lead)
    with right:
        st.markdown(words.lead(lead))
        with st.container(key="inside-chart-lead"):
            st.plotly_chart(
                plot_lead(lead, height=320 if chosen.maths else 390),
                key=key("bars"),
                on_select=_clicked,
                selection_mode="points",
                config=CONFIG,
                alt=words.alt_lead(lead),
            )
        parts.show_maths(lambda: formulas.lead(lead))


def show_around(chosen: Choice, lead: Lead) -> None:
    """Step 2: random points of the ball, as pictures."""
    around = services.surroundings(chosen.asked, chosen.ball)
    left, right = st.columns([5, 7], gap="large")
    with left:
        parts.show_chip(chosen.asked, lead)
        st.markdown(words.around(around, chosen.ball.norm))
        parts.choose_radius(chosen.ball.norm)
        choice.NORM.segments("Shape of the ball", help=words.NORM_HELP, width="stretch")
        st.markdown(words.around_means(around))
        norm = Norm(chosen.ball.norm)
        parts.show_maths(lambda: formulas.around(around, norm, chosen.ball.radius))
    with right:
        st.html(pictures.grid(around))
        st.caption(f"The first 12 of {len(around.labels)} points. {words.CLIPPED}")


def show_slopes(chosen: Choice, lead: Lead) -> None:
    """Step 3: the slope at each random point, pouring into a histogram."""
    left, right = st.columns([5, 7], gap="large")
    with left:
        parts.show_chip(chosen.asked, lead)
        # A container for what comes later, so that the slider stays where it is.
        above = st.container()
        choice.POINTS.slider("Points sampled")
        below = st.container()
    with right:
        sample = services.slopes(chosen.asked, chosen.ball)
    if sample is None:
        return
    look = services.point(chosen.asked, chosen.ball, chosen.points)
    with above:
        st.html(pictures.point(look, chosen))
        st.markdown(words.slope(look, sample, chosen.points))
    with below:
        st.markdown(words.slopes(sample, chosen.points))
        parts.show_maths(lambda: formulas.slopes(sample, chosen.points))
    with right, st.container(key="inside-chart"):
        st.plotly_chart(
            plot_slopes(sample.norms, chosen.points, sample.norm, height=460),
            key=key("histogram"),
            config=CONFIG,
            alt=words.alt_slopes(sample, chosen.points),
        )


def _clicked() -> None:
    """Compare with the digit whose bar was clicked."""
    picked = state.value(key("bars"), {}).get("selection", {}).get("points", [])
    if picked:
        lead = services.lead(choice.chosen().asked)
        label = str(picked[0]["x"])
        if label != str(lead.label):
            choice.set_target(label)
