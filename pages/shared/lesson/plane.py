"""Drawing a line: a network in the plane, an input, and CLEVER's ball beside the true one."""

import html
from pathlib import Path

import streamlit as st

from clever_engine.figures.plane import plot_plane
from clever_engine.figures.theme import CONFIG
from clever_engine.lesson.plane import (
    HIDDEN,
    VIEW,
    WEIGHT_DECAYS,
    PlaneLook,
    TrainedPlane,
    make_data,
)
from pages.shared import services as app_services
from pages.shared import state
from pages.shared.lesson import plane_choice, services
from pages.shared.lesson import words_plane as words
from pages.shared.lesson.plane_choice import PlaneChoice, key
from pages.shared.lesson.plane_pad import plane_pad

_SHEET = Path(__file__).resolve().parents[3] / "assets" / "plane.css"
_STILL = {**CONFIG, "staticPlot": True}
_REDRAW = 0.2
"""Seconds between two pictures while a network learns."""


@st.fragment
def show() -> None:
    """Draw the page."""
    st.html(_SHEET)
    plane_choice.begin()
    choice = plane_choice.chosen()
    plane_choice.put_in_address()
    job = services.plane_training(choice.recipe)
    trained: TrainedPlane | None = job.result
    left, right = st.columns(2, gap="large")
    with right, st.container(gap="small"):
        look = _result(choice, trained)
        _segments(
            "How a change is measured", "norm", list(words.NORMS), words.NORMS, words.NORM_HELP
        )
        _choose_network()
    with left, st.container(gap="small"):
        if trained is None:
            # Only what has no widgets redraws itself: one redraw that comes while another is still
            # running would make the browser forget what was chosen.
            _watch(choice)
        else:
            _draw(choice, trained, look)
        _move_input(choice)


@st.fragment(run_every=_REDRAW)
def _watch(choice: PlaneChoice) -> None:
    """Draw the network while it learns."""
    job = services.plane_training(choice.recipe)
    if job.finished:
        st.rerun()
    partial = job.partial
    recipe = choice.recipe
    data = make_data(recipe.data, recipe.seed)
    figure = plot_plane(
        data,
        services.learning_ground(partial.value.network) if partial else None,
        dark=_is_dark(),
        note=words.learning(partial, app_services.pool().active - 1),
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


def _move_input(choice: PlaneChoice) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="plane-move"):
        for name, label, at in (("x", "Input, across", choice.x), ("y", "Input, up", choice.y)):
            st.number_input(
                label, -VIEW, VIEW, at, step=0.05, format="%.2f", key=key(name), width=130
            )
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
    _segments("Points to tell apart", "data", list(words.DATA), words.DATA)
    units, decay = st.columns(2)
    with units:
        _segments("Hidden units", "units", list(HIDDEN), None, words.HIDDEN_HELP)
    with decay:
        _segments("Smoothing", "decay", list(WEIGHT_DECAYS), words.DECAYS, words.DECAY_HELP)
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


def _segments(
    label: str,
    name: str,
    options: list[str] | list[int] | list[float],
    names: dict[str, str] | dict[float, str] | None,
    explanation: str | None = None,
) -> None:
    st.segmented_control(
        label,
        options,
        format_func=lambda option: names[option] if names else str(option),
        default=plane_choice.now(name),  # where a redraw is cut off, the browser falls back on it
        required=True,
        key=key(name),
        help=explanation,
        width="stretch",
    )
