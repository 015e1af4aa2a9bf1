"""The digit, network and norm of the sandwich, by widget or address."""

import streamlit as st

from clever_engine.figures.theme import norm_name
from clever_engine.norms import Norm
from pages.shared import links, services, state
from pages.shared.lesson.sandwich import services as sandwich
from pages.shared.lesson.sandwich.services import Asked

_USUAL = {"digit": "4", "hand": "1", "model": "mlp-1024", "norm": "l2"}


def choose() -> Asked:
    """Let the visitor choose; the address follows."""
    titles = sandwich.networks()
    hands = [str(number) for number in range(1, len(services.atlas().images) + 1)]
    digits = [str(digit) for digit in range(10)]
    left, right = st.columns(2)
    _start("digit", digits)
    digit = left.selectbox("Digit", digits, key="sandwich digit")
    _start("hand", hands)
    hand = right.selectbox("Handwriting", hands, key="sandwich hand")
    _start("model", list(titles))
    model = st.selectbox(
        "Network", list(titles), format_func=titles.__getitem__, key="sandwich model"
    )
    norms = [norm.value for norm in Norm]
    _start("norm", norms)
    norm = st.segmented_control(
        "Size of a change", norms, format_func=norm_name, required=True, key="sandwich norm"
    )
    asked = Asked(hand=int(hand), digit=int(digit), model=str(model), norm=str(norm))
    _put_in_address(asked)
    return asked


def _start(key: str, options: list[str]) -> None:
    named = links.linked(key, _USUAL[key])
    if named not in options and state.first_time(f"refused sandwich {key}"):
        st.toast(f"Expected {key} in the address as one of {', '.join(options)}; got {named!r}.")
    state.set_once(f"sandwich {key}", named if named in options else _USUAL[key])


def _put_in_address(asked: Asked) -> None:
    parts = {
        "digit": str(asked.digit),
        "hand": str(asked.hand),
        "model": asked.model,
        "norm": asked.norm,
    }
    for key, value in parts.items():
        if value == _USUAL[key]:
            st.query_params.pop(key, None)
        elif st.query_params.get(key) != value:
            st.query_params[key] = value
