"""Checks of imaginary banks: an amount in handwritten digits, and what is printed around it."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from clever_engine.digits.hand_atlas import Atlas
from clever_engine.errors import InputError
from clever_engine.game.levels import Level

Digits = NDArray[np.float32]
"""Handwritten digits `(n, 1, 28, 28)` in [0, 1], ink 1, in 256 greys."""

GREYS = 255

PAYERS = (
    "Otto Mobile",
    "Paige Turner",
    "Al Gorithm",
    "Ella Vator",
    "Noah Cluid",
    "Ada Byte",
    "Max Pool",
    "Grace Descent",
    "Rhea Lu",
    "Sig Moid",
)
PAYEES = (
    "You, the bearer",
    "The Society of Curious Minds",
    "The Lemonade Fund",
    "Club of Honest Forgers",
    "Museum of Broken Pencils",
    "The Rainy Day Trust",
)
_FIRST_DAY = date(2018, 4, 30)
"""The first day of ICLR 2018, where CLEVER was presented."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankCheck:
    """A check.

    Attributes:
        amount: whole dollars that its digits spell to a person.
        images: `(n, 1, 28, 28)`, the leading digit first; not to be altered.
        payee, payer, date, number: what is printed; all invented.
        hand: which handwriting of the atlas, from 1; None for digits a visitor drew.
    """

    amount: int
    images: Digits
    payee: str
    payer: str
    date: date
    number: int
    hand: int | None = None

    def __post_init__(self) -> None:
        images, length = self.images, len(str(self.amount))
        if self.amount < 0 or images.shape != (length, 1, 28, 28):
            raise InputError(
                f"Expected digits of shape ({length}, 1, 28, 28) for the amount {self.amount}; "
                f"got {images.shape}."
            )

    @property
    def digits(self) -> tuple[int, ...]:
        """Return what each digit is meant to be, the leading one first."""
        return tuple(int(letter) for letter in str(self.amount))


def write_check(level: Level, *, seed: int, round_number: int, atlas: Atlas) -> BankCheck:
    """Return the check of one round of a game, the same for the same seed.

    One hand writes all its digits; the leading one is 1 to 8, so that there is always more to win.
    """
    if seed < 0 or round_number < 0:
        raise InputError(f"Expected seed and round from 0 on; got {seed} and {round_number}.")
    lot = np.random.default_rng([seed, round_number, level.digits])
    digits = [int(lot.integers(1, 9)), *lot.integers(0, 10, level.digits - 1).tolist()]
    hand = int(lot.integers(len(atlas.images)))
    return BankCheck(
        amount=int("".join(map(str, digits))),
        images=np.ascontiguousarray(atlas.images[hand, digits]),
        payee=str(lot.choice(PAYEES)),
        payer=str(lot.choice(PAYERS)),
        date=_FIRST_DAY + timedelta(days=int(lot.integers(3000))),
        number=int(lot.integers(101, 9999)),
        hand=hand + 1,
    )


def own_check(images: Digits, amount: int, level: Level) -> BankCheck:
    """Return a check with digits that a visitor wrote.

    Raises:
        InputError: not as many digits as the level asks for, or they do not make that amount.
    """
    if len(images) != level.digits:
        raise InputError(f"Expected {level.digits} digits for this level; got {len(images)}.")
    if len(str(amount)) != level.digits or amount < 0:
        raise InputError(f"Expected an amount of {level.digits} digits; got {amount}.")
    return BankCheck(
        amount=amount,
        images=on_grey_grid(images),
        payee="You, the bearer",
        payer="You",
        date=_FIRST_DAY,
        number=1,
    )


def on_grey_grid(images: NDArray[np.floating]) -> Digits:
    """Return digits in the 256 greys of a scanned check, within [0, 1]."""
    greys = np.rint(np.clip(np.asarray(images, dtype=np.float64), 0, 1) * GREYS)
    return (greys.astype(np.float32) / np.float32(GREYS)).astype(np.float32)
