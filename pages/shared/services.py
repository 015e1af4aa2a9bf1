"""What pages ask the engine for: cached, or put in line; the only file with `st.cache_*`."""

import gc
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from numpy.typing import NDArray

from clever_engine import Classifier, DigitRanking, load_classifier
from clever_engine.digits import FoundDigits, decode_picture, digits_from_strokes, read_digits
from clever_engine.digits.hand_atlas import Atlas, load_atlas
from clever_engine.digits.strokes import Stroke
from clever_engine.figures import boxes_png, digit_png, plot_gradient, plot_maxima, plot_targets
from clever_engine.figures.pictures import data_uri
from clever_engine.game import (
    Analysis,
    BankCheck,
    Level,
    Reading,
    analysis_steps,
    bank_named,
    read_check,
)
from clever_engine.game.pixels import Pixels
from clever_engine.io.records import Record, from_json
from clever_engine.margins import gradient_towards
from clever_engine.score.measurement import Measurement
from clever_engine.score.ranking import ranking_steps
from clever_engine.threads import use_one_thread
from clever_engine.zoo.catalogue import Entry, read_catalogue
from pages.shared.tasks import Tasks, Ticket

EXAMPLE = Path(__file__).resolve().parents[2] / "assets" / "examples" / "measure.json"


@st.cache_resource
def tasks() -> Tasks:
    """Return the threads that measure, and what is finished; one core stays free for the pages."""
    use_one_thread()
    return Tasks(max(1, (os.cpu_count() or 2) - 1))


@st.cache_resource
def catalogue() -> tuple[Entry, ...]:
    """Return the networks that have weights."""
    return tuple(entry for entry in read_catalogue() if entry.sha256)


@st.cache_resource(max_entries=32)
def classifier(name: str) -> Classifier:
    """Return a network of the catalogue; shared by all, read-only."""
    return load_classifier(name)


@st.cache_resource
def atlas() -> Atlas:
    """Return the digits that ship with the project."""
    return load_atlas()


@st.cache_resource
def example() -> Record:
    """Return the finished measurement shown before a visitor makes one."""
    return from_json(json.loads(EXAMPLE.read_text(encoding="utf-8")))


@st.cache_resource
def warm_up() -> bool:
    """Load what the first visitor needs, then take it out of every later garbage collection."""
    tasks()
    example()
    atlas()
    probabilities("cnn-7", np.zeros((1, 1, 28, 28), dtype=np.float32))
    gc.collect()
    gc.freeze()
    return True


def probabilities(model: str, images: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return how sure the network is of each class, `(n, classes)`."""
    return np.asarray(classifier(model).probabilities(images).numpy(), dtype=np.float64)


@st.cache_data(max_entries=200, show_spinner=False)
def digits_in(raw: bytes) -> FoundDigits:
    """Return the digits of a picture file; raises the engine's own errors."""
    return read_digits(raw)


@st.cache_data(max_entries=500, show_spinner=False)
def digits_drawn(strokes: Sequence[Stroke], ratio: float) -> FoundDigits:
    """Return the digits drawn on a pad whose height is `ratio` times its width."""
    return digits_from_strokes(strokes, ratio)


@st.cache_data(max_entries=100, show_spinner=False)
def boxes_picture(raw: bytes) -> bytes:
    """Return a picture file with a frame around each digit found in it, as PNG."""
    return boxes_png(decode_picture(raw), digits_in(raw).boxes)


@st.cache_data(max_entries=2000, show_spinner=False)
def picture(pixels: bytes, pixel: int) -> str:
    """Return a digit given as 784 float32 values as a PNG in an address of its own.

    A file on the server could be gone when a slow browser asks for it, because the page has run
    again meanwhile.
    """
    png = digit_png(np.frombuffer(pixels, dtype=np.float32).reshape(28, 28), pixel=pixel)
    return data_uri(png)


_of_record: dict[str | type[Any], Any] = {Record: lambda record: record.measurement.key()}
_figure = st.cache_resource(max_entries=600, show_spinner=False, hash_funcs=_of_record)


@_figure
def maxima_figure(record: Record, number: int) -> go.Figure:
    """Return the histogram of a digit's sampled slopes; read-only, as the figures below."""
    score = record.ranking.scores[number]
    entry = next(entry for entry in score.per_target if entry.target == score.target)
    return plot_maxima(entry, score.norm)


@_figure
def targets_figure(record: Record, number: int) -> go.Figure:
    """Return the scores of a digit towards every class."""
    return plot_targets(record.ranking.scores[number])


@_figure
def gradient_figure(record: Record, number: int) -> go.Figure:
    """Return the map of where ink pushes a digit towards the class it would turn into."""
    score, image = record.ranking.scores[number], record.found.images[number]
    network = classifier(record.model)
    return plot_gradient(
        image[0], gradient_towards(network, image, label=score.label, target=score.target)[0]
    )


def measure(measurement: Measurement) -> Ticket[DigitRanking]:
    """Put a measurement in line; its result is the `DigitRanking`."""
    return tasks().of(
        measurement.key(), lambda: ranking_steps(classifier(measurement.model), measurement)
    )


def read(bank: str, images: Pixels) -> Reading:
    """Return how a bank of The Big Check reads digits."""
    return read_check(classifier(bank_named(bank).model), images)


def analyse(bank: str, check: BankCheck, level: Level) -> Ticket[Analysis]:
    """Put the analysis of a check in line."""
    model = bank_named(bank).model
    ranked = Measurement(images=check.images, model=model, true_labels=check.digits)
    key = ("check", ranked.key(), check.amount, level)
    return tasks().of(key, lambda: analysis_steps(classifier(model), check, level))


def as_json(record: dict[str, Any]) -> str:
    """Return an object as JSON text that is the same for the same object."""
    return json.dumps(record, indent=1, allow_nan=False)
