"""What pages ask the engine for: cached, or put in line; the only file with `st.cache_*`."""

import base64
import gc
import hashlib
import json
import os
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from clever_engine import Classifier, CleverSettings, DigitRanking, load_classifier
from clever_engine.digits import FoundDigits, decode_picture, read_digits
from clever_engine.digits.hand_atlas import Atlas, load_atlas
from clever_engine.figures import boxes_png, digit_png
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
from clever_engine.margins import gradient_towards
from clever_engine.ranking import ranking_steps
from clever_engine.records import Record, from_json
from clever_engine.steps import Steps
from clever_engine.threads import use_one_thread
from clever_engine.zoo.catalogue import Entry, read_catalogue
from pages.shared.jobs import ComputePool, Job

EXAMPLE = Path(__file__).resolve().parents[2] / "assets" / "examples" / "measure.json"
_MAX_RESULTS = 300
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Everything that decides a measurement."""

    model: str
    norm: str
    target: str | int
    radius: float | str
    settings: CleverSettings
    seed: int
    found: FoundDigits
    true_labels: tuple[int, ...] | None = None
    only_ink: bool = False

    def key(self) -> str:
        """Return a name that is the same for the same measurement."""
        parts = (
            self.model,
            self.norm,
            self.target,
            self.radius,
            self.settings,
            self.seed,
            self.true_labels,
            self.only_ink,
        )
        digest = hashlib.sha256(repr(parts).encode())
        digest.update(self.found.images.tobytes())
        digest.update(repr((self.found.boxes, self.found.findings)).encode())
        return digest.hexdigest()


class Results(Generic[T]):
    """Finished measurements, the most recent of them, shared by all visitors."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> T | None:
        """Return the finished measurement of this name."""
        with self._lock:
            return self._kept.get(key)

    def put(self, key: str, record: T) -> None:
        """Keep a finished measurement; the oldest beyond the limit goes."""
        with self._lock:
            self._kept[key] = record
            while len(self._kept) > _MAX_RESULTS:
                self._kept.popitem(last=False)


@st.cache_resource
def pool() -> ComputePool:
    """Return the threads that measure; one core stays free for the pages."""
    use_one_thread()
    return ComputePool(max(1, (os.cpu_count() or 2) - 1))


@st.cache_resource
def results() -> Results[Record]:
    """Return the store of finished measurements."""
    return Results()


@st.cache_resource
def analyses() -> Results[Analysis]:
    """Return the store of analysed checks."""
    return Results()


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
    pool()
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
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


@st.cache_data(max_entries=500, show_spinner=False)
def gradient(model: str, pixels: bytes, label: int, target: int) -> NDArray[np.float64]:
    """Return the margin's gradient `(28, 28)` at a digit given as 784 float32 values."""
    image = np.frombuffer(pixels, dtype=np.float32).reshape(1, 28, 28)
    return gradient_towards(classifier(model), image, label=label, target=target)[0]


def start(request: Request) -> Job:
    """Put a measurement in line; a finished one of the same request comes back at once."""
    return pool().submit(_steps(request))


def _steps(request: Request) -> Steps[Record]:
    key = request.key()
    known = results().get(key)
    if known is not None:
        return known
    ranking: DigitRanking = yield from ranking_steps(
        classifier(request.model),
        request.found.images,
        norm=request.norm,
        target=request.target,
        radius=request.radius,
        settings=request.settings,
        seed=request.seed,
        true_labels=request.true_labels,
        masks=request.found.ink() if request.only_ink else None,
    )
    record = Record(model=request.model, found=request.found, ranking=ranking)
    results().put(key, record)
    return record


def read(bank: str, images: Pixels) -> Reading:
    """Return how a bank of The Big Check reads digits."""
    return read_check(classifier(bank_named(bank).model), images)


def analyse(bank: str, check: BankCheck, level: Level) -> Job:
    """Put the analysis of a check in line; one that was analysed before comes back at once."""
    return pool().submit(_analysis(bank_named(bank).model, check, level))


def _analysis(model: str, check: BankCheck, level: Level) -> Steps[Analysis]:
    digest = hashlib.sha256(repr((model, check.amount, level)).encode())
    digest.update(check.images.tobytes())
    key = digest.hexdigest()
    known = analyses().get(key)
    if known is not None:
        return known
    found = yield from analysis_steps(classifier(model), check, level)
    analyses().put(key, found)
    return found


def as_json(record: dict[str, Any]) -> str:
    """Return an object as JSON text that is the same for the same object."""
    return json.dumps(record, indent=1, allow_nan=False)
