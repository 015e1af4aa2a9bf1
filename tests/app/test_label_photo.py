"""A photo in "Label it!", with a ResNet-50 drawn at random at a small size; the rest is real."""

import functools
import io
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from clever_engine.lesson import imagenet
from pages.lesson.label_it import services, words
from tests.app.test_label_it import opened
from tests.app.test_label_it import words as told
from tests.lesson.imagenet_weights import random_weights

ROOT = Path(__file__).resolve().parents[2]
SIDE = 32
PATIENCE = 250.0  # some ten seconds on an idle machine


@pytest.fixture
def small(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    random_weights(tmp_path)
    for name in ("load_imagenet", "prepare_picture"):
        part = functools.partial(getattr(imagenet, name), side=SIDE)
        monkeypatch.setattr(services, name, part)
    monkeypatch.setattr(services, "weights_folders", lambda: (tmp_path,))


def photo() -> bytes:
    out = io.BytesIO()
    values = np.random.default_rng(1).integers(0, 256, (60, 80, 3), dtype=np.uint8)
    Image.fromarray(values).save(out, format="PNG")
    return out.getvalue()


def until(at: AppTest, done) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done() and time.monotonic() < deadline:
        time.sleep(0.5)
        at.run()
        assert not at.exception
    assert done()


@pytest.mark.timeout(400)
def test_a_photo_is_asked_about_then_its_twin_is_shown(small):
    at = opened(**{"with": "photo"})
    assert words.PRIVATE in told(at)
    at.file_uploader(key="label photo file").upload("thing.png", photo(), "image/png").run()
    assert not at.exception
    until(at, lambda: bool(at.pills))
    names = list(at.pills[0].options)
    assert names[-1] == words.ELSE
    assert len(names) == 6
    assert "AI model says" not in told(at)
    at.pills[0].set_value(words.ELSE).run()
    assert "AI model says" in told(at)
    until(at, lambda: "CLEVER, which has seen no attack" in told(at))
    assert "Surprisingly, AI model says" in told(at)
    assert "the change, magnified" in told(at).lower()


def test_what_is_no_picture_is_said(small):
    at = opened(**{"with": "photo"})
    at.file_uploader(key="label photo file").upload("thing.png", b"no picture", "image/png").run()
    assert not at.exception
    assert "Expected a picture" in at.warning[0].value
