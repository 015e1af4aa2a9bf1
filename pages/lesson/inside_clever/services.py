"""What the steps ask the engine for: cached where it is quick, put in line where it is not."""

from collections.abc import Callable, Hashable
from typing import TypeVar

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from clever_engine import CleverSettings, TargetScore
from clever_engine.figures.pictures import data_uri, digit_png, slope_png
from clever_engine.lesson.inside import (
    RADII,
    Lead,
    LinesLook,
    PointLook,
    SlopeSample,
    Surroundings,
    lines_steps,
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
from pages.lesson.inside_clever import words
from pages.lesson.inside_clever.choice import (
    ROUND,
    Asked,
    Ball,
)
from pages.shared import progress, services

T = TypeVar("T")
_SOON = 0.25
"""Seconds to wait for work that is nearly done, instead of drawing its progress."""


def image(asked: Asked) -> NDArray[np.float32]:
    """Return the digit `(1, 28, 28)`."""
    return np.ascontiguousarray(services.handwriting().images[asked.hand - 1, asked.digit])


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


def slopes(asked: Asked, ball: Ball) -> SlopeSample | None:
    """Return the sampling of a ball's slopes; None while it is on its way, with its progress."""
    return _sampled(
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


def repeats(asked: Asked, ball: Ball, rounds: int) -> tuple[SlopeSample, ...] | None:
    """Return a dozen samplings with other seeds; None while it is on its way, with its progress."""
    return _sampled(
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


def sweep(asked: Asked, ball: Ball, points: int) -> tuple[SlopeSample, ...] | None:
    """Return samplings in balls of all radii; None while it is on its way, with its progress."""
    return _sampled(
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


def lines(asked: Asked, norm: str, seed: int) -> LinesLook | None:
    """Return the app's own score and its lines; None while on the way, with the progress."""
    return _sampled(
        ("lines", _settled(asked), norm, seed),
        lambda: lines_steps(
            services.classifier(asked.model),
            image(asked),
            target=lead(asked).target,
            norm=norm,
            seed=seed,
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
    return data_uri(digit_png(values, pixel=1))


@st.cache_data(max_entries=600, show_spinner=False)
def slope_picture(asked: Asked, ball: Ball, number: int) -> str:
    """Return the slope at a point as a small PNG in an address of its own."""
    return data_uri(slope_png(point(asked, ball, number).gradient.reshape(28, 28)))


def _sampled(key: tuple[Hashable, ...], make: Callable[[], Steps[T]]) -> T | None:
    return progress.result(f"inside {key[0]}", key, make, words.progress, soon=_SOON)


def _settled(asked: Asked) -> Asked:
    """Return the same question with the class as a number: the runner-up has one too."""
    return Asked(
        hand=asked.hand, digit=asked.digit, model=asked.model, target=str(lead(asked).target)
    )
