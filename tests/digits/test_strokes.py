import time

import numpy as np
import pytest

from clever_engine.digits import DigitFinding, digits_from_strokes, rasterize_strokes
from clever_engine.errors import InputError

ONE = {"w": 50, "xy": [300, 200, 300, 800]}
SEVEN = {"w": 50, "xy": [500, 200, 750, 200, 600, 800]}


def test_a_stroke_is_black_where_it_was_drawn() -> None:
    picture = rasterize_strokes([{"w": 100, "xy": [200, 500, 800, 500]}], 100, 100)
    assert picture.shape == (100, 100)
    np.testing.assert_array_equal(picture[48:52, 25:75], 0)
    assert picture[:40].min() == 1
    assert (picture == 0).sum() == pytest.approx(600 + 78, abs=90)


def test_an_eraser_rubs_out() -> None:
    rubbed = {"w": 400, "xy": [300, 100, 300, 900], "erase": True}
    assert rasterize_strokes([ONE, rubbed], 80, 80).min() == 1


def test_digits_come_from_left_to_right() -> None:
    found = digits_from_strokes([SEVEN, ONE])
    assert len(found) == 2
    assert found.images.shape == (2, 1, 28, 28)
    assert found.boxes[0].right <= found.boxes[1].left
    assert found.rows == (0, 0)


@pytest.mark.parametrize("strokes", [[], [{"w": 90, "xy": [500, 500], "erase": True}]])
def test_an_empty_pad_has_no_digits(strokes: list[dict[str, object]]) -> None:
    found = digits_from_strokes(strokes)
    assert len(found) == 0
    assert found.images.shape == (0, 1, 28, 28)
    assert found.findings == ()


@pytest.mark.parametrize(
    "stroke",
    [
        {},
        {"w": 10},
        {"w": "x", "xy": [1, 2]},
        {"w": 10, "xy": [1]},
        {"w": 10, "xy": [1, 2, 3]},
        {"w": 10, "xy": [1, float("nan")]},
        {"w": 0, "xy": [1, 2]},
        {"w": 5000, "xy": [1, 2]},
        {"w": 10, "xy": [[1, 2], [3, 4]]},
        None,
    ],
)
def test_a_malformed_stroke_is_refused(stroke: object) -> None:
    with pytest.raises(InputError, match="^Expected"):
        digits_from_strokes([stroke])  # type: ignore[list-item]


def test_a_drawing_is_read_while_the_pen_lifts() -> None:
    digits_from_strokes([ONE])  # loads the detector
    seconds = []
    for _ in range(5):
        start = time.perf_counter()
        digits_from_strokes([SEVEN])
        seconds.append(time.perf_counter() - start)
    assert min(seconds) < 0.1  # 0.02 on an idle machine


@pytest.mark.parametrize("width", [25, 30, 45, 70])
def test_a_straight_one_is_not_doubted(width):
    drawn = digits_from_strokes([{"w": width, "xy": [500, 100, 500, 540]}], ratio=0.62)
    assert len(drawn) == 1
    assert DigitFinding.UNLIKE_A_DIGIT not in drawn.findings[0]
