"""The benchmark that ships with the project holds for its networks: some of it, measured anew."""

import numpy as np
import pytest

from clever_engine import load_classifier
from clever_engine.survey import BUDGETS, read_survey
from clever_engine.survey.catalogued import candidates, mnist_problem
from clever_engine.survey.measuring import CHUNK, measure_digits, read_labels
from clever_engine.survey.rows import Effort
from clever_engine.survey.tasks import KINDS
from clever_engine.zoo.catalogue import MODELS

NETWORK, FEW = "mlp-1024", 3


@pytest.fixture(scope="module")
def survey():
    return read_survey(MODELS / "benchmark.json")


@pytest.fixture(scope="module")
def known(data_root, survey):
    problem, digits = mnist_problem(data_root, len(survey.digits), survey.seed)
    assert digits == survey.digits
    np.testing.assert_array_equal(problem.truth, survey.truth)
    return problem


@pytest.fixture(scope="module")
def row(survey):
    return next(row for row in survey.rows if row.name == NETWORK)


def test_every_trained_network_has_its_row(survey):
    found = {row.name: row.sha256 for row in survey.rows}
    assert found == {candidate.name: candidate.sha256 for candidate in candidates()}


def test_rows_are_whole(survey):
    assert survey.effort == Effort()
    assert len(survey.digits) == len(set(survey.digits)) == 100
    np.testing.assert_array_equal(np.bincount(survey.truth), [10] * 10)
    assert (MODELS / "benchmark.json").stat().st_size < 1_000_000
    for row in survey.rows:
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
def test_scores_measured_anew(known, survey, row, kind):
    norm, measure = kind
    count = CHUNK if measure == "attack" else FEW  # an attack's digits go together
    part = slice(CHUNK, CHUNK + count)
    scores = measure_digits(
        load_classifier(NETWORK),
        known.images[part],
        known.truth[part],
        norm=norm,
        measure=measure,
        effort=survey.effort,
        seed=survey.seed,
    )
    assert_close(scores.values, row.scores[kind].values[part])
    assert_close(scores.low, row.scores[kind].low[part])
    assert_close(scores.high, row.scores[kind].high[part])
