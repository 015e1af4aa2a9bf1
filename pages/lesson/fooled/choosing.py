"""What the visitor moves: a digit, and one thing a part; the address follows."""

import streamlit as st

from pages.lesson.fooled.services import FIRST, Digit
from pages.shared import services
from pages.shared.address import Number, OneOf, put_in_address

_DIGIT = OneOf("digit", FIRST.digit, range(10), key="fooled-digit")


def key(name: str) -> str:
    """Return the name under which a choice is kept."""
    return f"fooled-{name}"


def digit() -> Digit:
    """Return the digit chosen, by `choose_digit` further down or by the address."""
    chosen = Digit(hand=_hand().start() - 1, digit=_DIGIT.start())
    put_in_address(_hand(), _DIGIT)
    return chosen


def choose_digit() -> None:
    """Let the visitor choose one of the ten digits of a handwriting, or another handwriting."""
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="bottom"):
        _DIGIT.segments("Digit", width="content")
        st.button(
            "Other hand",
            key=key("other"),
            on_click=_other_hand,
            help="The digits as somebody else writes them",
        )


def _hand() -> Number[int]:
    return Number("hand", FIRST.hand + 1, 1, len(services.handwriting().writers), key=key("hand"))


def _other_hand() -> None:
    _hand().set(_hand().value % len(services.handwriting().writers) + 1)
