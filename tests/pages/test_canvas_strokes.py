from __future__ import annotations

import math
from typing import Any

import pytest

from pages.shared.canvas.strokes import LIMITS, Limits, clean_strokes

LINE = {"w": 80, "xy": [1, 2, 3, 4]}


def test_a_good_drawing_comes_through_unchanged() -> None:
    drawing = [LINE, {"w": 120, "xy": [5, 6], "erase": True}]
    assert clean_strokes(drawing) == drawing


def test_the_result_shares_nothing_with_the_input() -> None:
    raw = {"w": 80, "xy": [1, 2, 3, 4]}
    clean_strokes([raw])[0]["xy"].append(5)
    assert raw == LINE


@pytest.mark.parametrize(
    "junk",
    [None, 7, "strokes", {"w": 80, "xy": [1, 2]}, b"\x00", [[]], [None], [[LINE]], ["xy"], [{}]],
)
def test_what_is_no_list_of_strokes_is_empty(junk: object) -> None:
    assert clean_strokes(junk) == []


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, "3", None, True, [3], {"x": 3}, 2j])
def test_a_stroke_with_a_value_that_is_no_number_is_dropped_whole(bad: Any) -> None:
    drawing = [{"w": 80, "xy": [1, 2, bad, 4]}, {"w": bad, "xy": [1, 2]}, LINE]
    assert clean_strokes(drawing) == [LINE]


@pytest.mark.parametrize("xy", [[], [1], "12", None, {"0": 1}, 5])
def test_a_stroke_without_a_point_is_dropped(xy: object) -> None:
    assert clean_strokes([{"w": 80, "xy": xy}]) == []


def test_numbers_out_of_bounds_are_moved_to_the_bound() -> None:
    huge = 10**400
    (stroke,) = clean_strokes([{"w": huge, "xy": [huge, -huge, 1e308, -1e308]}], ratio=0.5)
    assert stroke == {"w": 400, "xy": [1100, -100, 1100, -100]}
    assert clean_strokes([{"w": -3, "xy": [0, 10_000]}], ratio=0.5) == [{"w": 1, "xy": [0, 600]}]


def test_fractions_become_whole_numbers_and_half_a_point_is_dropped() -> None:
    (stroke,) = clean_strokes([{"w": 79.6, "xy": [1.2, 2.7, 3]}])
    assert stroke == {"w": 80, "xy": [1, 3]}
    assert all(type(value) is int for value in [stroke["w"], *stroke["xy"]])


def test_number_of_strokes_points_and_all_points_are_bounded() -> None:
    limits = Limits(strokes=3, points=2, total=3)
    long = {"w": 9, "xy": [0, 0] * 50}
    assert clean_strokes([long], limits=limits) == [{"w": 9, "xy": [0, 0, 0, 0]}]
    assert len(clean_strokes([long] * 10, limits=limits)) == 2
    dot = {"w": 9, "xy": [0, 0]}
    assert len(clean_strokes([dot] * 10, limits=limits)) == 3


def test_the_largest_drawing_stays_small() -> None:
    drawing = clean_strokes([{"w": 9, "xy": [0, 0] * 10**5}] * 10**4)
    assert sum(len(stroke["xy"]) // 2 for stroke in drawing) <= LIMITS.total + LIMITS.points


@pytest.mark.parametrize("tool", ["laser", "__proto__", 3, ["pen"], {}])
def test_a_stroke_of_an_unknown_kind_is_dropped(tool: object) -> None:
    assert clean_strokes([{**LINE, "tool": tool}]) == []


@pytest.mark.parametrize("erase", [False, 1, "yes", None])
def test_only_true_erases(erase: object) -> None:
    assert clean_strokes([{**LINE, "erase": erase, "more": {"nested": []}}]) == [LINE]
