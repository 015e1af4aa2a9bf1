"""An amount of dollars in words, as on the line below a check's payee."""

from clever_engine.errors import InputError

MOST = 99_999
"""The largest amount there are words for."""

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"),
    *("seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def amount_in_words(amount: int) -> str:
    """Return the amount in American English: 461 is "Four hundred sixty-one dollars".

    Args:
        amount: whole dollars, 0 to 99,999.

    Raises:
        InputError: it is another.
    """
    if not isinstance(amount, int) or not 0 <= amount <= MOST:
        raise InputError(f"Expected whole dollars from 0 to {MOST:,}; got {amount!r}.")
    words = _number(amount)
    return f"{words[0].upper()}{words[1:]} {'dollar' if amount == 1 else 'dollars'}"


def _number(value: int) -> str:
    if value < 20:
        return _SMALL[value]
    if value < 100:
        tens, ones = divmod(value, 10)
        return _TENS[tens - 2] + (f"-{_SMALL[ones]}" if ones else "")
    unit, name = (1000, "thousand") if value >= 1000 else (100, "hundred")
    count, rest = divmod(value, unit)
    return f"{_number(count)} {name}" + (f" {_number(rest)}" if rest else "")
