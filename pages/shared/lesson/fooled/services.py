"""What "When CLEVER is fooled" asks the engine for: networks, and what was measured with them."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

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
from pages.shared.jobs import Job
from pages.shared.services import Results

TRAINED, OPEN = "cnn-7-quantised", "cnn-7"


@dataclass(frozen=True, slots=True, kw_only=True)
class Digit:
    """A shipped digit: whose hand, from 0, and which."""

    hand: int
    digit: int

    def image(self) -> NDArray[np.float32]:
        """Return it `(1, 28, 28)`."""
        return np.ascontiguousarray(shared.atlas().images[self.hand, self.digit])


@dataclass(frozen=True, slots=True, kw_only=True)
class Hiding:
    """A way to hide slopes: the network trained behind steps, or steps put before the open one."""

    trained: bool = False
    levels: int = 4
    slope: float = 0.0


class Measurements:
    """What was measured, by name, and what is on its way; shared by all visitors.

    Thirty people who follow one link wait for one measurement.
    """

    def __init__(self) -> None:
        self._results: Results[Any] = Results()
        self._jobs: dict[str, Job] = {}
        self._claimed: set[str] = set()
        self._lock = threading.Lock()

    def get(self, key: str) -> Any:
        """Return what was measured under this name; None where nothing was."""
        return self._results.get(key)

    def job(self, key: str, steps: Callable[[], Steps[Any]]) -> Job:
        """Return the measurement of this name, put in line where it is not yet.

        One that has ended is given out once more, for its error; then it starts anew.
        """
        with self._lock:
            job = self._jobs.get(key)
            if job is None or job.cancelled:
                job = self._jobs[key] = shared.pool().submit(self._keep(key, steps))
            elif job.finished:
                del self._jobs[key]
        job.look()
        return job

    def ahead(self, todo: dict[str, Callable[[], Steps[Any]]]) -> Job:
        """Put measurements in line, one after the other, that somebody may ask for next."""
        return shared.pool().submit(self._all(todo))

    def _all(self, todo: dict[str, Callable[[], Steps[Any]]]) -> Steps[Any]:
        for key, steps in todo.items():
            with self._lock:
                if key in self._jobs or key in self._claimed:
                    continue
                self._claimed.add(key)
            try:
                yield from self._keep(key, steps)
            finally:
                self._claimed.discard(key)

    def _keep(self, key: str, steps: Callable[[], Steps[Any]]) -> Steps[Any]:
        if self.get(key) is None:
            self._results.put(key, (yield from steps()))


@st.cache_resource
def measurements() -> Measurements:
    """Return the measurements of these pages."""
    return Measurements()


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
