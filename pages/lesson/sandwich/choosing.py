"""The digit, network and norm of the sandwich, by widget or address."""

import streamlit as st

from clever_engine.figures.theme import norm_name
from clever_engine.norms import Norm
from pages.lesson.sandwich import services as sandwich
from pages.lesson.sandwich.services import Asked
from pages.shared import services
from pages.shared.address import OneOf, put_in_address

_NORMS = {norm.value: norm_name(norm.value) for norm in Norm}
_DIGIT = OneOf("digit", 4, range(10), key="sandwich digit")
_NORM = OneOf("norm", "l2", _NORMS, key="sandwich norm")


def choose() -> Asked:
    """Let the visitor choose; the address follows."""
    hands = range(1, len(services.atlas().images) + 1)
    hand = OneOf("hand", 1, hands, key="sandwich hand")
    model = OneOf("model", "mlp-1024", sandwich.networks(), key="sandwich model")
    left, right = st.columns(2)
    with left:
        digit = _DIGIT.selectbox("Digit")
    with right:
        writer = hand.selectbox("Handwriting")
    network = model.selectbox("Network")
    norm = _NORM.segments("Size of a change")
    put_in_address(_DIGIT, hand, model, _NORM)
    return Asked(hand=writer, digit=digit, model=network, norm=norm)
