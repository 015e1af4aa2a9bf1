"""A hand writes a digit in several ways: alike, never the same, the first as it has always been."""

import hashlib
import json

import numpy as np
import pytest

from clever_engine.errors import InputError
from clever_engine.handwriting.checking import LEAST_DISTANCE, VARIANTS
from clever_engine.handwriting.drawing import digit_image
from clever_engine.handwriting.sets import load_handwriting
from clever_engine.handwriting.shapes import HANDS
from clever_engine.handwriting.style import draw_writers, stray
from clever_engine.handwriting.writing import write_digit

FIRST = "1bcabc99ba1e3ed54d97935b52d1877905d3e4852f803e698d5f41540e1aeccd"
"""SHA-256 of the first pictures: addresses, examples and the lesson show their numbers."""


@pytest.fixture(scope="module")
def handwriting():
    return load_handwriting()


@pytest.fixture(scope="module")
def distances(handwriting):
    """L2 distance between the writings of a digit by a hand, `(hands, 10, variants, variants)`."""
    flat = handwriting.variants.reshape(*handwriting.variants.shape[:3], -1)
    return np.linalg.norm(flat[:, :, :, None] - flat[:, :, None], axis=-1)


def test_the_first_pictures_are_the_ones_that_have_always_shipped(handwriting):
    raw = (HANDS / "atlas.npz").read_bytes()
    assert hashlib.sha256(raw).hexdigest() == FIRST
    with np.load(HANDS / "atlas.npz") as arrays:
        np.testing.assert_array_equal(np.rint(handwriting.images * 255), arrays["images"])


def test_a_digit_is_written_in_five_ways_none_a_copy_of_another(handwriting, distances):
    assert handwriting.variants.shape == (len(handwriting.writers), 10, VARIANTS, 1, 28, 28)
    apart = distances[:, :, *np.triu_indices(VARIANTS, 1)].min(axis=(0, 2))
    assert (apart >= LEAST_DISTANCE).all()


def test_ways_of_one_hand_are_more_alike_than_hands(handwriting, distances):
    first = handwriting.images.reshape(len(handwriting.writers), 10, -1)
    pairs = np.triu_indices(len(first), 1)
    between = np.linalg.norm(first[pairs[0]] - first[pairs[1]], axis=-1).mean(axis=0)
    within = distances[:, :, *np.triu_indices(VARIANTS, 1)].mean(axis=(0, 2))
    assert (within < 0.7 * between).all()
    assert (within > 0.45 * between).all()


def test_ten_digits_written_again_are_nearest_to_their_own_hand(handwriting):
    first = handwriting.images.reshape(len(handwriting.writers), -1)
    for number in range(1, VARIANTS):
        again = handwriting.variants[:, :, number].reshape(len(first), -1)
        nearest = [np.linalg.norm(first - each, axis=1).argmin() for each in again]
        assert nearest == list(range(len(first)))


def test_the_stored_pictures_are_what_their_hands_write_again(handwriting):
    record = json.loads((HANDS / "atlas.json").read_text())
    for hand, digit, number in [(0, 3, 1), (21, 8, 2), (40, 0, 3), (58, 6, 4)]:
        variation = record["hands"][hand]["digits"][digit]["variations"][number]
        writer = stray(handwriting.writers[hand], digit, variation)
        drawn = digit_image(write_digit(writer, digit, variation))
        # Another Pillow may anti-alias a few pixels otherwise.
        assert np.abs(drawn - handwriting.variants[hand, digit, number, 0]).mean() < 0.002


def test_a_hand_strays_a_little_around_its_habits_and_keeps_its_shapes_and_pen():
    hand = draw_writers(3, seed=8)[1]
    strayed = [stray(hand, 4, seed) for seed in range(200)]
    assert stray(hand, 4, 7) == strayed[7]
    assert {(again.seed, again.shapes, again.pen) for again in strayed} == {
        (hand.seed, hand.shapes, hand.pen)
    }
    slants = np.array([again.slant for again in strayed])
    assert slants.mean() == pytest.approx(hand.slant, abs=1)
    # A share of 0.3 of the writers' 12 degrees, with what lies beyond two spreads cut.
    assert slants.std() == pytest.approx(3.4, abs=0.5)
    assert np.abs(slants - hand.slant).max() <= 7.2 + 1e-9
    assert all(0 <= again.closure <= 1 and again.taper >= 0 for again in strayed)


def test_a_digit_that_comes_again_in_a_number_is_written_anew(handwriting):
    number = handwriting.write(7, [5, 0, 5, 5])
    ways = handwriting.variants[7]
    np.testing.assert_array_equal(number, [ways[5, 0], ways[0, 0], ways[5, 1], ways[5, 2]])
    assert number.dtype == np.float32
    assert number.flags.c_contiguous


def test_a_number_without_repeats_is_written_as_it_has_always_been(handwriting):
    digits = [1, 3, 5, 7, 9]
    np.testing.assert_array_equal(handwriting.write(2, digits), handwriting.images[2, digits])


def test_after_its_last_way_a_hand_begins_anew(handwriting):
    number = handwriting.write(0, [4] * (VARIANTS + 2))
    np.testing.assert_array_equal(number[VARIANTS:], number[:2])
    assert len(np.unique(number, axis=0)) == VARIANTS


def test_no_digits_are_an_empty_number_and_strangers_are_refused(handwriting):
    assert handwriting.write(0, []).shape == (0, 1, 28, 28)
    with pytest.raises(InputError, match="got -1"):
        handwriting.write(-1, [1])
    with pytest.raises(InputError, match="got 59"):
        handwriting.write(59, [1])
    with pytest.raises(InputError, match=r"got \[3, 10\]"):
        handwriting.write(0, [3, 10])
