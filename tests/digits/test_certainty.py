import numpy as np
import pytest

from clever_engine.digits import certainty, find_digits
from clever_engine.digits.looking import Report
from clever_engine.errors import ModelError
from clever_engine.handwriting.sets import load_handwriting
from clever_engine.sheets.calibrating import calibration_error, fitted


def page(image):
    """One digit on white paper, `image` (28, 28) enlarged four times."""
    paper = np.ones((160, 160), dtype=np.float32)
    paper[24:136, 24:136] -= 0.9 * np.kron(image, np.ones((4, 4), np.float32))
    return paper


def test_a_clear_digit_is_sure_and_half_of_one_is_not():
    image = load_handwriting().images[3, 5, 0]
    whole = find_digits(page(image))
    assert whole.readings == (5,)
    assert whole.certainty[0] > 0.95
    half = image.copy()
    half[:, 14:] = 0
    part = find_digits(page(half))
    assert max(part.certainty) < whole.certainty[0]


def test_without_its_weights_it_says_what_to_run(monkeypatch):
    monkeypatch.setattr(certainty, "finder_report", lambda: Report(sha256=""))
    with pytest.raises(ModelError, match=r"Expected 13 weights .*calibrating"):
        find_digits(page(load_handwriting().images[3, 5, 0]))


def test_the_fit_finds_the_odds_it_was_drawn_from():
    rng = np.random.default_rng(0)
    values = np.stack([np.ones(20_000), rng.normal(size=20_000)], axis=1)
    right = rng.random(20_000) < 1 / (1 + np.exp(-values @ [1.0, -2.0]))
    weights = fitted(values, right)
    np.testing.assert_allclose(weights, [1.0, -2.0], atol=0.1)
    said = 1 / (1 + np.exp(-values @ weights))
    assert calibration_error(said, right) < 0.01
    assert calibration_error(np.full(20_000, 0.99), right) > 0.2


def test_a_reading_that_counts_twice_is_as_two_that_count_once():
    rng = np.random.default_rng(1)
    values = np.stack([np.ones(300), rng.normal(size=300)], axis=1)
    right = rng.random(300) < 0.7
    counts = np.where(np.arange(300) < 100, 2.0, 1.0)
    doubled = fitted(np.concatenate([values, values[:100]]), np.append(right, right[:100]))
    np.testing.assert_allclose(fitted(values, right, counts), doubled, atol=1e-3)


def test_ink_of_a_missed_neighbour_speaks_against_a_reading():
    weights = dict(zip(certainty.FEATURES, certainty.finder_report().certainty, strict=True))
    assert weights["stray"] < -1.5
