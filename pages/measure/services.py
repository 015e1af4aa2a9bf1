"""What the page that measures asks the engine for."""

import json
from functools import partial
from typing import Any

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from numpy.typing import NDArray

from clever_engine import DigitRanking
from clever_engine.digits import FoundDigits, decode_picture, find_digits
from clever_engine.digits.by_hand import digits_in_boxes
from clever_engine.errors import PictureError
from clever_engine.figures import picture_jpeg, plot_gradient, plot_maxima, plot_targets
from clever_engine.io.records import Record, from_json
from clever_engine.margins import gradient_towards
from clever_engine.score.cost import Cost, measured_cost
from clever_engine.score.measurement import Measurement
from clever_engine.score.ranking import ranking_steps
from clever_engine.shipped import ASSETS
from pages.measure.marks import Marks
from pages.shared import services as shared
from pages.shared.tasks import Ticket

EXAMPLE = ASSETS / "examples" / "measure.json"


@st.cache_resource
def example() -> Record:
    """Return the finished measurement shown before a visitor makes one."""
    return from_json(json.loads(EXAMPLE.read_text(encoding="utf-8")))


@st.cache_data(max_entries=200, show_spinner=False)
def digits_in(raw: bytes, marks: Marks) -> FoundDigits:
    """Return the digits of a picture file, turned and corrected; raises the engine's own errors."""
    picture = _turned(raw, marks.turn)
    return find_digits(picture) if marks.boxes is None else digits_in_boxes(picture, marks.boxes)


def is_picture(raw: bytes) -> bool:
    """Return whether a file can be read as a picture at all."""
    try:
        decode_picture(raw)
    except PictureError:
        return False
    return True


@st.cache_data(max_entries=50, show_spinner=False)
def turned_picture(raw: bytes, turn: int) -> tuple[bytes, tuple[int, int]]:
    """Return a picture file turned, as a JPEG to be shown, and its own width and height."""
    picture = _turned(raw, turn)
    return picture_jpeg(picture), (picture.shape[1], picture.shape[0])


def _turned(raw: bytes, turn: int) -> NDArray[np.float32]:
    return np.ascontiguousarray(np.rot90(decode_picture(raw), -turn))


_of_record: dict[str | type[Any], Any] = {Record: lambda record: record.measurement.key()}
_figure = st.cache_resource(max_entries=600, show_spinner=False, hash_funcs=_of_record)


@_figure
def maxima_figure(record: Record, number: int) -> go.Figure:
    """Return the histogram of a digit's sampled slopes; read-only, as the figures below."""
    score = record.ranking.scores[number]
    return plot_maxima(score.nearest, score.norm)


@_figure
def targets_figure(record: Record, number: int) -> go.Figure:
    """Return the scores of a digit towards every class."""
    return plot_targets(record.ranking.scores[number])


@_figure
def gradient_figure(record: Record, number: int) -> go.Figure:
    """Return the map of where ink pushes a digit towards the class it would turn into."""
    score, image = record.ranking.scores[number], record.found.images[number]
    network = shared.classifier(record.model)
    return plot_gradient(
        image[0], gradient_towards(network, image, label=score.label, target=score.target)[0]
    )


def measure(measurement: Measurement) -> Ticket[DigitRanking]:
    """Put a measurement in line; its result is the `DigitRanking`."""
    network = shared.classifier(measurement.model)
    return shared.tasks().of(measurement.key(), partial(ranking_steps, network, measurement))


@st.cache_resource(max_entries=32, show_spinner=False)
def cost(model: str) -> Cost:
    """Return what the published way costs with a network on this machine, by a short trial."""
    return measured_cost(shared.classifier(model))


def as_json(record: dict[str, Any]) -> str:
    """Return an object as JSON text that is the same for the same object."""
    return json.dumps(record, indent=1, allow_nan=False)
