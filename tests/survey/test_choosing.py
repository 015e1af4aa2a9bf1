"""The digits are balanced, drawn by seed, and a larger choice begins with a smaller one."""

import numpy as np
import pytest

from clever_engine.errors import InputError
from clever_engine.survey.catalogued import choose_digits

LABELS = np.random.default_rng(0).integers(10, size=1000)


def test_a_hundred_digits_hold_ten_of_each_class():
    digits = choose_digits(LABELS, 100, seed=0)
    assert len(set(digits)) == 100
    np.testing.assert_array_equal(LABELS[list(digits)], list(range(10)) * 10)


def test_the_same_seed_draws_the_same_and_another_seed_others():
    assert choose_digits(LABELS, 50, seed=1) == choose_digits(LABELS, 50, seed=1)
    assert choose_digits(LABELS, 50, seed=1) != choose_digits(LABELS, 50, seed=2)


def test_more_digits_begin_with_fewer():
    assert choose_digits(LABELS, 100, seed=0)[:33] == choose_digits(LABELS, 33, seed=0)


@pytest.mark.parametrize(("count", "seed"), [(0, 0), (-1, 0), (1001, 0), (True, 0), (10, -1)])
def test_what_makes_no_sense_is_refused(count, seed):
    with pytest.raises(InputError, match="Expected"):
        choose_digits(LABELS, count, seed=seed)
