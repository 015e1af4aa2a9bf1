"""What a digit pays for its distortion, beside how easily it turns.

CLEVER asks which digit is the easiest to misread. A thief asks which one pays most for the change
the teller can see: turning the last digit is worth at most nine dollars, however little it takes,
and the easiest way for a digit to be misread may well be downwards. So the weakest digit is not
always the most profitable one.
"""

from dataclasses import dataclass

from clever_engine.game.levels import Level
from clever_engine.game.maximum import Maximum
from clever_engine.game.payout import ROUNDING
from clever_engine.game.tampering import Tamper


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitProfit:
    """What one digit can be made to pay.

    Gains are in dollars, against what the bank reads in the untouched digit; distortions are L2
    norms in pixel values.

    Attributes:
        position: of the digit, from 0, leading digit first.
        value: the one that pays most for its distortion: of those within the budget if there are
            any, else of all; what the bank reads already where no change would gain.
        gain: what turning the digit into `value` brings; 0 where nothing does.
        distortion: what it takes.
        ratio: gain / distortion, in dollars per unit; 0 where nothing gains.
        feasible: whether it is a gain within the teller's budget.
        nearest_value: what the digit turns into most easily, be it for the worse; None where no
            change of the reading was found.
        nearest_gain: what that would bring, which may be negative.
        nearest_distortion: what it takes; the smaller, the weaker the digit; infinite for None.
    """

    position: int
    value: int
    gain: int
    distortion: float
    ratio: float
    feasible: bool
    nearest_value: int | None
    nearest_gain: int
    nearest_distortion: float


def profit_per_distortion(maximum: Maximum, level: Level) -> tuple[DigitProfit, ...]:
    """Return the digits of a check by what they pay for their distortion, the best first.

    Digits that pay within the budget come before those that would only beyond it.

    Args:
        maximum: of the check, whose table is ranked.
        level: its budget says what is feasible.
    """
    count = 1 + max(tamper.position for tamper in maximum.table)
    digits = [_digit_profit(maximum, position, count, level) for position in range(count)]
    return tuple(sorted(digits, key=lambda digit: (digit.feasible, digit.ratio), reverse=True))


def _digit_profit(maximum: Maximum, position: int, count: int, level: Level) -> DigitProfit:
    entries = [tamper for tamper in maximum.table if tamper.position == position]
    read = min(entries, key=lambda tamper: tamper.distortion)
    changes = [tamper for tamper in entries if tamper.distortion > 0]
    place: int = 10 ** (count - 1 - position)

    def gain(tamper: Tamper) -> int:
        return (tamper.value - read.value) * place

    def affordable(tamper: Tamper) -> bool:
        return tamper.distortion <= level.budget + ROUNDING

    gaining = [tamper for tamper in changes if gain(tamper) > 0]
    feasible = [tamper for tamper in gaining if affordable(tamper)]
    best = max(feasible or gaining, key=lambda t: gain(t) / t.distortion, default=read)
    nearest = min(changes, key=lambda tamper: tamper.distortion, default=None)
    return DigitProfit(
        position=position,
        value=best.value,
        gain=gain(best),
        distortion=best.distortion,
        ratio=gain(best) / best.distortion if best.distortion else 0.0,
        feasible=bool(feasible),
        nearest_value=nearest.value if nearest else None,
        nearest_gain=gain(nearest) if nearest else 0,
        nearest_distortion=nearest.distortion if nearest else float("inf"),
    )
