"""The figures of the page "Accuracy is not robustness": their numbers, and where names go."""

import itertools

import numpy as np
import pytest

from clever_engine.figures import plot_robust, plot_scores, plot_sweep, plot_tradeoff
from clever_engine.figures.labels import CHARACTER, place_labels
from clever_engine.figures.robust_curve import RobustInfo, robust_info
from clever_engine.figures.scores_histogram import scores_info
from clever_engine.figures.sweep import Step, SweepInfo, sweep_info
from clever_engine.figures.theme import LEAST_ERROR, error_percent
from clever_engine.figures.tradeoff import (
    DEFENDED,
    ODD,
    PLAIN,
    Point,
    TradeoffInfo,
    tradeoff_info,
)
from clever_engine.figures.tradeoff_names import WIDTHS, annotation_numbers


def point(name: str, accuracy: float, robustness: float, kind: str = PLAIN) -> Point:
    return Point(
        name=name,
        kind=kind,
        accuracy=accuracy,
        robustness=robustness,
        low=robustness - 0.125,
        high=robustness + 0.25,
    )


# Powers of two keep the numbers exact.
THREE = (
    point("weak", 0.75, 2.0, DEFENDED),
    point("strong", 0.875, 1.0),
    point("beaten", 0.75, 0.5, ODD),
)


def test_tradeoff_numbers():
    assert tradeoff_info(THREE, (0, 1)) == TradeoffInfo(
        names=("weak", "strong", "beaten"),
        kinds=(DEFENDED, PLAIN, ODD),
        errors=(25.0, 12.5, 25.0),
        values=(2.0, 1.0, 0.5),
        below=(0.125, 0.125, 0.125),
        above=(0.25, 0.25, 0.25),
        front=((31.25, 2.0), (25.0, 2.0), (25.0, 1.0), (12.5, 1.0), (12.5, 0.0)),
        errors_range=(31.25, 10.0),
        top=1.1 * 2.25,
    )


def test_tradeoff_numbers_of_one_and_of_none():
    one = tradeoff_info(THREE[1:2], (0,))
    assert one.front == ((15.625, 1.0), (12.5, 1.0), (12.5, 0.0))
    none = tradeoff_info((), ())
    assert (none.names, none.front, none.top) == ((), (), 1.0)
    assert none.errors_range[0] > none.errors_range[1] > 0


@pytest.mark.parametrize("count", [0, 1, 3])
def test_tradeoff_draws_every_network_and_rings_the_chosen_one(count):
    points = THREE[:count]
    figure = plot_tradeoff(points, range(min(count, 2)), chosen="weak", robustness="score (L2)")
    front, marks, ring = figure.data
    assert [data[0] for data in marks.customdata or ()] == [p.name for p in points]
    assert len(set(marks.marker.symbol or ())) == count  # a shape a kind, not colour alone
    assert list(ring.y) == [p.robustness for p in points if p.name == "weak"]
    assert len(front.x) == (2 * min(count, 2) + 1 if count else 0)
    low, high = figure.layout.xaxis.range
    assert low > high, "errors fall to the right"


def test_each_layout_names_the_front_and_the_networks():
    figure = plot_tradeoff(THREE, (0, 1), chosen="weak", robustness="score (L2)")
    for layout in WIDTHS:
        numbers = annotation_numbers(figure, layout)
        texts = {figure.layout.annotations[number].text for number in numbers}
        assert texts == {"<b>weak</b>", "strong", "beaten", "<i>Pareto front</i>"}


def test_an_accuracy_of_one_has_a_place_on_a_logarithmic_axis():
    assert error_percent(1.0) == LEAST_ERROR
    assert error_percent(0.75) == 25.0


def boxes_of(labels, points, texts, size):
    for label in labels:
        x, y = points[label.index][0] + label.x, points[label.index][1] + label.y
        half = len(texts[label.index]) * size * CHARACTER / 2
        yield x - half, y - size / 2, x + half, y + size / 2


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_names_cover_neither_each_other_nor_marks_nor_the_edge():
    rng = np.random.default_rng(4)
    points = [(float(x), float(y)) for x, y in rng.uniform(60, 340, size=(20, 2))]
    texts = [f"network-{'x' * int(n)}" for n in rng.integers(1, 9, size=20)]
    labels = place_labels(points, texts, width=400, height=400, size=13)
    boxes = list(boxes_of(labels, points, texts, 13))
    assert len(labels) >= 15
    assert not any(overlap(*pair) for pair in itertools.combinations(boxes, 2))
    marks = [(x - 6, y - 6, x + 6, y + 6) for x, y in points]
    assert not any(overlap(box, mark) for box in boxes for mark in marks)
    assert all(box[0] >= 0 and box[2] <= 400 and box[1] >= 0 and box[3] <= 400 for box in boxes)


def test_the_important_name_gets_the_only_place():
    points = [(50.0, 10.0), (52.0, 10.0)]
    fields = {"width": 100, "height": 20, "size": 13}
    for first in (0, 1):
        labels = place_labels(points, ["left", "right"], order=[first, 1 - first], **fields)
        assert labels[0].index == first
    assert place_labels(points, ["x" * 40, "y" * 40], **fields) == ()


STEPS = tuple(
    Step(setting=name, accuracy=accuracy, robustness=value, low=value - 0.5, high=value + 0.25)
    for name, accuracy, value in (("without", 0.875, 1.0), ("0.5", 0.75, 2.0))
)


def test_sweep_numbers():
    assert sweep_info(STEPS) == SweepInfo(
        settings=("without", "0.5"),
        errors=(12.5, 25.0),
        values=(1.0, 2.0),
        below=(0.5, 0.5),
        above=(0.25, 0.25),
        errors_range=(31.25, 10.0),
        top=1.15 * 2.25,
    )


@pytest.mark.parametrize("count", [0, 1, 2])
def test_sweep_draws_a_mark_a_setting_and_a_star_at_the_best(count):
    figure = plot_sweep(STEPS[:count], best="0.5", robustness="score (L2)")
    (path,) = figure.data
    assert len(path.x) == count
    assert list(path.marker.symbol or ()).count("star") == (count == 2)


def test_scores_are_counted_by_bar_and_reading():
    values = np.array([0.0, 0.1, 1.5, 9.0])
    info = scores_info(values, np.array([True, True, False, True]), reach=1.6)
    assert info.right.sum() == 3
    assert info.misread.sum() == 1
    assert info.right[0] == 1  # a value on an edge counts in the bar that begins there
    assert info.right[-1] == 1, "what is beyond the axis counts in the last bar"
    assert info.mean == pytest.approx((0.0 + 0.1 + 9.0) / 3)


def test_scores_without_any_digit_still_draw():
    info = scores_info(np.array([]), np.array([], dtype=bool), reach=0.0)
    assert info.mean is None
    assert plot_scores(np.array([]), np.array([], dtype=bool), reach=0.0, title="score")


def test_robust_accuracy_falls_at_each_distance_and_never_counts_a_misread_digit():
    distances, right = np.array([0.5, 1.0, 4.0, 0.0]), np.array([True, True, True, False])
    info = robust_info(distances, right, (0.5, 2.0))
    assert info == RobustInfo(
        epsilons=(0.0, 0.5, 1.0, 2.1),
        shares=(75.0, 50.0, 25.0, 25.0),
        budgets=(0.5, 2.0),
        at_budgets=(50.0, 25.0),
    )
    figure = plot_robust(distances, right, (0.5, 2.0), title="budget", marked=2.0)
    assert list(figure.data[1].marker.symbol) == ["circle", "diamond"]
