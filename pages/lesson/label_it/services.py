"""What "Label it!" asks the engine for: the twins and rounds, and a photo's twin in line."""

import hashlib
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from clever_engine import Classifier
from clever_engine.figures.pictures import change_png, data_uri, photo_png
from clever_engine.lesson.imagenet import (
    find_weights,
    load_imagenet,
    prepare_picture,
    weights_folders,
)
from clever_engine.lesson.imagenet_twin import PhotoTwin, photo_steps
from clever_engine.lesson.twins import Card, TwinSet, load_twins, make_round, read_record
from clever_engine.steps import Progress, Steps
from pages.shared import services as shared


@st.cache_resource
def twins() -> TwinSet:
    """Return the shipped twins; raises `DataError`."""
    return load_twins(handwriting=shared.handwriting())


@st.cache_resource
def usual_times() -> float:
    """Return how many times as much the hardened network takes, the median over all twins."""
    pairs = zip(twins().hardened, twins().twins, strict=True)
    return float(np.median([strong.change.l2 / twin.change.l2 for strong, twin in pairs]))


@st.cache_resource
def record() -> dict[str, object]:
    """Return how the shipped twins were made."""
    return read_record()


@st.cache_resource(max_entries=500, show_spinner=False)
def cards(seed: int) -> tuple[Card, ...]:
    """Return the cards of a round; shared by all, read-only."""
    return make_round(twins(), seed)


@st.cache_resource
def titles() -> dict[str, str]:
    """Return the networks' titles by name."""
    return {entry.name: entry.title for entry in shared.catalogue()}


def digit(image: NDArray[np.float32]) -> str:
    """Return the picture of a digit as an address of its own."""
    return shared.picture(np.ascontiguousarray(image, dtype=np.float32).tobytes(), 14)


def change(before: NDArray[np.float32], after: NDArray[np.float32], factor: int) -> str:
    """Return the picture of the change between two digits or photos, magnified."""
    return _change((after - before).astype(np.float32).tobytes(), before.shape, factor)


@st.cache_data(max_entries=500, show_spinner=False)
def _change(values: bytes, shape: tuple[int, ...], factor: int) -> str:
    array = np.frombuffer(values, dtype=np.float32).reshape(shape).transpose(1, 2, 0)
    return data_uri(change_png(array, factor, pixel=14 if shape[0] == 1 else 2))


@st.cache_data(max_entries=60, show_spinner=False)
def photo(values: NDArray[np.float32]) -> str:
    """Return a photo `(3, h, w)` in [0, 1] as an address of its own."""
    return data_uri(photo_png(values))


def weights() -> Path | None:
    """Return where ResNet-50's weights are; None where they are not."""
    return find_weights(weights_folders())


@st.cache_data(max_entries=40, show_spinner=False)
def prepared(raw: bytes) -> NDArray[np.float32]:
    """Return the middle of an uploaded picture; raises `PictureError`."""
    return prepare_picture(raw)


@st.cache_resource(max_entries=1, show_spinner=False)
def resnet(path: str, changed: int) -> Classifier:
    """Return ResNet-50 with the weights in a file as it was at a time."""
    return load_imagenet(Path(path))


def photo_key(image: NDArray[np.float32], target: str) -> str:
    """Return a name that is the same for the same photo and target."""
    return hashlib.sha256(image.tobytes() + target.encode()).hexdigest()


def photo_twin_steps(path: Path, image: NDArray[np.float32], target: str) -> Steps[PhotoTwin]:
    """Load the network and make a photo's twin."""
    yield Progress(done=0, total=1, stage="loading")
    network = resnet(str(path), path.stat().st_mtime_ns)
    return (yield from photo_steps(network, image, target=target))
