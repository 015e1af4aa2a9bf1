"""Which digit pays: dollars won for each unit of distortion, beside which digit is weakest."""

from dataclasses import dataclass

from clever_engine.game.checks import BankCheck
from clever_engine.game.levels import Level
from clever_engine.game.maximum import Maximum, Tamper


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitProfit:
    """What altering one digit is worth.

    Attributes:
        position: which digit, from 0, the leading one first.
        easiest: the smallest change found that makes it anything else; None where none was found.
        best: the change that wins most dollars for each unit of distortion; None where none wins.
        gain: dollars that `best` wins, 0 without one.
        per_distortion: `gain` for each unit of L2 distortion, 0 without one.
        feasible: whether `best` is within the budget.
    """

    position: int
    easiest: Tamper | None
    best: Tamper | None
    gain: int
    per_distortion: float
    feasible: bool


def profit_per_distortion(
    maximum: Maximum, check: BankCheck, level: Level
) -> tuple[DigitProfit, ...]:
    """Return what each digit is worth, the most profitable first."""
    digits = [_digit(position, maximum, check, level) for position in range(len(check.images))]
    return tuple(sorted(digits, key=lambda digit: (-digit.per_distortion, digit.position)))


def _digit(position: int, maximum: Maximum, check: BankCheck, level: Level) -> DigitProfit:
    place = 10 ** (len(check.images) - 1 - position)
    changes = [
        tamper for tamper in maximum.table if tamper.position == position and tamper.distortion > 0
    ]
    worth = {
        tamper.value: (tamper.value - check.digits[position]) * place / tamper.distortion
        for tamper in changes
    }
    best = max(changes, key=lambda tamper: worth[tamper.value], default=None)
    if best is None or worth[best.value] <= 0:
        best = None
    return DigitProfit(
        position=position,
        easiest=min(changes, key=lambda tamper: tamper.distortion, default=None),
        best=best,
        gain=0 if best is None else (best.value - check.digits[position]) * place,
        per_distortion=0.0 if best is None else worth[best.value],
        feasible=best is not None and best.distortion <= level.budget,
    )
