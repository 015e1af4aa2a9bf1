"""Drawing a line: a network in the plane, an input, and CLEVER's ball beside the true one."""

import html
from functools import partial
from pathlib import Path

import streamlit as st

from clever_engine.figures.plane import plot_plane
from clever_engine.figures.theme import CONFIG
from clever_engine.lesson.plane import (
    PlaneLook,
    PlaneRecipe,
    TrainedPlane,
    make_data,
    training_steps,
)
from clever_engine.steps import Progress
from pages.lesson.drawing_a_line import choice as plane_choice
from pages.lesson.drawing_a_line import services, words
from pages.lesson.drawing_a_line.choice import PlaneChoice, key
from pages.lesson.drawing_a_line.pad import plane_pad
from pages.shared import progress, state

_SHEET = Path(__file__).resolve().parents[3] / "assets" / "plane.css"
_STILL = {**CONFIG, "staticPlot": True}
_REDRAW = 0.2
"""Seconds between two pictures while a network learns."""


@st.fragment
def show() -> None:
    """Draw the page."""
    st.html(_SHEET)
    choice = plane_choice.begin()
    left, right = st.columns(2, gap="large")
    with left:
        square = st.container(gap="small")
    with square:
        trained = _trained(choice)
    with right, st.container(gap="small"):
        look = _result(choice, trained)
        plane_choice.NORM.segments(
            "How a change is measured", help=words.NORM_HELP, width="stretch"
        )
        _choose_network()
    with square:
        if trained is not None:
            _draw(choice, trained, look)
        _move_input()


def _trained(choice: PlaneChoice) -> TrainedPlane | None:
    """Return the trained network; None while it learns, with its picture."""
    recipe = choice.recipe
    trained: TrainedPlane | None = progress.result(
        "plane",
        recipe,
        partial(training_steps, recipe),
        words.learning,
        draw=partial(_draw_learning, recipe),
        every=_REDRAW,
    )
    return trained


def _draw_learning(recipe: PlaneRecipe, seen: Progress | None) -> None:
    data = make_data(recipe.data, recipe.seed)
    figure = plot_plane(
        data,
        services.learning_ground(seen.value.network) if seen else None,
        dark=_is_dark(),
        note=words.learning(seen),
    )
    with st.container(key="plane-square"):
        st.plotly_chart(
            figure,
            height="stretch",
            key=key("learning"),
            config=_STILL,
            alt=words.alt(None, data.classes),
        )


def _draw(choice: PlaneChoice, trained: TrainedPlane, look: PlaneLook | None) -> None:
    """Draw the trained network, to press on."""
    figure = plot_plane(
        trained.data,
        services.plane_ground(choice.recipe, trained),
        boundary=trained.boundary,
        look=look,
        arrows=bool(state.value(key("arrows"), False)),
        dark=_is_dark(),
    )
    with st.container(key="plane-square"):
        st.plotly_chart(
            figure,
            height="stretch",
            key=key("picture"),
            config=_STILL,
            alt=words.alt(look, trained.data.classes),
        )
        plane_pad(
            words.PAD,
            key=key("pad"),
            x=choice.x,
            y=choice.y,
            step=plane_choice.STEP,
            on_move=plane_choice.pressed,
        )


def _is_dark() -> bool:
    return bool(st.context.theme.type == "dark")


def _result(choice: PlaneChoice, trained: TrainedPlane | None) -> PlaneLook | None:
    """Say what CLEVER says and what is true, in words or in formulas."""
    if trained is None:
        _verdict("learning", words.LEARNING, said="…", truth="…", meaning=words.LEARNING_MEANS)
        return None
    look = services.plane_look(choice.recipe, choice.norm, choice.x, choice.y, trained)
    kind, meaning = words.verdict(look)
    reading, said, truth = words.reading(look), words.said(look), words.truth(look)
    _verdict(kind, reading, said=said, truth=truth, meaning=meaning)
    if state.value(key("maths"), False):
        st.latex(words.formulas(look))
    else:
        st.markdown(words.LEAD)
    return look


def _verdict(kind: str, reading: str, *, said: str, truth: str, meaning: str) -> None:
    st.html(
        f"<div class='plane-verdict {kind}' role='status'>"
        f"<div class='plane-reading'>{reading}</div>"
        f"<div class='plane-said'><small>CLEVER says</small><b>{said}</b></div>"
        f"<div class='plane-truth'><small>the truth is</small><b>{truth}</b></div>"
        f"<p><i>{words.MARKS[kind]}</i> {html.escape(meaning)}</p></div>"
    )


def _move_input() -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="plane-move"):
        for field, label in ((plane_choice.X, "Input, across"), (plane_choice.Y, "Input, up")):
            field.input(label, step=0.05, format="%.2f", width=130)
        with st.container(horizontal=True, gap="small", width="content", key="plane-arrows-box"):
            for symbol, name, right, up in words.MOVES:
                st.button(
                    symbol,
                    key=key(name),
                    help=f"Move the input {name}",
                    on_click=plane_choice.move,
                    args=(right, up),
                )


def _choose_network() -> None:
    plane_choice.DATA.segments("Points to tell apart", width="stretch")
    units, decay = st.columns(2)
    with units:
        plane_choice.UNITS.segments("Hidden units", help=words.HIDDEN_HELP, width="stretch")
    with decay:
        plane_choice.DECAY.segments("Smoothing", help=words.DECAY_HELP, width="stretch")
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button(
            "Train another", type="primary", on_click=plane_choice.train_again, key=key("again")
        )
        st.button(
            words.WRONG, on_click=plane_choice.choose, args=(plane_choice.WRONG,), key=key("wrong")
        )
        st.button("Reset", on_click=plane_choice.reset, key=key("reset"))
    with st.container(horizontal=True, gap="medium"):
        st.toggle(words.ARROWS, key=key("arrows"), help=words.ARROWS_HELP)
        st.toggle("Show the mathematics", key=key("maths"))
