import dataclasses

import numpy as np
import pytest

from clever_engine.errors import InputError
from clever_engine.game import LEVELS, own_check, write_check
from clever_engine.game.people import PAYEES, PAYERS
from tests.game.conftest import blank_check, level


def written(handwriting, key="one-of-three", seed=0, number=0):
    return write_check(level(key), seed=seed, round_number=number, handwriting=handwriting)


def facts(check):
    return (check.amount, check.payee, check.payer, check.date, check.number, check.hand)


def test_digits_of_461():
    assert blank_check(461).digits == (4, 6, 1)
    assert blank_check(10_070).digits == (1, 0, 0, 7, 0)


@pytest.mark.parametrize("key", [level.key for level in LEVELS])
def test_a_check_is_written_by_one_hand(key, handwriting):
    check = written(handwriting, key, seed=7, number=3)
    assert len(check.digits) == level(key).digits
    np.testing.assert_array_equal(check.images, handwriting.write(check.hand, check.digits))
    assert check.payee in PAYEES
    assert check.payer in PAYERS


def test_no_check_holds_the_same_picture_twice_though_digits_repeat(handwriting):
    checks = [
        written(handwriting, "shared", seed=seed, number=n) for seed in range(40) for n in range(5)
    ]
    assert sum(len(set(check.digits)) < 5 for check in checks) > 100
    assert all(len(np.unique(check.images, axis=0)) == 5 for check in checks)


def test_the_same_round_is_the_same_check_and_another_is_another(handwriting):
    rounds = [(seed, number) for seed in (0, 1, 2**40) for number in range(5)]
    first = [facts(written(handwriting, seed=seed, number=number)) for seed, number in rounds]
    again = [facts(written(handwriting, seed=seed, number=number)) for seed, number in rounds]
    assert first == again
    assert len(set(first)) == len(rounds)


def test_the_checks_of_a_game_differ_in_amount_hand_and_number(handwriting):
    for seed in range(30):
        checks = [written(handwriting, seed=seed, number=number) for number in range(5)]
        for field in ("amount", "hand", "number"):
            assert len({getattr(check, field) for check in checks}) == 5


def test_levels_of_one_seed_do_not_share_their_checks(handwriting):
    fives = [
        [facts(written(handwriting, key, seed=4, number=number)) for number in range(5)]
        for key in ("one-of-five", "shared")
    ]
    assert not set(fives[0]) & set(fives[1])


def test_every_leading_digit_from_1_to_8_comes_equally_often(handwriting):
    checks = [written(handwriting, seed=seed, number=n) for seed in range(160) for n in range(5)]
    counts = np.bincount([check.digits[0] for check in checks], minlength=10)
    assert counts[0] == counts[9] == 0
    # 800 draws of probability 1/8: 100 on average, standard deviation 9.4.
    assert (np.abs(counts[1:9] - 100) < 45).all()
    assert len({check.hand for check in checks}) == len(handwriting.writers)


@pytest.mark.parametrize(("seed", "number"), [(-1, 0), (0, -1), (0, 5)])
def test_other_rounds_are_refused(seed, number, handwriting):
    with pytest.raises(InputError, match="Expected a (seed|round)"):
        written(handwriting, seed=seed, number=number)


def test_an_own_check_holds_the_digits_drawn_in_256_greys():
    drawn = np.random.default_rng(0).random((3, 1, 28, 28))
    check = own_check(drawn, 935, level())
    np.testing.assert_allclose(check.images, drawn, atol=0.5 / 255 + 1e-6)
    assert (check.amount, check.hand) == (935, None)


@pytest.mark.parametrize("count", [0, 2, 4])
def test_an_own_check_needs_as_many_digits_as_the_level(count):
    with pytest.raises(InputError, match=f"Expected 3 digits .*'One of three'; got {count}"):
        own_check(np.zeros((count, 1, 28, 28)), 461, level())


@pytest.mark.parametrize("amount", [0, 61, 1461, -461])
def test_an_own_check_needs_an_amount_of_as_many_digits(amount):
    with pytest.raises(InputError, match=f"amount of 3 digits .*got {amount}"):
        own_check(np.zeros((3, 1, 28, 28)), amount, level())


def test_an_own_check_refuses_another_shape():
    with pytest.raises(InputError, match=r"got \(3, 28, 28\)"):
        own_check(np.zeros((3, 28, 28)), 461, level())


@pytest.mark.parametrize("amount", [0, 100_000, 461.0])
def test_a_check_is_over_whole_dollars(amount):
    with pytest.raises(InputError, match="whole dollars from 1 to 99,999"):
        dataclasses.replace(blank_check(), amount=amount)


def test_a_check_keeps_pictures_that_nobody_alters():
    images = np.zeros((3, 1, 28, 28), dtype=np.float32)
    check = dataclasses.replace(blank_check(), images=images)
    images[0] = 1
    assert not check.images.any()
    with pytest.raises(ValueError, match="read-only"):
        check.images[0] = 1


def test_a_check_needs_a_picture_a_digit():
    with pytest.raises(InputError, match=r"Expected digits of shape \(4,"):
        dataclasses.replace(blank_check(), amount=4610)
