"""The rules on cases with known answers: words, checks, payout, games."""

import numpy as np
import pytest

from clever_engine import CleverError
from clever_engine.digits.hand_atlas import load_atlas
from clever_engine.game import (
    BANKS,
    LEVELS,
    Maximum,
    Notice,
    Reading,
    Round,
    amount_in_words,
    bank_named,
    level_named,
    new_game,
    on_grey_grid,
    own_check,
    own_game,
    pay,
    share_of_maximum,
    write_check,
)
from clever_engine.zoo.catalogue import find_entry

THREE = level_named("one-of-three")
SHARED = level_named("shared")


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Zero dollars"),
        (1, "One dollar"),
        (15, "Fifteen dollars"),
        (40, "Forty dollars"),
        (461, "Four hundred sixty-one dollars"),
        (900, "Nine hundred dollars"),
        (1_001, "One thousand one dollars"),
        (50_986, "Fifty thousand nine hundred eighty-six dollars"),
        (99_999, "Ninety-nine thousand nine hundred ninety-nine dollars"),
    ],
)
def test_amounts_in_words(amount, words):
    assert amount_in_words(amount) == words


@pytest.mark.parametrize("amount", [-1, 100_000])
def test_amounts_beyond_a_check_are_refused(amount):
    with pytest.raises(CleverError, match=r"99,999"):
        amount_in_words(amount)


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.key)
def test_checks_are_seeded_and_leave_room_to_win(level):
    atlas = load_atlas()
    seen = set()
    for seed in range(4):
        for number in range(5):
            check = write_check(level, seed=seed, round_number=number, atlas=atlas)
            again = write_check(level, seed=seed, round_number=number, atlas=atlas)
            assert (check.amount, check.payee, check.date, check.hand) == (
                again.amount,
                again.payee,
                again.date,
                again.hand,
            )
            assert len(check.digits) == level.digits
            assert 1 <= check.digits[0] <= 8
            assert np.array_equal(check.images, on_grey_grid(check.images))
            for digit, image in zip(check.digits, check.images, strict=True):
                assert np.array_equal(image, atlas.images[check.hand - 1, digit])
            seen.add((check.amount, check.hand))
    assert len(seen) >= 19  # of 20 rounds; two may meet by chance


def test_own_checks_want_as_many_digits_as_the_level():
    digits = load_atlas().images[0, [4, 6, 1]]
    assert own_check(digits, 461, THREE).digits == (4, 6, 1)
    with pytest.raises(CleverError, match="Expected 5 digits"):
        own_check(digits, 461, SHARED)
    with pytest.raises(CleverError, match="amount of 3 digits"):
        own_check(digits, 46, THREE)


def reading(amount):
    labels = tuple(int(letter) for letter in str(amount))
    return Reading(labels=labels, confidences=(1.0,) * len(labels))


def altered(check, sizes):
    """Return the check's digits, each changed by an L2 distance, within the pixel range."""
    images = check.images.copy()
    for number, size in enumerate(sizes):
        left = size**2
        for pixel in np.argwhere(images[number, 0] < 0.5):
            step = min(left, 0.25) ** 0.5
            images[(number, 0, *pixel)] += np.float32(step)
            left -= step**2
            if left <= 0:
                break
    return images


def test_the_bank_of_the_original_game_pays_500_more():
    check = own_check(load_atlas().images[0, [4, 6, 1]], 461, THREE)
    paid = pay(check, altered(check, (2.0, 0, 0)), reading(961), THREE, peeks=2, hints=1)
    assert paid.distortion == pytest.approx(2.0)
    assert (paid.credited, paid.gain, paid.notice) == (961, 500, None)
    assert paid.altered == (0,)
    assert paid.earnings == 500 - 2 * THREE.peek_price - THREE.hint_price


def test_a_teller_who_notices_pays_nothing():
    check = own_check(load_atlas().images[0, [4, 6, 1]], 461, THREE)
    over = pay(check, altered(check, (THREE.budget + 0.1, 0, 0)), reading(961), THREE)
    assert (over.credited, over.earnings, over.notice) == (0, -461, Notice.OVER_BUDGET)
    two = pay(check, altered(check, (0.5, 0.5, 0)), reading(991), THREE)
    assert (two.credited, two.notice) == (0, Notice.TOO_MANY_DIGITS)


def test_a_shared_budget_adds_up_as_squares():
    check = own_check(load_atlas().images[0, [1, 2, 3, 4, 5]], 12345, SHARED)
    side = SHARED.budget / 5**0.5
    within = pay(check, altered(check, (side * 0.99,) * 5), reading(99999), SHARED)
    assert within.notice is None
    assert within.distortion == pytest.approx(0.99 * SHARED.budget, rel=1e-5)
    beyond = pay(check, altered(check, (side * 1.01,) * 5), reading(99999), SHARED)
    assert beyond.notice is Notice.OVER_BUDGET


def test_an_untouched_check_pays_what_the_bank_reads():
    check = own_check(load_atlas().images[0, [4, 6, 1]], 461, THREE)
    assert pay(check, check.images, reading(461), THREE).earnings == 0
    assert pay(check, check.images, reading(401), THREE).earnings == -60


def test_pictures_that_are_not_this_check_are_refused():
    check = own_check(load_atlas().images[0, [4, 6, 1]], 461, THREE)
    with pytest.raises(CleverError, match="altered digits"):
        pay(check, check.images[:2], reading(46), THREE)


def maximum(original, amount, images):
    return Maximum(original=original, amount=amount, chosen=(), table=(), images=images)


def test_a_game_adds_up():
    atlas = load_atlas()
    game = new_game(bank="plain", level=THREE.key, seed=3, atlas=atlas)
    same = new_game(bank="deep", level=THREE.key, seed=3, atlas=atlas)
    assert [check.amount for check in game.checks] == [check.amount for check in same.checks]
    for number, check in enumerate(game.checks):
        images = altered(check, (1.0, 0, 0))
        paid = pay(check, images, reading(check.amount + 50), THREE)
        best = maximum(check.amount, check.amount + 100, images)
        game = game.played(Round(payout=paid, maximum=best, guess=number % 2, weakest=0))
    assert game.is_over
    assert game.total == 250
    assert game.share == pytest.approx(0.5)
    assert game.guesses == (3, 5)
    with pytest.raises(CleverError, match="at most 5 rounds"):
        game.played(game.rounds[0])
    mine = own_game(game.checks[0], bank="plain", level=THREE)
    assert len(mine.checks) == 1


@pytest.mark.parametrize(
    ("credited", "most", "share"),
    [(961, 961, 1), (711, 961, 0.5), (461, 961, 0), (0, 961, 0), (461, 461, 1), (401, 461, 0)],
)
def test_share_of_the_maximum(credited, most, share):
    check = own_check(load_atlas().images[0, [4, 6, 1]], 461, THREE)
    paid = pay(check, check.images, reading(credited), THREE)
    assert share_of_maximum(paid, maximum(461, most, check.images)) == pytest.approx(share)


def test_banks_have_networks_of_the_catalogue_and_legible_colours():
    assert len({bank.model for bank in BANKS}) == len(BANKS) >= 4
    for bank in BANKS:
        assert find_entry(bank.model).sha256
        assert contrast_with_white(bank.primary) >= 4.5
        assert bank_named(bank.key) is bank
    with pytest.raises(CleverError, match="Expected a bank out of plain"):
        bank_named("monopoly")
    with pytest.raises(CleverError, match="Expected a level out of"):
        level_named("impossible")


def contrast_with_white(colour):
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
