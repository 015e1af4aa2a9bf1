"""What "When CLEVER is fooled" asks the engine for: networks, and what was measured with them."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from clever_engine import Classifier
from clever_engine.lesson.fooled import (
    Balls,
    Certainties,
    HiddenLook,
    Staircase,
    ball_steps,
    certainty_steps,
    hidden_behind,
    hidden_steps,
)
from clever_engine.steps import Steps
from pages.shared import services as shared

TRAINED, OPEN = "cnn-7-quantised", "cnn-7"


@dataclass(frozen=True, slots=True, kw_only=True)
class Digit:
    """A shipped digit: whose hand, from 0, and which."""

    hand: int
    digit: int

    def image(self) -> NDArray[np.float32]:
        """Return it `(1, 28, 28)`."""
        return np.ascontiguousarray(shared.handwriting().images[self.hand, self.digit])


FIRST = Digit(hand=0, digit=5)
"""What the pages open with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hiding:
    """A way to hide slopes: the network trained behind steps, or steps put before the open one."""

    trained: bool = False
    levels: int = 4
    slope: float = 0.0


@st.cache_resource(max_entries=64, show_spinner=False)
def _hider(hiding: Hiding) -> Classifier:
    """Return the network that hides its slopes; read-only."""
    if hiding.trained:
        return shared.classifier(TRAINED)
    return hidden_behind(shared.classifier(OPEN), Staircase(hiding.levels, hiding.slope))


def hidden(digit: Digit, hiding: Hiding) -> Steps[HiddenLook]:
    """Measure and attack a digit before a network that hides its slopes."""
    return hidden_steps(shared.classifier(OPEN), _hider(hiding), digit.image())


def certain(digit: Digit, model: str) -> Steps[Certainties]:
    """Measure a digit with more and more confidence."""
    return certainty_steps(shared.classifier(model), digit.image())


def balls(digit: Digit, model: str) -> Steps[Balls]:
    """Measure a digit in balls of many sizes."""
    return ball_steps(shared.classifier(model), digit.image())
