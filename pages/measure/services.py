"""What the page that measures asks the engine for."""

import json
from functools import partial
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from clever_engine import DigitRanking
from clever_engine.digits import FoundDigits, decode_picture, read_digits
from clever_engine.figures import boxes_png, plot_gradient, plot_maxima, plot_targets
from clever_engine.io.records import Record, from_json
from clever_engine.margins import gradient_towards
from clever_engine.score.measurement import Measurement
from clever_engine.score.ranking import ranking_steps
from clever_engine.shipped import ASSETS
from pages.shared import services as shared
from pages.shared.tasks import Ticket

EXAMPLE = ASSETS / "examples" / "measure.json"


@st.cache_resource
def example() -> Record:
    """Return the finished measurement shown before a visitor makes one."""
    return from_json(json.loads(EXAMPLE.read_text(encoding="utf-8")))


@st.cache_data(max_entries=200, show_spinner=False)
def digits_in(raw: bytes) -> FoundDigits:
    """Return the digits of a picture file; raises the engine's own errors."""
    return read_digits(raw)


@st.cache_data(max_entries=100, show_spinner=False)
def boxes_picture(raw: bytes) -> bytes:
    """Return a picture file with a frame around each digit found in it, as PNG."""
    return boxes_png(decode_picture(raw), digits_in(raw).boxes)


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
    network = shared.classifier(record.model)
    return plot_gradient(
        image[0], gradient_towards(network, image, label=score.label, target=score.target)[0]
    )


def measure(measurement: Measurement) -> Ticket[DigitRanking]:
    """Put a measurement in line; its result is the `DigitRanking`."""
    network = shared.classifier(measurement.model)
    return shared.tasks().of(measurement.key(), partial(ranking_steps, network, measurement))


def as_json(record: dict[str, Any]) -> str:
    """Return an object as JSON text that is the same for the same object."""
    return json.dumps(record, indent=1, allow_nan=False)
