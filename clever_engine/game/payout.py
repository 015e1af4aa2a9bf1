"""What the bank pays for a check, and whether the teller notices."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clever_engine.errors import InputError
from clever_engine.game.checks import BankCheck
from clever_engine.game.levels import Level
from clever_engine.game.pixels import check_digits, distortions, joint
from clever_engine.game.readings import Reading

ROUNDING = 1e-6
"""By how much a distortion may exceed the budget: what a sum of squares loses, and no more."""


class Notice(StrEnum):
    """What the teller noticed."""

    OVER_BUDGET = "over-budget"
    TOO_MANY_DIGITS = "too-many-digits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payout:
    """How a check handed in was paid.

    Attributes:
        original: the check's amount, in dollars.
        credited: what the bank credits; 0 where the teller noticed.
        fees: for peeks and hints, in dollars.
        distortion: L2 norm of the whole change, in pixel values.
        budget: the largest the teller overlooks.
        altered: positions of the digits that differ, from 0, leading digit first.
        noticed: what the teller noticed, if anything.
    """

    original: int
    credited: int
    fees: int
    distortion: float
    budget: float
    altered: tuple[int, ...]
    noticed: Notice | None

    @property
    def gain(self) -> int:
        """What the bank credits more than the check was worth, in dollars; may be negative."""
        return self.credited - self.original

    @property
    def earnings(self) -> int:
        """The gain less the fees: what the player takes home, in dollars; may be negative."""
        return self.gain - self.fees


def pay(
    check: BankCheck,
    images: NDArray[Any],
    reading: Reading,
    level: Level,
    *,
    peeks: int = 0,
    hints: int = 0,
) -> Payout:
    """Return what the bank pays for a check.

    An untouched check pays what the bank reads as well, right or wrong.

    Args:
        check: as the player got it.
        images: `(n, 1, 28, 28)` as handed in, multiples of 1/255 in [0, 1].
        reading: what the bank's network reads in `images`.
        level: its budget, digits and prices count.
        peeks: how many the player took.
        hints: how many the player took.

    Raises:
        InputError: images or reading do not fit the check, or a count is negative.
    """
    count = len(check.digits)
    handed_in = check_digits(images, count)
    if len(reading.labels) != count:
        raise InputError(f"Expected a reading of {count} digits; got {len(reading.labels)}.")
    if peeks < 0 or hints < 0:
        raise InputError(f"Expected counts of at least 0; got {peeks} peeks and {hints} hints.")
    distances = distortions(check.images, handed_in)
    altered = tuple(int(position) for position in np.flatnonzero(distances))
    distortion = joint(distances)
    noticed = _notice(distortion, len(altered), level)
    return Payout(
        original=check.amount,
        credited=0 if noticed else reading.amount,
        fees=peeks * level.peek_price + hints * level.hint_price,
        distortion=distortion,
        budget=level.budget,
        altered=altered,
        noticed=noticed,
    )


def _notice(distortion: float, altered: int, level: Level) -> Notice | None:
    # A digit too many is the plainer fault, so it is named first.
    if altered > level.alterable:
        return Notice.TOO_MANY_DIGITS
    return Notice.OVER_BUDGET if distortion > level.budget + ROUNDING else None
