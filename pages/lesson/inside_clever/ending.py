"""Steps 4 and 5: the steepest slope there is, and the score as published."""

import streamlit as st

from clever_engine import TargetScore
from clever_engine.figures.inside_radius import plot_radius
from clever_engine.figures.inside_steepest import plot_steepest
from clever_engine.figures.theme import CONFIG
from clever_engine.lesson.inside import Lead, SlopeSample, batches_of
from pages.lesson.inside_clever import choice, formulas, parts, services, words
from pages.lesson.inside_clever.choice import (
    Ball,
    Choice,
    key,
)


def show_steepest(chosen: Choice, lead: Lead) -> None:
    """Step 4: batch maxima, the curve with its end point, and repeats."""
    left, right = st.columns([4, 8], gap="large")
    with left:
        parts.show_chip(chosen.asked, lead)
        # A container for what comes later, so that the sliders stay where they are.
        said = st.container()
        _choose_batches()
        repeats = _show_again(chosen)
    with right:
        sample = services.slopes(chosen.asked, chosen.ball)
    if sample is None:
        return
    entry = services.score(chosen.asked, chosen.ball, chosen.settings, sample)
    said.markdown(words.steepest(entry, chosen.settings))
    figure = plot_steepest(
        sample.norms,
        batches_of(sample, chosen.settings),
        entry,
        sample.norm,
        repeats=repeats,
        height=360 if chosen.maths else 500,
    )
    with right:
        with st.container(key="inside-chart"):
            st.plotly_chart(
                figure,
                key=key("steepest"),
                config=CONFIG,
                alt=words.alt_steepest(entry, chosen.settings, len(repeats)),
            )
        parts.show_maths(lambda: formulas.steepest(entry, chosen.settings))


def _choose_batches() -> None:
    batches, samples = st.columns(2, gap="medium")
    with batches:
        choice.BATCHES.slider("Batches")
    with samples:
        choice.SAMPLES.slider("Points in a batch")
    choice.ESTIMATOR.selectbox("Curve", help=words.ESTIMATOR_HELP)


def _show_again(chosen: Choice) -> list[float]:
    """Draw the button for other seeds, and return what those asked for give."""
    st.button("Again with other seeds", type="primary", key=key("again"), on_click=choice.again)
    if not chosen.rounds:
        return []
    samples = services.repeats(chosen.asked, chosen.ball, chosen.rounds)
    if samples is None:
        return []
    found = [
        services.score(
            chosen.asked,
            Ball(norm=chosen.ball.norm, radius=chosen.ball.radius, seed=sample.seed),
            chosen.settings,
            sample,
        ).lipschitz_estimate
        for sample in samples
    ]
    st.markdown(words.spread(found, tuple(sample.seed for sample in samples)))
    return found


def show_score(chosen: Choice, lead: Lead) -> None:
    """Step 5: lead over steepest slope, cut at the radius."""
    left, right = st.columns([5, 7], gap="large")
    with left:
        parts.show_chip(chosen.asked, lead)
        result = st.container()
        parts.choose_radius(chosen.ball.norm)
        below = st.container()
    with right:
        samples = services.sweep(chosen.asked, chosen.ball, max(128, chosen.settings.n_points))
    if samples is None:
        return
    entries = [_entry(chosen, sample) for sample in samples]
    number = [sample.radius for sample in samples].index(chosen.ball.radius)
    entry, sample = entries[number], samples[number]
    result.html(parts.division(entry, chosen.ball.radius))
    with below:
        st.markdown(words.verdict(entry, chosen.ball.radius))
        st.markdown(words.NOT_ALL)
    with right:
        with st.container(key="inside-chart"):
            st.plotly_chart(
                plot_radius(
                    [each.radius for each in samples],
                    entries,
                    chosen.ball.radius,
                    sample.norm,
                    height=310 if chosen.maths else 400,
                ),
                key=key("radius-chart"),
                config=CONFIG,
                alt=words.alt_radius(entry, chosen.ball.radius),
            )
        parts.show_maths(lambda: formulas.score(entry, chosen.ball.radius))
        parts.show_command(chosen.asked, words.command(chosen.asked.model, sample, chosen.settings))


def _entry(chosen: Choice, sample: SlopeSample) -> TargetScore:
    ball = Ball(norm=chosen.ball.norm, radius=sample.radius, seed=sample.seed)
    return services.score(chosen.asked, ball, chosen.settings, sample)
