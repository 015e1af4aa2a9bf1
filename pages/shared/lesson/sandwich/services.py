"""Sandwiches in line with everything else that is computed; finished ones are kept for all."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from clever_engine import CleverError
from clever_engine.lesson.sandwich import Sandwich, sandwich_steps
from clever_engine.steps import Steps
from pages.shared import services
from pages.shared.jobs import Job
from pages.shared.services import Results


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A shipped digit, a network and a norm."""

    hand: int
    digit: int
    model: str
    norm: str


@st.cache_resource
def sandwiches() -> Results[Sandwich]:
    """Return the store of finished sandwiches."""
    return Results()


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
    return np.ascontiguousarray(services.atlas().images[asked.hand - 1, asked.digit])


def start(asked: Asked) -> Job:
    """Put a sandwich in line; a finished one comes back at once."""
    return services.pool().submit(_steps(asked))


def _steps(asked: Asked) -> Steps[Sandwich]:
    known = sandwiches().get(repr(asked))
    if known is not None:
        return known
    classifier = services.classifier(asked.model)
    made = yield from sandwich_steps(classifier, image(asked), norm=asked.norm)
    sandwiches().put(repr(asked), made)
    return made
