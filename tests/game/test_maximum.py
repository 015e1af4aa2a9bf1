import itertools

import numpy as np
import pytest

from clever_engine.game import profit_per_distortion
from clever_engine.game.maximum import choose_best
from tests.game.conftest import blank_check, level, maximum, table_of

TABLE = table_of((4, 6, 1), (0, 9, 3.0), (0, 8, 2.0), (1, 9, 4.0), (1, 0, 0.5), (2, 9, 2.5))
# amount, by budget and number of digits allowed
KNOWN = [
    (0.1, 3, 461),
    (2.0, 1, 861),
    (2.5, 1, 861),
    (3.0, 1, 961),
    (3.0, 3, 961),
    (3.2, 3, 961),  # 869 would need 3.20156, less than its parts' sum
    (np.hypot(2.0, 2.5), 3, 961),
    (np.hypot(3.0, 2.5), 3, 969),
    (5.0, 1, 961),
    (5.0, 2, 991),
    (5.0, 3, 991),
    (np.sqrt(9 + 16 + 6.25), 2, 991),
    (np.sqrt(9 + 16 + 6.25), 3, 999),
]


@pytest.mark.parametrize(("budget", "alterable", "amount"), KNOWN)
def test_the_best_combination_is_known(budget, alterable, amount):
    best = choose_best(blank_check(461), level(budget=budget, alterable=alterable), TABLE)
    assert best.amount == amount
    changed = {tamper.position: tamper.value for tamper in best.tampers}
    read = [changed.get(position, digit) for position, digit in enumerate((4, 6, 1))]
    assert int("".join(map(str, read))) == amount
    assert best.distortion <= budget + 1e-9


def test_squares_and_not_lengths_add_up():
    table = table_of((1, 1, 1), (0, 9, 3.0), (1, 9, 4.0))
    best = choose_best(blank_check(111), level(budget=5.0, alterable=2), table)
    assert (best.amount, best.distortion) == (991, 5.0)
    best = choose_best(blank_check(111), level(budget=4.999, alterable=2), table)
    assert best.amount == 911


def test_a_misread_check_pays_at_least_that_and_a_digit_read_for_free_is_not_altered():
    table = table_of((7, 6, 1), (0, 4, 0.2), (2, 9, 1.0))
    best = choose_best(blank_check(461), level(budget=1.0), table)
    assert (best.original, best.untouched, best.amount) == (461, 761, 769)
    assert [t.position for t in best.tampers] == [2]


def test_a_check_read_with_a_leading_zero():
    best = choose_best(blank_check(461), level(budget=1.0), table_of((0, 6, 1), (2, 8, 0.5)))
    assert (best.untouched, best.amount) == (61, 68)


@pytest.mark.parametrize("seed", range(8))
def test_the_best_of_random_tables_is_what_trying_everything_finds(seed):
    rng = np.random.default_rng(seed)
    read = rng.integers(0, 10, size=4)
    changes = [
        (position, value, float(rng.uniform(0.2, 4)))
        for position in range(4)
        for value in range(10)
        if value != read[position] and rng.random() < 0.7
    ]
    table = table_of([int(digit) for digit in read], *changes)
    rules = level(budget=float(rng.uniform(0.5, 4)), alterable=int(rng.integers(1, 5)))
    columns = [[t for t in table if t.position == position] for position in range(4)]
    amounts = [
        sum(t.value * 10 ** (3 - t.position) for t in chosen)
        for chosen in itertools.product(*columns)
        if sum(t.distortion**2 for t in chosen) <= rules.budget**2
        and sum(t.distortion > 0 for t in chosen) <= rules.alterable
    ]
    assert choose_best(blank_check(4610), rules, table).amount == max(amounts)


def test_the_weakest_digit_need_not_be_the_most_profitable():
    # The last digit turns at half the distortion, into a 7 worth six dollars.
    table = table_of((4, 6, 1), (0, 9, 2.0), (0, 1, 1.0), (1, 5, 1.5), (1, 8, 2.0), (2, 7, 0.5))
    ranked = profit_per_distortion(maximum(table=tuple(table)), level(budget=3.5))
    leading, last, middle = ranked
    assert [digit.position for digit in ranked] == [0, 2, 1]
    assert (leading.value, leading.gain, leading.distortion, leading.ratio) == (9, 500, 2.0, 250.0)
    assert (leading.nearest_value, leading.nearest_gain, leading.nearest_distortion) == (1, -300, 1)
    assert (last.value, last.gain, last.ratio, last.nearest_distortion) == (7, 6, 12.0, 0.5)
    assert (middle.value, middle.gain, middle.ratio) == (8, 20, 10.0)
    assert all(digit.feasible for digit in ranked)


def test_what_the_budget_forbids_pays_less_than_what_it_allows():
    table = table_of((4, 6, 1), (0, 9, 4.0), (1, 7, 2.0), (1, 9, 3.6), (2, 0, 1.0))
    ranked = profit_per_distortion(maximum(table=tuple(table)), level(budget=3.5))
    assert [digit.position for digit in ranked] == [1, 0, 2]
    tens, hundreds, ones = ranked
    assert (tens.value, tens.ratio, tens.feasible) == (
        7,
        5.0,
        True,
    )  # a 9 would pay 8.3, too far off
    assert (hundreds.value, hundreds.ratio, hundreds.feasible) == (9, 125.0, False)
    # The last digit only falls: nothing to gain, though it turns most easily.
    assert (ones.value, ones.gain, ones.ratio, ones.feasible) == (1, 0, 0.0, False)
    assert (ones.nearest_value, ones.nearest_gain, ones.nearest_distortion) == (0, -1, 1.0)


def test_a_digit_that_never_turns_has_no_nearest_value():
    table = table_of((9, 9, 9), (0, 8, 1.0))
    ranked = profit_per_distortion(maximum(table=tuple(table)), level())
    assert {digit.position: digit.nearest_value for digit in ranked} == {0: 8, 1: None, 2: None}
    assert ranked[-1].nearest_distortion == float("inf")
