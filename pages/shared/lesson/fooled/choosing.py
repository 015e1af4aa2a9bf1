"""What the visitor moves: a digit, and one thing a part; the address follows."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from pages.shared import links, services, state
from pages.shared.lesson.fooled.services import Digit

_DIGIT = 5


def key(name: str) -> str:
    """Return the name under which a choice is kept."""
    return f"fooled-{name}"


def digit() -> Digit:
    """Return the digit chosen, by `choose_digit` further down or by the address."""
    hands = len(services.atlas().hands)
    state.set_once(key("hand"), links.linked_hand(hands))
    begin("digit", list(range(10)), _DIGIT)
    hand, number = int(state.value(key("hand"), 1)), int(state.value(key("digit"), _DIGIT))
    put("hand", None if hand == 1 else str(hand))
    put("digit", str(number))
    return Digit(hand=hand - 1, digit=number)


def choose_digit() -> None:
    """Let the visitor choose one of the ten digits of a handwriting, or another handwriting."""
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="bottom"):
        st.segmented_control(
            "Digit", list(range(10)), required=True, key=key("digit"), width="content"
        )
        st.button(
            "Other hand",
            key=key("other"),
            on_click=_other_hand,
            help="The digits as somebody else writes them",
        )


def choose(
    label: str, name: str, options: Sequence[Any], usual: Any, names: Callable[[Any], str] = str
) -> Any:
    """Let the visitor choose one of a few things."""
    begin(name, options, usual)
    chosen = st.segmented_control(
        label, list(options), format_func=names, required=True, key=key(name), width="content"
    )
    put(name, str(chosen))
    return chosen


def slide(
    label: str, name: str, options: Sequence[Any], usual: Any, names: Callable[[Any], str] = str
) -> Any:
    """Let the visitor move a slider over a few numbers."""
    begin(name, options, usual)
    chosen = st.select_slider(label, list(options), format_func=names, key=key(name), width=330)
    put(name, f"{chosen:g}")
    return chosen


def begin(name: str, options: Sequence[Any], usual: Any) -> None:
    """Give a widget its first value, from the address where that names one of the options."""
    named = links.linked(name, "")
    told = next((option for option in options if _same(option, named)), usual)
    state.set_once(key(name), told)
    if state.value(key(name), usual) not in options:
        state.set_value(key(name), usual)


def put(name: str, value: str | None) -> None:
    """Let the address say what was chosen; nothing where that goes without saying."""
    if value is None:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != value:
        st.query_params[name] = value


def _same(option: Any, named: str) -> bool:
    number = isinstance(option, int | float)
    return named == str(option) or (number and named == f"{option:g}")


def _other_hand() -> None:
    hands = len(services.atlas().hands)
    state.set_value(key("hand"), int(state.value(key("hand"), 1)) % hands + 1)
