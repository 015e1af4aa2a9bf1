"""What the steps ask the engine for: cached where it is quick, put in line where it is not."""

import base64
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from clever_engine import CleverSettings, TargetScore
from clever_engine.figures.pictures import digit_png, slope_png
from clever_engine.lesson.inside import (
    RADII,
    Lead,
    PointLook,
    SlopeSample,
    Surroundings,
    look_around,
    look_at_point,
    read_lead,
    repeat_steps,
    score_of,
    slope_steps,
    sweep_steps,
)
from clever_engine.norms import Norm
from clever_engine.steps import Steps
from pages.shared import services
from pages.shared.jobs import Job
from pages.shared.lesson.inside.choice import ROUND, Asked, Ball

_MAX_SAMPLINGS = 300
_SOON = 0.25
"""Seconds to wait for work that is nearly done, instead of drawing its progress."""


class Samplings:
    """Samplings, running and finished, shared by all visitors: one link, one piece of work."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[object, Job] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, key: object, steps: Callable[[], Steps[Any]]) -> Job:
        """Return the work of this name; it starts when asked for first, or after a failure."""
        with self._lock:
            job = self._jobs.get(key)
            if job is None or (job.finished and job.result is None):
                job = self._jobs[key] = services.pool().submit(steps())
            self._jobs.move_to_end(key)
            while len(self._jobs) > _MAX_SAMPLINGS:
                self._jobs.popitem(last=False)
        job.look()
        end = time.monotonic() + _SOON
        while not job.finished and services.pool().active <= 1 and time.monotonic() < end:
            time.sleep(0.01)
        return job


@st.cache_resource
def samplings() -> Samplings:
    """Return the samplings."""
    return Samplings()


def image(asked: Asked) -> NDArray[np.float32]:
    """Return the digit `(1, 28, 28)`."""
    return np.ascontiguousarray(services.atlas().images[asked.hand - 1, asked.digit])


@st.cache_resource(max_entries=1000, show_spinner=False)
def lead(asked: Asked) -> Lead:
    """Return how the network reads the digit; read-only."""
    target = int(asked.target) if asked.target.isdigit() else asked.target
    return read_lead(services.classifier(asked.model), image(asked), target)


@st.cache_resource(max_entries=300, show_spinner=False)
def surroundings(asked: Asked, ball: Ball) -> Surroundings:
    """Return random points around the digit and how they are read; read-only."""
    return look_around(
        services.classifier(asked.model),
        image(asked),
        norm=ball.norm,
        radius=ball.radius,
        seed=ball.seed,
    )


@st.cache_resource(max_entries=600, show_spinner=False)
def point(asked: Asked, ball: Ball, number: int) -> PointLook:
    """Return one random point and its slope; read-only."""
    return look_at_point(
        services.classifier(asked.model),
        image(asked),
        target=lead(asked).target,
        norm=ball.norm,
        radius=ball.radius,
        number=number,
        seed=ball.seed,
    )


def slopes(asked: Asked, ball: Ball) -> Job:
    """Return the sampling of a ball's slopes; its result is a `SlopeSample`."""
    return samplings().of(
        ("slopes", _settled(asked), ball),
        lambda: slope_steps(
            services.classifier(asked.model),
            image(asked),
            target=lead(asked).target,
            norm=ball.norm,
            radius=ball.radius,
            seed=ball.seed,
        ),
    )


def other_seeds(seed: int, rounds: int) -> tuple[int, ...]:
    """Return the seeds of a round of repeats, the first round being 1."""
    first = seed + 1 + ROUND * (rounds - 1)
    return tuple(range(first, first + ROUND))


def repeats(asked: Asked, ball: Ball, rounds: int) -> Job:
    """Return a dozen samplings with other seeds; its result is a tuple of `SlopeSample`."""
    return samplings().of(
        ("repeats", _settled(asked), ball, rounds),
        lambda: repeat_steps(
            services.classifier(asked.model),
            image(asked),
            target=lead(asked).target,
            norm=ball.norm,
            radius=ball.radius,
            seeds=other_seeds(ball.seed, rounds),
        ),
    )


def sweep(asked: Asked, ball: Ball, points: int) -> Job:
    """Return samplings in balls of all radii; its result is a `Sweep`."""
    return samplings().of(
        ("sweep", _settled(asked), ball.norm, ball.seed, points),
        lambda: sweep_steps(
            services.classifier(asked.model),
            image(asked),
            target=lead(asked).target,
            norm=ball.norm,
            radii=RADII[Norm(ball.norm)],
            seed=ball.seed,
            points=points,
        ),
    )


@st.cache_resource(max_entries=6000, show_spinner=False)
def score(asked: Asked, ball: Ball, settings: CleverSettings, _sample: SlopeSample) -> TargetScore:
    """Return the score from the slopes of this digit's ball; read-only."""
    return score_of(_sample, settings)


@st.cache_data(max_entries=2000, show_spinner=False)
def noisy_picture(pixels: bytes) -> str:
    """Return 784 float32 values as a small PNG in an address of its own."""
    values = np.frombuffer(pixels, dtype=np.float32).reshape(28, 28)
    return _address(digit_png(values, pixel=1))


@st.cache_data(max_entries=600, show_spinner=False)
def slope_picture(asked: Asked, ball: Ball, number: int) -> str:
    """Return the slope at a point as a small PNG in an address of its own."""
    return _address(slope_png(point(asked, ball, number).gradient.reshape(28, 28)))


def _settled(asked: Asked) -> Asked:
    """Return the same question with the class as a number: the runner-up has one too."""
    return Asked(
        hand=asked.hand, digit=asked.digit, model=asked.model, target=str(lead(asked).target)
    )


def _address(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"
