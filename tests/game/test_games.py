import dataclasses

import numpy as np
import pytest

from clever_engine.errors import InputError
from clever_engine.game import own_check, own_game, play_round, share_of_maximum, start_game
from tests.game.conftest import level, maximum, payout

SHARES = [
    # credited, fees, maximum, share
    (961, 0, 961, 1.0),
    (711, 0, 961, 0.5),
    (961, 125, 961, 0.75),
    (461, 0, 961, 0.0),
    (461, 10, 961, 0.0),
    (0, 0, 961, 0.0),
    (981, 0, 961, 1.0),  # the maximum is the best found: a player may beat it
    (461, 0, 461, 1.0),
    (461, 10, 461, 0.0),
    (451, 0, 461, 0.0),
    (161, 0, 161, 1.0),  # the bank misreads it downwards, and no change helps
    (160, 0, 161, 0.0),
]


@pytest.mark.parametrize(("credited", "fees", "amount", "share"), SHARES)
def test_the_share_of_the_maximum_is_known(credited, fees, amount, share):
    paid = payout(credited=credited, fees=fees)
    assert share_of_maximum(paid, maximum(amount=amount)) == share


def test_payout_and_maximum_are_of_one_check():
    with pytest.raises(InputError, match="over 461 and 462 dollars"):
        share_of_maximum(payout(), maximum(original=462))


@pytest.fixture
def game(handwriting):
    return start_game(level="one-of-three", bank="plain", seed=3, handwriting=handwriting)


def played(check, earnings=100, guess=0, weakest=0):
    paid = payout(original=check.amount, credited=check.amount + earnings)
    best = maximum(original=check.amount, amount=check.amount + 200)
    return play_round(paid, best, guess=guess, weakest=weakest)


def test_a_game_is_five_checks_and_adds_up(game):
    assert len(game.checks) == 5
    assert (game.total, game.share, game.guesses, game.is_over) == (0, 0.0, (0, 0), False)
    start = game
    for earnings, guess in [(100, 0), (-50, 2), (200, None), (0, 0), (0, 1)]:
        assert not game.is_over
        game = game.after(played(game.checks[len(game.rounds)], earnings, guess))
    assert (game.total, game.share, game.guesses, game.is_over) == (250, 0.3, (2, 4), True)
    assert start.rounds == ()
    with pytest.raises(InputError, match="at most 5 rounds"):
        game.after(game.rounds[-1])


def test_a_round_counts_for_its_own_check_only(game):
    with pytest.raises(InputError, match=f"over {game.checks[0].amount} dollars"):
        game.after(played(game.checks[1]))


def test_a_guess_is_right_or_wrong_or_was_not_made(game):
    check = game.checks[0]
    rights = [played(check, guess=guess, weakest=1).guessed_right for guess in (1, 0, None)]
    assert rights == [True, False, None]


def test_everyone_who_plays_a_seed_gets_the_same_checks_at_any_bank(game, handwriting):
    other = start_game(level="one-of-three", bank="robust", seed=3, handwriting=handwriting)
    another = start_game(level="one-of-three", bank="plain", seed=4, handwriting=handwriting)
    amounts = [[check.amount for check in g.checks] for g in (game, other, another)]
    assert amounts[0] == amounts[1] != amounts[2]


def test_a_game_stays_as_it_is(game):
    with pytest.raises(dataclasses.FrozenInstanceError):
        game.seed = 5


def test_a_game_needs_a_level_and_a_bank(handwriting):
    with pytest.raises(InputError, match="level out of"):
        start_game(level="hard", bank="plain", seed=0, handwriting=handwriting)
    with pytest.raises(InputError, match="bank out of"):
        start_game(level="shared", bank="swiss", seed=0, handwriting=handwriting)


def test_an_own_check_is_a_game_of_one_round():
    check = own_check(np.zeros((3, 1, 28, 28)), 461, level())
    game = own_game(check, level="one-of-three", bank="deep")
    assert (game.seed, game.checks) == (None, (check,))
    assert game.after(played(check)).is_over
    with pytest.raises(InputError, match="check of 5 digits; got 3"):
        own_game(check, level="shared", bank="deep")
