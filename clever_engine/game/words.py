"""Amounts in words, as they are written on a check."""

from clever_engine.errors import InputError

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
MOST = 99_999


def amount_in_words(amount: int) -> str:
    """Return whole dollars in words: 461 is "Four hundred sixty-one dollars".

    Raises:
        InputError: below 0 or above 99,999.
    """
    if not 0 <= amount <= MOST:
        raise InputError(f"Expected an amount from 0 to {MOST:,} dollars; got {amount:,}.")
    unit = "dollar" if amount == 1 else "dollars"
    return f"{_number(amount)} {unit}".capitalize()


def _number(n: int) -> str:
    if n < 20:
        return _SMALL[n]
    if n < 100:
        tens, ones = divmod(n, 10)
        return _TENS[tens] + (f"-{_SMALL[ones]}" if ones else "")
    size, name = (1000, "thousand") if n >= 1000 else (100, "hundred")
    head, rest = divmod(n, size)
    return f"{_number(head)} {name}" + (f" {_number(rest)}" if rest else "")
