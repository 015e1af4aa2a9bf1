"""Intervals of means over digits: their coverage, and what goes together."""

import numpy as np
import pytest

from clever_engine.comparison.resampling import (
    REPLICATES,
    at_levels,
    draw_levels,
    interval,
    mean_interval,
)


@pytest.mark.parametrize("n", [2, 4, 6, 20])
def test_the_interval_covers_the_true_mean_as_often_as_it_says(n):
    generator = np.random.default_rng(1)
    trials, hits = 400, 0
    for seed in range(trials):
        values = generator.gamma(6.0, 1 / 6, size=(n, 1)).repeat(REPLICATES, axis=1)
        low, high = mean_interval(values, seed)
        hits += low <= 1.0 <= high
    assert 0.86 <= hits / trials <= 0.96


def test_the_scores_own_uncertainty_widens_the_interval():
    draws = np.linspace(0.5, 1.5, 100)[None].repeat(8, axis=0)
    drawn = at_levels(draws, draw_levels(0.0, 0).before)
    low, high = mean_interval(drawn, 0)
    # The digits are alike: all that is left is the draws', which do not average out over digits.
    assert (low, high) == pytest.approx((0.55, 1.45), abs=0.06)


@pytest.mark.parametrize("tie", [0.0, 0.5, 0.9])
def test_levels_are_tied_as_asked(tie):
    from scipy.special import ndtri

    levels = draw_levels(tie, 0)
    for values in (levels.before, levels.after):
        assert values.mean() == pytest.approx(0.5, abs=0.03)
        assert np.var(values) == pytest.approx(1 / 12, rel=0.08)
    found = np.corrcoef(ndtri(levels.before), ndtri(levels.after))[0, 1]
    assert found == pytest.approx(tie, abs=0.06)


def test_a_full_tie_is_exact():
    levels = draw_levels(1.0, 3)
    assert np.array_equal(levels.before, levels.after)


def test_one_digit_has_its_own_interval():
    drawn = at_levels(np.linspace(1, 2, 100)[None], draw_levels(0.0, 0).before)
    low, high = mean_interval(drawn, 0)
    assert (low, high) == pytest.approx((1.05, 1.95), abs=0.04)
    assert all(np.isnan(mean_interval(drawn[:0], 0)))


def test_fewer_digits_give_wider_intervals_from_the_same_replicates():
    replicates = np.random.default_rng(0).normal(size=REPLICATES)
    widths = [np.ptp(interval(replicates, n)) for n in (100, 20, 5, 2)]
    assert widths == sorted(widths)
    assert widths[0] == pytest.approx(2 * 1.645, rel=0.08)
