"""Sandwiches in line with everything else that is computed; finished ones are kept for all."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from clever_engine import CleverError
from clever_engine.sandwich import Sandwich, sandwich_steps
from clever_engine.steps import Steps
from pages.lesson.sandwich import words
from pages.shared import progress, services


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A shipped digit, a network and a norm."""

    hand: int
    digit: int
    model: str
    norm: str


FIRST = Asked(hand=1, digit=4, model="mlp-1024", norm="l2")
"""What the page opens with."""


@st.cache_resource(show_spinner=False)
def networks() -> dict[str, str]:
    """Return the titles of the networks that a proof can be made for, by name."""
    from clever_engine.certificates.reading import read_network

    known = {}
    for entry in services.catalogue():
        if entry.group != "zoo" or entry.recipe.data != "mnist":
            continue
        try:
            read_network(services.classifier(entry.name))
        except CleverError:
            continue
        known[entry.name] = entry.title
    return known


def image(asked: Asked) -> NDArray[np.float32]:
    """Return the digit `(1, 28, 28)`."""
    return np.ascontiguousarray(services.handwriting().images[asked.hand - 1, asked.digit])


def sandwich(asked: Asked) -> Sandwich | None:
    """Return the sandwich; None while it is on its way, with its progress."""
    return progress.result("sandwich", asked, lambda: steps(asked), words.status)


def steps(asked: Asked) -> Steps[Sandwich]:
    """Prove, measure and attack."""
    return sandwich_steps(services.classifier(asked.model), image(asked), norm=asked.norm)
