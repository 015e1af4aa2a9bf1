"""What the five steps share: the digit, its choice, formulas, progress and the command line."""

import html
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import streamlit as st

from clever_engine import CleverSettings
from clever_engine.digits.files import strip_png
from clever_engine.lesson.inside import RADII, Lead, SlopeSample
from clever_engine.norms import Norm
from pages.shared import services as app_services
from pages.shared import text
from pages.shared.jobs import Job
from pages.shared.lesson.inside import choice, services, words
from pages.shared.lesson.inside.choice import Asked, Choice, key

_REDRAW = 0.4


@cache
def _sheet() -> str:
    return Path(__file__).with_name("look.css").read_text(encoding="utf-8")


def apply_look() -> None:
    """Put the page's style sheet on it."""
    st.html(f"<style>{_sheet()}</style><i class='inside-say'></i>")


def digit_address(asked: Asked, pixel: int = 4) -> str:
    """Return the digit's picture as an address of its own."""
    return app_services.picture(services.image(asked).tobytes(), pixel)


def show_chip(asked: Asked, lead: Lead) -> None:
    """Say which digit this is about, with a way to another."""
    title = html.escape(choice.models()[asked.model])
    with st.container(
        horizontal=True,
        vertical_alignment="center",
        horizontal_alignment="distribute",
        key="inside-chip",
    ):
        st.html(
            f"<div class='inside-chip'><img src='{digit_address(asked)}' alt='The digit'>"
            f"<div><b>{lead.label} leads {lead.target} by {text.number(lead.margin)}</b>"
            f"<small>{title}</small></div></div>"
        )
        with st.popover("Change", key="inside-change"):
            choose_digit()
            choose_target(lead)


def choose_digit() -> None:
    """Let the visitor choose a digit, a handwriting and a network."""
    st.segmented_control(
        "Digit",
        list(range(10)),
        default=choice.start("digit"),
        required=True,
        key=key("digit"),
        width="stretch",
    )
    hand, model = st.columns([2, 3])
    hands = len(app_services.atlas().images)
    hand.number_input(
        f"Handwriting, 1 to {hands}", 1, hands, value=choice.start("hand"), key=key("hand")
    )
    titles = choice.models()
    model.selectbox(
        "Network",
        list(titles),
        index=list(titles).index(choice.start("model")),
        format_func=titles.__getitem__,
        key=key("model"),
    )


def choose_target(lead: Lead) -> None:
    """Let the visitor choose the class the reading is compared with."""
    others = [str(label) for label in range(len(lead.logits)) if label != lead.label]
    options = ["runner-up", *others]
    st.segmented_control(
        "Compare with",
        options,
        default=choice.start("target"),
        format_func=lambda name: "Runner-up" if name == "runner-up" else name,
        required=True,
        key=key("target"),
        help=words.TARGET_HELP,
        width="stretch",
    )


def choose_radius(norm: str) -> None:
    """Let the visitor choose the radius of the ball."""
    name = choice.radius_name(norm)
    st.select_slider(
        "Radius of the ball",
        RADII[Norm(norm)],
        value=choice.start(name),
        format_func="{:g}".format,
        key=key(name),
    )


def show_maths(lines: Callable[[], list[str]]) -> None:
    """Draw the switch and, where it is on, the formulas."""
    if st.toggle(words.MATHS, value=choice.start("maths"), key=key("maths")):
        with st.container(key="inside-formulas", gap=None):
            st.latex(r"\begin{gathered}" + r"\\[0.3em]".join(lines()) + r"\end{gathered}")


def wait_for(job: Job) -> None:
    """Draw the progress of a sampling; the page runs again when it is done."""
    if job.error is not None:
        st.warning(job.error, icon=":material/info:")
    else:
        _watch(job, time.monotonic())


@st.fragment(run_every=_REDRAW)
def _watch(job: Job, since: float) -> None:
    # Only what has no widgets redraws itself, so that no choice is forgotten between two redraws.
    job.look()
    # Not while the page is being drawn for the first time: a browser that never saw that drawing
    # would not learn where its sliders begin.
    if job.finished and time.monotonic() - since > _REDRAW / 2:
        st.rerun()
    partial = job.partial
    told = words.progress(partial, app_services.pool().active - 1)
    st.progress(partial.share if partial else 0.0, text=told)


def show_command(chosen: Choice, sample: SlopeSample, settings: CleverSettings) -> None:
    """Offer the digit and the command line that gives the same number."""
    with st.expander("The same number on the command line"):
        st.code(
            words.command(chosen.asked.model, sample, settings), language="bash", wrap_lines=True
        )
        image = services.image(chosen.asked)
        st.download_button(
            "digit.png",
            data=lambda: strip_png(image[None]),
            file_name="digit.png",
            mime="image/png",
            on_click="ignore",
        )
