"""The digit, network and norm of the sandwich, by widget or address."""

import streamlit as st

from clever_engine.figures.theme import norm_name
from clever_engine.norms import Norm
from pages.lesson.sandwich import services as sandwich
from pages.lesson.sandwich.services import FIRST, Asked
from pages.shared import services
from pages.shared.address import OneOf, put_in_address

_NORMS = {norm.value: norm_name(norm.value) for norm in Norm}
_DIGIT = OneOf("digit", FIRST.digit, range(10), key="sandwich digit")
_NORM = OneOf("norm", FIRST.norm, _NORMS, key="sandwich norm")


def choose() -> Asked:
    """Let the visitor choose; the address follows."""
    hands = range(1, len(services.handwriting().images) + 1)
    hand = OneOf("hand", FIRST.hand, hands, key="sandwich hand")
    model = OneOf("model", FIRST.model, sandwich.networks(), key="sandwich model")
    left, right = st.columns(2)
    with left:
        digit = _DIGIT.selectbox("Digit")
    with right:
        writer = hand.selectbox("Handwriting")
    network = model.selectbox("Network")
    norm = _NORM.segments("Size of a change")
    put_in_address(_DIGIT, hand, model, _NORM)
    return Asked(hand=writer, digit=digit, model=network, norm=norm)
