import numpy as np
import pytest

from clever_engine import load_classifier
from clever_engine.errors import InputError, ModelError
from clever_engine.game import Notice, Reading, pay, read_check
from tests.conftest import linear_classifier
from tests.game.conftest import blank_check, level


def reading(*labels):
    return Reading(labels=labels, confidences=(1.0,) * len(labels))


def inked(check, *pixels):
    """The check's digits with some pixels `(digit, column, ink)` of the first row set."""
    images = check.images.copy()
    for digit, column, ink in pixels:
        images[digit, 0, 0, column] = np.float32(ink)
    return images


def test_the_hand_atlas_reads_as_it_says(handwriting):
    classifier = load_classifier("mlp-1024")
    read = read_check(classifier, handwriting.images[5, [4, 6, 1]])
    assert (read.labels, read.amount) == ((4, 6, 1), 461)
    expected = classifier.probabilities(handwriting.images[5, [4, 6, 1]]).max(dim=1).values
    np.testing.assert_allclose(read.confidences, expected, rtol=1e-5)


def test_leading_zeros_count_nothing():
    assert reading(0, 0, 7).amount == 7
    assert reading(9, 9, 9, 9, 9).amount == 99_999


def test_a_network_of_other_classes_reads_no_checks():
    with pytest.raises(ModelError, match="10 digits apart; network has 4 classes"):
        read_check(linear_classifier(), np.zeros((3, 20)))


def test_461_read_as_961_earns_500():
    check = blank_check(461)
    paid = pay(check, inked(check, (0, 0, 1.0)), reading(9, 6, 1), level())
    assert (paid.original, paid.credited, paid.fees, paid.earnings) == (461, 961, 0, 500)
    assert (paid.distortion, paid.budget, paid.altered, paid.noticed) == (1.0, 4.0, (0,), None)


def test_peeks_and_hints_cost_their_price():
    check, rules = blank_check(461), level(peek_price=10, hint_price=25)
    paid = pay(check, check.images, reading(4, 6, 1), rules, peeks=3, hints=1)
    assert (paid.fees, paid.gain, paid.earnings) == (55, 0, -55)


def test_an_untouched_check_pays_what_the_bank_misreads():
    check = blank_check(461)
    for labels, earnings in [((4, 6, 7), 6), ((1, 6, 1), -300), ((0, 0, 0), -461)]:
        paid = pay(check, check.images, reading(*labels), level())
        assert (paid.earnings, paid.distortion, paid.altered) == (earnings, 0.0, ())
        assert paid.noticed is None


def test_a_change_over_the_budget_pays_nothing_and_one_on_it_pays():
    check, rules = blank_check(461), level(budget=5.0)
    least = [(0, column, 1.0) for column in range(25)]
    on_it = pay(check, inked(check, *least), reading(9, 6, 1), rules)
    assert (on_it.distortion, on_it.noticed, on_it.credited) == (5.0, None, 961)
    over = pay(check, inked(check, *least, (0, 25, 2 / 255)), reading(9, 6, 1), rules, peeks=1)
    assert (over.noticed, over.credited) == (Notice.OVER_BUDGET, 0)
    assert over.earnings == -461 - rules.peek_price


def test_one_grey_over_the_budget_is_beyond_the_tolerance():
    # The least there is: 5.0 squared is 25 * 255^2 greys squared, and 1 more.
    check = blank_check(461)
    images = inked(check, *[(0, column, 1.0) for column in range(25)], (0, 25, 1 / 255))
    assert pay(check, images, reading(9, 6, 1), level(budget=5.0)).noticed is Notice.OVER_BUDGET


def test_all_digits_share_one_budget():
    check, rules = blank_check(46_100), level("shared", budget=2.0)
    images = inked(check, *[(digit, 0, 1.0) for digit in range(4)])
    paid = pay(check, images, reading(9, 9, 9, 9, 0), rules)
    assert (paid.distortion, paid.altered, paid.credited) == (2.0, (0, 1, 2, 3), 99_990)
    more = inked(check, *[(digit, 0, 1.0) for digit in range(5)])
    assert pay(check, more, reading(9, 9, 9, 9, 9), rules).noticed is Notice.OVER_BUDGET


def test_more_digits_than_allowed_are_noticed_however_little_they_change():
    check = blank_check(461)
    images = inked(check, (0, 0, 1 / 255), (2, 0, 1 / 255))
    paid = pay(check, images, reading(9, 6, 9), level())
    assert (paid.noticed, paid.credited, paid.altered) == (Notice.TOO_MANY_DIGITS, 0, (0, 2))


def test_what_does_not_fit_is_refused():
    check = blank_check(461)
    with pytest.raises(InputError, match="reading of 3 digits; got 2"):
        pay(check, check.images, reading(4, 6), level())
    with pytest.raises(InputError, match="Expected digits of shape"):
        pay(check, check.images[:2], reading(4, 6, 1), level())
    with pytest.raises(InputError, match="got -1 peeks"):
        pay(check, check.images, reading(4, 6, 1), level(), peeks=-1)
    with pytest.raises(InputError, match="k/255"):
        pay(check, check.images + np.float32(0.001), reading(4, 6, 1), level())
