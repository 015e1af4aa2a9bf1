"""What pages ask the engine for: cached, or put in line; features have their own."""

import gc
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from clever_engine import Classifier, load_classifier
from clever_engine.digits import FoundDigits, digits_from_strokes
from clever_engine.digits.strokes import Stroke
from clever_engine.figures import digit_png
from clever_engine.figures.pictures import data_uri
from clever_engine.handwriting.sets import HandwritingSet, load_handwriting
from clever_engine.threads import use_one_thread
from clever_engine.zoo.catalogue import Entry, read_catalogue
from pages.shared.database import DatabaseError, told
from pages.shared.tasks import Tasks

PAGE_WAITS = 1.5
"""Seconds at most that a page stands still for a database."""

T = TypeVar("T")


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
def handwriting() -> HandwritingSet:
    """Return the digits that ship with the project."""
    return load_handwriting()


@st.cache_resource
def warm_up(_load: Callable[[], None]) -> bool:
    """Load what the first visitor needs, then take it out of every later garbage collection."""
    _load()
    tasks()
    handwriting()
    probabilities("cnn-7", np.zeros((1, 1, 28, 28), dtype=np.float32))
    gc.collect()
    gc.freeze()
    return True


def probabilities(model: str, images: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return how sure the network is of each class, `(n, classes)`."""
    return np.asarray(classifier(model).probabilities(images).numpy(), dtype=np.float64)


@st.cache_data(max_entries=500, show_spinner=False)
def digits_drawn(strokes: Sequence[Stroke], ratio: float) -> FoundDigits:
    """Return the digits drawn on a pad whose height is `ratio` times its width."""
    return digits_from_strokes(strokes, ratio)


@st.cache_data(max_entries=2000, show_spinner=False)
def picture(pixels: bytes, pixel: int) -> str:
    """Return a digit given as 784 float32 values as a PNG in an address of its own.

    A file on the server could be gone when a slow browser asks for it, because the page has run
    again meanwhile.
    """
    png = digit_png(np.frombuffer(pixels, dtype=np.float32).reshape(28, 28), pixel=pixel)
    return data_uri(png)


@st.cache_resource(show_spinner=False)
def database_threads(kind: str, count: int = 4) -> ThreadPoolExecutor:
    """Return the threads of one kind: who reads does not wait for those who write."""
    return ThreadPoolExecutor(count, thread_name_prefix=f"database-{kind}")


def soon(threads: ThreadPoolExecutor, work: Callable[[], T], waits: float = PAGE_WAITS) -> T:
    """Return what a database is asked, or say that it does not answer.

    Args:
        threads: that do it.
        work: asks; where it takes too long it may still be done later.
        waits: seconds for which the page stands still at most.

    Raises:
        DatabaseError: it cannot be done, or not soon.
    """
    future: Future[T] = threads.submit(told, work)
    try:
        return future.result(timeout=waits)
    except TimeoutError:
        future.cancel()
        raise DatabaseError("its database does not answer") from None
