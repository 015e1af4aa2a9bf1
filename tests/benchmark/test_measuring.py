"""What is measured of a network is what its parts say, whichever digits are measured with it."""

import numpy as np
import pytest

from clever_engine import clever_score
from clever_engine.benchmark.measuring import (
    CHUNK,
    measure_digits,
    read_labels,
    rounded,
    time_digit,
)
from clever_engine.errors import InputError
from tests.benchmark.small import CHEAP, build, problem


def measure(known, norm, kind, part=slice(None)):
    images, truth = known.images[part], known.truth[part]
    return measure_digits(build(0), images, truth, norm=norm, measure=kind, effort=CHEAP, seed=3)


@pytest.mark.parametrize("target", ["untargeted", "runner-up"])
def test_clever_is_that_of_each_digit_alone(target):
    known = problem(13)
    scores = measure(known, "l2", f"clever {target}")
    for index in (0, 4, 12):
        alone = clever_score(
            build(0), known.images[index], target=target, settings=CHEAP.clever, seed=3
        )
        expected = rounded(np.array([alone.value, *alone.interval]))
        found = [scores.values[index], scores.low[index], scores.high[index]]
        np.testing.assert_array_equal(found, expected)


def test_findings_count_digits():
    known = problem(15)
    scores = measure(known, "l2", "clever untargeted")
    assert scores.findings["misread"] == 3
    alone = [clever_score(build(0), x, settings=CHEAP.clever, seed=3) for x in known.images]
    few = sum("few-batches" in score.findings for score in alone)
    assert scores.findings["few-batches"] == few > 0


@pytest.mark.parametrize("norm", ["l2", "linf"])
def test_a_chunk_attacked_alone_gives_what_it_gives_among_others(norm):
    known = problem(CHUNK + 3)
    whole = measure(known, norm, "attack")
    for start in range(0, len(known.images), CHUNK):
        part = slice(start, start + CHUNK)
        np.testing.assert_array_equal(
            measure(known, norm, "attack", part).values, whole.values[part]
        )


def test_a_digit_attacked_in_other_company_hardly_differs():
    known = problem(CHUNK)
    whole = measure(known, "l2", "attack").values
    backwards = measure(known, "l2", "attack", slice(None, None, -1)).values[::-1]
    np.testing.assert_allclose(backwards, whole, rtol=0.05)


def test_readings_and_times():
    known = problem(12)
    labels = read_labels(build(0), known.images)
    np.testing.assert_array_equal(labels != known.truth, np.arange(12) % 7 == 0)
    assert 0 < time_digit(build(0), known.images) < 1000


def test_numbers_keep_five_digits():
    np.testing.assert_array_equal(
        rounded(np.array([1.23456789, 0.000123456, 12.0, 0.0])), [1.2346, 0.00012346, 12.0, 0.0]
    )


@pytest.mark.parametrize(("norm", "kind"), [("l2", "clever"), ("l3", "attack")])
def test_unknown_measures_are_refused(norm, kind):
    with pytest.raises(InputError, match="Expected a"):
        measure(problem(2), norm, kind)
