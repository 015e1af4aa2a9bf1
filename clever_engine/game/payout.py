"""What a bank pays for a check handed in."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from clever_engine.errors import InputError
from clever_engine.game.checks import BankCheck, Digits
from clever_engine.game.levels import Level
from clever_engine.game.readings import Reading

ROUNDING = 1e-6
"""Of the budget; a change that fills it to the last bit is within it."""


class Notice(StrEnum):
    """Why the teller refused a check."""

    OVER_BUDGET = "over-budget"
    TOO_MANY_DIGITS = "too-many-digits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payout:
    """The end of a round in dollars.

    Attributes:
        original: the amount on the check before it was altered.
        credited: what the bank pays; 0 where the teller noticed.
        fees: for peeks and hints.
        distortion: L2 norm of the whole change.
        budget: the distortion up to which the teller sees nothing.
        altered: the digits altered, from 0, the leading one first.
        notice: why the teller refused it; None where the bank paid.
    """

    original: int
    credited: int
    fees: int
    distortion: float
    budget: float
    altered: tuple[int, ...]
    notice: Notice | None

    @property
    def gain(self) -> int:
        """Return what the bank credited beyond the check, before fees."""
        return self.credited - self.original

    @property
    def earnings(self) -> int:
        """Return what the player takes home, which may be a loss."""
        return self.gain - self.fees


def distortions(check: BankCheck, images: Digits) -> tuple[float, ...]:
    """Return the L2 norm of the change of each digit.

    Raises:
        InputError: the images are not those of this check, altered.
    """
    if images.shape != check.images.shape or not np.isfinite(images).all():
        raise InputError(
            f"Expected altered digits of shape {check.images.shape}; got {images.shape}."
        )
    change = images.astype(np.float64) - check.images.astype(np.float64)
    return tuple(float(size) for size in np.sqrt((change**2).sum(axis=(1, 2, 3))))


def pay(
    check: BankCheck,
    images: Digits,
    reading: Reading,
    level: Level,
    *,
    peeks: int = 0,
    hints: int = 0,
) -> Payout:
    """Return what the bank pays for a check handed in as `images`, read as `reading`."""
    sizes = distortions(check, images)
    whole = float(np.sqrt(np.square(sizes).sum()))
    altered = tuple(number for number, size in enumerate(sizes) if size > 0)
    notice = None
    if len(altered) > level.alterable:
        notice = Notice.TOO_MANY_DIGITS
    elif whole > level.budget * (1 + ROUNDING):
        notice = Notice.OVER_BUDGET
    return Payout(
        original=check.amount,
        credited=0 if notice else reading.amount,
        fees=peeks * level.peek_price + hints * level.hint_price,
        distortion=whole,
        budget=level.budget,
        altered=altered,
        notice=notice,
    )
