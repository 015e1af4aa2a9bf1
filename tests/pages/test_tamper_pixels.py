from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pages.big_check.tamper.pad import tamper_pad
from pages.big_check.tamper.pixels import (
    SIDE,
    encoded,
    on_grid,
    tampered_pixels,
)

RAMP = (np.arange(SIDE * SIDE) % 256).astype(np.uint8)


def text_of(count: int) -> str:
    return base64.b64encode(bytes(count)).decode()


def test_all_256_greys_make_the_round_trip_exactly() -> None:
    sent = base64.b64encode(RAMP.tobytes()).decode()
    pixels = tampered_pixels(sent)
    assert pixels is not None
    assert pixels.shape == (SIDE, SIDE)
    assert pixels.dtype == np.float32
    expected = RAMP.reshape(SIDE, SIDE).astype(np.float32) / np.float32(255)
    assert np.array_equal(pixels, expected)
    assert (pixels.min(), pixels.max()) == (0, 1)
    assert encoded(pixels) == sent
    assert np.array_equal(on_grid(pixels), pixels)


def test_rows_come_first() -> None:
    pixels = np.zeros((SIDE, SIDE), np.float32)
    pixels[2, 5] = 1
    assert base64.b64decode(encoded(pixels)).index(255) == 2 * SIDE + 5


def test_the_result_is_a_new_array_that_may_be_altered() -> None:
    sent = text_of(784)
    first = tampered_pixels(sent)
    assert first is not None
    first[0, 0] = 1
    second = tampered_pixels(sent)
    assert second is not None
    assert second[0, 0] == 0


@pytest.mark.parametrize("count", [0, 1, 28, 782, 783, 785, 786, 787, 10_000_000])
def test_another_number_of_bytes_is_no_picture(count: int) -> None:
    assert tampered_pixels(text_of(count)) is None


@pytest.mark.parametrize("letter", ["!", " ", "\n", "-", "_", "é", "\x00", "=", "\ud800", "😀"])
def test_what_is_not_base64_is_no_picture(letter: str) -> None:
    good = text_of(784)
    assert tampered_pixels(letter + good[1:]) is None
    assert tampered_pixels(good[:500] + letter + good[501:]) is None
    assert tampered_pixels(letter * len(good)) is None


@pytest.mark.parametrize(
    "raw",
    [
        None,
        True,
        784,
        float("nan"),
        bytes(784),
        text_of(784).encode(),
        bytearray(text_of(784), "ascii"),
        [0] * 784,
        [float("nan")] * 784,
        {"pixels": text_of(784)},
        np.zeros((SIDE, SIDE), np.float32),
        "A" * 100_000_000,
        "A" * 1048,  # 786 bytes
        "A" * 1047 + "=",  # 785 bytes
    ],
    ids=lambda raw: f"{type(raw).__name__}",
)
def test_what_is_no_such_text_is_no_picture(raw: Any) -> None:
    assert tampered_pixels(raw) is None


def test_whatever_is_accepted_is_finite_and_in_range(rng: np.random.Generator) -> None:
    for _ in range(20):
        pixels = tampered_pixels(base64.b64encode(rng.bytes(784)).decode())
        assert pixels is not None
        assert np.isfinite(pixels).all()
        assert pixels.min() >= 0
        assert pixels.max() <= 1
        assert np.array_equal(np.rint(pixels * 255) / np.float32(255), pixels)


def test_the_grid_takes_the_nearest_grey_and_bounds_the_rest() -> None:
    pixels = np.zeros((SIDE, SIDE))
    pixels[0, :4] = [0.4 / 255, 0.6 / 255, -3, 7]
    assert on_grid(pixels)[0, :4].tolist() == [0, np.float32(1 / 255), 0, 1]
    assert pixels[0, 3] == 7, "the input is never altered"


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_picture_with_a_number_that_is_not_finite_is_refused(bad: float) -> None:
    pixels = np.zeros((SIDE, SIDE))
    pixels[3, 3] = bad
    with pytest.raises(ValueError, match="finite"):
        encoded(pixels)


@pytest.mark.parametrize("shape", [(1, SIDE, SIDE), (SIDE,), (SIDE, SIDE + 1), ()])
def test_a_picture_of_another_shape_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"\(28, 28\)"):
        on_grid(np.zeros(shape))


def pad_script() -> None:
    import numpy as np
    import streamlit as st

    from pages.big_check.tamper import tamper_pad

    st.session_state.got = tamper_pad(
        "Digit",
        key="pad",
        original=np.full((28, 28), st.session_state.get("original", 0.0), np.float32),
        revision=st.session_state.get("revision", 0),
        keep=st.session_state.setdefault("keep", {}),
        budget=st.session_state.get("budget", 3.5),
        spent=st.session_state.get("spent", 0.0),
    )


def after_a_run(app: AppTest, sent: object = None, **state: float) -> float:
    """The mean grey that the pad returns once the browser has sent something."""
    for name, value in state.items():
        app.session_state[name] = value
    if sent is not None:
        app.session_state["pad"] = {"tampering": sent}
    app.run(timeout=20)
    assert not app.exception
    assert app.session_state.got.dtype == np.float32
    return float(app.session_state.got.mean())


INKED = base64.b64encode(b"\xff" * 784).decode()


@pytest.mark.parametrize(
    "junk",
    [
        {"pixels": text_of(783), "revision": 0},
        {"pixels": None, "revision": 0},
        {"pixels": text_of(784), "revision": 1},
        {"pixels": text_of(784), "revision": 0, "version": "of another round"},
        {"pixels": text_of(784)},
        {},
        "pixels",
        [1, 2, 3],
    ],
)
def test_the_pad_keeps_the_last_good_picture_when_junk_is_sent(junk: object) -> None:
    app = AppTest.from_function(pad_script)
    assert after_a_run(app) == 0
    assert after_a_run(app, {"pixels": INKED, "revision": 0}) == 1
    assert after_a_run(app, junk) == 1


def test_a_new_revision_or_original_starts_over() -> None:
    app = AppTest.from_function(pad_script)
    good = {"pixels": INKED, "revision": 0}
    assert after_a_run(app, good) == 1
    version = app.session_state["keep"]["pad"]["version"]
    assert after_a_run(app, {**good, "version": version}, revision=1) == 0
    late = {"pixels": INKED, "revision": 1, "version": version}
    assert after_a_run(app, late) == 0, "a late answer to the round before"
    version = app.session_state["keep"]["pad"]["version"]
    current = {"pixels": INKED, "revision": 1, "version": version}
    assert after_a_run(app, current) == 1
    assert after_a_run(app, current, original=0.2) == pytest.approx(0.2)


@pytest.mark.parametrize(("budget", "spent"), [(0.0, 0.0), (np.nan, 0.0), (3.5, -1.0)])
def test_a_budget_that_makes_no_sense_is_refused(budget: float, spent: float) -> None:
    blank = np.zeros((SIDE, SIDE), np.float32)
    with pytest.raises(ValueError, match="must be a finite number"):
        tamper_pad("Digit", key="pad", original=blank, budget=budget, spent=spent)
