import base64
import zlib

import numpy as np
import pytest

from clever_engine.digits import MAX_DIGITS
from clever_engine.handwriting.sets import load_handwriting
from pages.shared.links import MAX_LINK, decode_digits, encode_digits


def test_round_trip_is_exact():
    images = load_handwriting().images[5, :5]
    text = encode_digits(images)
    assert len(text) < 2500
    np.testing.assert_array_equal(decode_digits(text).images, images)


def test_too_long_for_an_address():
    noise = np.random.default_rng(0).random((40, 1, 28, 28), dtype=np.float32)
    assert encode_digits(noise) is None


@pytest.mark.parametrize("text", ["", "A", "####", "AAAA", "x" * (MAX_LINK + 1), "äöü"])
def test_damaged_text(text):
    assert decode_digits(text) is None


def test_a_bomb_stays_small():
    bomb = base64.urlsafe_b64encode(zlib.compress(bytes(3_000_000), 9)).decode()
    assert len(bomb) < MAX_LINK
    assert len(decode_digits(bomb)) <= MAX_DIGITS
