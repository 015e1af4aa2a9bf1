"""What the steps share: the digit, its choice, the division, formulas and the command line."""

import html
from collections.abc import Callable
from functools import cache
from pathlib import Path

import streamlit as st

from clever_engine import TargetScore
from clever_engine.digits.files import strip_png
from clever_engine.lesson.inside import Lead, claimed
from pages.lesson.inside_clever import choice, services, words
from pages.lesson.inside_clever.choice import Asked, key
from pages.shared import services as app_services
from pages.shared import style, text


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
    title = html.escape(choice.model().title(asked.model))
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
    choice.DIGIT.segments("Digit", width="stretch")
    left, right = st.columns([2, 3])
    with left:
        choice.hand().input(f"Handwriting, 1 to {len(app_services.handwriting().images)}")
    with right:
        choice.model().selectbox("Network")


def choose_target(lead: Lead) -> None:
    """Let the visitor choose the class the reading is compared with."""
    choice.target(lead.label).segments("Compare with", help=words.TARGET_HELP, width="stretch")


def choose_radius(norm: str) -> None:
    """Let the visitor choose the radius of the ball."""
    choice.radius(norm).slider("Radius of the ball")


def show_maths(lines: Callable[[], list[str]]) -> None:
    """Draw the switch and, where it is on, the formulas."""
    if st.toggle(words.MATHS, value=choice.chosen().maths, key=key("maths")):
        with st.container(key="inside-formulas", gap=None):
            st.latex(r"\begin{gathered}" + r"\\[0.3em]".join(lines()) + r"\end{gathered}")


def division(entry: TargetScore, radius: float) -> str:
    """Return the division with its result, as HTML."""
    low, high = (text.number(bound) for bound in entry.interval)
    kind = "result cut" if entry.censored else "result"
    how = f"cut at {radius:.3g}" if entry.censored else f"90 %: {low} to {high}"
    if entry.lipschitz_estimate == 0:
        how = f"could be 0 to {radius:.3g}"
    return (
        "<div class='inside-sum'>"
        f"<div><small>lead</small><b>{text.number(entry.margin)}</b><small>points</small></div>"
        "<span class='sign'>÷</span>"
        f"<div><small>steepest slope</small><b>{text.number(entry.lipschitz_estimate)}</b>"
        "<small>points per unit</small></div><span class='sign'>=</span>"
        f"<div class='{kind}'><small>CLEVER score</small><b>{text.number(claimed(entry))}</b>"
        f"<small>{how}</small></div></div>"
    )


def show_command(asked: Asked, command: str) -> None:
    """Offer the digit and the command line that gives the same number."""
    with st.expander("The same number on the command line"):
        style.command(command)
        image = services.image(asked)
        st.download_button(
            "digit.png",
            data=lambda: strip_png(image[None]),
            file_name="digit.png",
            mime="image/png",
            on_click="ignore",
        )
