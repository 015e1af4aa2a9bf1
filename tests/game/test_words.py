import pytest

from clever_engine.errors import InputError
from clever_engine.game import amount_in_words

KNOWN = {
    0: "Zero dollars",
    1: "One dollar",
    7: "Seven dollars",
    10: "Ten dollars",
    13: "Thirteen dollars",
    20: "Twenty dollars",
    21: "Twenty-one dollars",
    40: "Forty dollars",
    99: "Ninety-nine dollars",
    100: "One hundred dollars",
    101: "One hundred one dollars",
    115: "One hundred fifteen dollars",
    461: "Four hundred sixty-one dollars",
    700: "Seven hundred dollars",
    1000: "One thousand dollars",
    1001: "One thousand one dollars",
    8030: "Eight thousand thirty dollars",
    12_345: "Twelve thousand three hundred forty-five dollars",
    20_000: "Twenty thousand dollars",
    50_918: "Fifty thousand nine hundred eighteen dollars",
    99_999: "Ninety-nine thousand nine hundred ninety-nine dollars",
}


@pytest.mark.parametrize(("amount", "words"), KNOWN.items())
def test_known_amounts(amount, words):
    assert amount_in_words(amount) == words


def test_every_amount_has_words_of_its_own():
    assert len({amount_in_words(amount) for amount in range(100_000)}) == 100_000


@pytest.mark.parametrize("amount", [-1, 100_000, 4.5, "461"])
def test_other_amounts_are_refused(amount):
    with pytest.raises(InputError, match="from 0 to 99,999"):
        amount_in_words(amount)
