"""The check: an amount in handwritten digits, and who pays it to whom."""

import datetime
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clever_engine.errors import InputError
from clever_engine.game import people
from clever_engine.game.levels import Level
from clever_engine.game.pixels import SHAPE, Pixels, check_digits, on_grid
from clever_engine.game.words import MOST
from clever_engine.handwriting.sets import HandwritingSet


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BankCheck:
    """A check as its holder got it.

    Attributes:
        amount: what it is worth, in dollars, 1 to 99,999.
        images: `(n, 1, 28, 28)` float32 in [0, 1], multiples of 1/255, read-only; a picture for
            each digit of the amount, leading digit first.
        payee: who may cash it.
        payer: whose money it is.
        date: of issue.
        number: of the check.
        hand: which hand of the handwriting set wrote the digits; None for a visitor's.
    """

    amount: int
    images: Pixels
    payee: str
    payer: str
    date: datetime.date
    number: int
    hand: int | None

    def __post_init__(self) -> None:
        """Check the amount and the pictures, and keep a copy that nobody alters.

        Raises:
            InputError: the amount is out of range, or the pictures are not its digits'.
        """
        if not isinstance(self.amount, int) or not 1 <= self.amount <= MOST:
            raise InputError(f"Expected whole dollars from 1 to {MOST:,}; got {self.amount!r}.")
        images = check_digits(self.images, len(self.digits)).copy()
        images.setflags(write=False)
        object.__setattr__(self, "images", images)

    @property
    def digits(self) -> tuple[int, ...]:
        """The amount's digits, leading first."""
        return tuple(int(digit) for digit in str(self.amount))


def write_check(
    level: Level, *, seed: int, round_number: int, handwriting: HandwritingSet
) -> BankCheck:
    """Return the check of a round, the same for everyone who plays this seed.

    The rounds of a seed have different amounts, hands and numbers. Which network will read the
    check plays no part.

    Args:
        level: says how many digits.
        seed: of the game, at least 0.
        round_number: from 0.
        handwriting: the hands that write.

    Raises:
        InputError: the seed is negative, or the level has no such round.
    """
    if seed < 0:
        raise InputError(f"Expected a seed of at least 0; got {seed}.")
    if not 0 <= round_number < level.rounds:
        raise InputError(f"Expected a round from 0 to {level.rounds - 1}; got {round_number}.")
    # Levels of one seed get checks of their own, else one game would give the next away.
    key = [seed, *level.key.encode()]
    game = np.random.default_rng(key)
    amounts = game.choice(len(level.amounts), size=level.rounds, replace=False)
    hands = game.permutation(len(handwriting.writers))
    numbers = game.choice(
        np.arange(people.FIRST_NUMBER, people.LAST_NUMBER + 1), size=level.rounds, replace=False
    )
    own = np.random.default_rng([round_number, *key])
    hand = int(hands[round_number % len(hands)])
    amount = level.amounts[int(amounts[round_number])]
    return BankCheck(
        amount=amount,
        images=handwriting.write(hand, [int(digit) for digit in str(amount)]),
        payee=str(own.choice(people.PAYEES)),
        payer=str(own.choice(people.PAYERS)),
        date=people.FIRST_DAY + datetime.timedelta(days=int(own.integers(people.DAYS))),
        number=int(numbers[round_number]),
        hand=hand,
    )


def own_check(images: NDArray[Any], amount: int, level: Level) -> BankCheck:
    """Return a check whose digits the visitor wrote.

    Args:
        images: `(n, 1, 28, 28)` in [0, 1], leading digit first; taken in 256 greys.
        amount: what they say, in dollars.
        level: says how many digits a check has.

    Raises:
        InputError: there are more or fewer digits than the level has, in pictures or amount, or
            values that are not finite.
    """
    pictures = np.asarray(images)
    if pictures.ndim != 4 or pictures.shape[1:] != SHAPE:
        raise InputError(f"Expected digits of shape (n, 1, 28, 28); got {pictures.shape}.")
    if len(pictures) != level.digits:
        raise InputError(
            f"Expected {level.digits} digits for the level {level.name!r}; got {len(pictures)}."
        )
    if not 10 ** (level.digits - 1) <= amount < 10**level.digits:
        raise InputError(
            f"Expected an amount of {level.digits} digits that does not start with 0; got {amount}."
        )
    return BankCheck(
        amount=amount,
        images=on_grid(pictures),
        payee=people.BEARER,
        payer=people.BENEFACTOR,
        date=people.FIRST_DAY,
        number=people.FIRST_NUMBER,
        hand=None,
    )
