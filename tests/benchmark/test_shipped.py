"""The benchmark that ships with the project holds for its networks: some of it, measured anew."""

import numpy as np
import pytest

from clever_engine import load_classifier
from clever_engine.benchmark import BUDGETS, read_benchmark
from clever_engine.benchmark.catalogued import entries, mnist_problem
from clever_engine.benchmark.measuring import (
    CHUNK,
    measure_digits,
    read_labels,
)
from clever_engine.benchmark.rows import Effort
from clever_engine.benchmark.tasks import KINDS
from clever_engine.shipped import MODELS

NETWORK, FEW = "mlp-1024", 3


@pytest.fixture(scope="module")
def benchmark():
    return read_benchmark(MODELS / "benchmark.json")


@pytest.fixture(scope="module")
def known(data_root, benchmark):
    problem, digits = mnist_problem(data_root, len(benchmark.digits), benchmark.seed)
    assert digits == benchmark.digits
    np.testing.assert_array_equal(problem.truth, benchmark.truth)
    return problem


@pytest.fixture(scope="module")
def row(benchmark):
    return next(row for row in benchmark.rows if row.name == NETWORK)


def test_every_trained_network_has_its_row(benchmark):
    found = {row.name: row.sha256 for row in benchmark.rows}
    assert found == {entry.name: entry.sha256 for entry in entries()}


def test_rows_are_whole(benchmark):
    assert benchmark.effort == Effort()
    assert len(benchmark.digits) == len(set(benchmark.digits)) == 100
    np.testing.assert_array_equal(np.bincount(benchmark.truth), [10] * 10)
    assert (MODELS / "benchmark.json").stat().st_size < 1_000_000
    for row in benchmark.rows:
        assert set(row.scores) == set(KINDS)
        for (norm, measure), scores in row.scores.items():
            assert (scores.low <= scores.values).all()
            assert (scores.values <= scores.high).all()
            if measure == "attack":
                np.testing.assert_array_equal(scores.values == 0, ~row.right)
                curve = [row.robust_accuracy(norm, epsilon) for epsilon in BUDGETS[norm]]
                assert curve == sorted(curve, reverse=True)


def assert_close(found, shipped):
    """Equal to rounding; another processor rounds otherwise, which now and then tips a digit."""
    off = np.abs(found - shipped) / np.maximum(np.abs(shipped), 1e-9)
    assert np.median(off) < 1e-3
    assert off.max() < 0.03


def test_readings_measured_anew(known, row):
    labels = read_labels(load_classifier(NETWORK), known.images)
    np.testing.assert_array_equal(labels, row.labels)
    np.testing.assert_array_equal(labels == known.truth, row.right)


@pytest.mark.parametrize("kind", KINDS)
def test_scores_measured_anew(known, benchmark, row, kind):
    norm, measure = kind
    count = CHUNK if measure == "attack" else FEW  # an attack's digits go together
    part = slice(CHUNK, CHUNK + count)
    scores = measure_digits(
        load_classifier(NETWORK),
        known.images[part],
        known.truth[part],
        norm=norm,
        measure=measure,
        effort=benchmark.effort,
        seed=benchmark.seed,
    )
    assert_close(scores.values, row.scores[kind].values[part])
    assert_close(scores.low, row.scores[kind].low[part])
    assert_close(scores.high, row.scores[kind].high[part])
