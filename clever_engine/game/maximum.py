"""The most a check can be made to pay: computed, not guessed.

For every digit and every value the smallest change found makes a table; the best combination that
budget and rules allow is looked up among all of them. "Smallest found" is not "smallest there is":
a player may find a smaller one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clever_engine.classifiers import Classifier
from clever_engine.game.checks import BankCheck
from clever_engine.game.levels import Level
from clever_engine.game.payout import ROUNDING
from clever_engine.game.readings import amount_of, read_check
from clever_engine.game.tampering import STAGES, Tamper, tamper_steps
from clever_engine.steps import Progress, Steps, part, run


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Maximum:
    """The best that can be done with a check, and what it was chosen from.

    Attributes:
        amount: the most that the bank can be made to credit, in dollars.
        original: the check's amount, in dollars.
        untouched: what the bank credits for the check as it is, in dollars.
        tampers: the changes that lead to `amount`; none where the check as it is pays most.
        table: the smallest change found for each digit and value, what is read already included;
            by position, then value. A value that was not reached is missing.
    """

    amount: int
    original: int
    untouched: int
    tampers: tuple[Tamper, ...]
    table: tuple[Tamper, ...]

    @property
    def gain(self) -> int:
        """The most that can be won, in dollars; negative where misreading costs more."""
        return self.amount - self.original

    @property
    def distortion(self) -> float:
        """L2 norm of the best tampers together, in pixel values."""
        return float(np.sqrt(sum(tamper.distortion**2 for tamper in self.tampers)))


def find_maximum(classifier: Classifier, check: BankCheck, level: Level) -> Maximum:
    """Return the most that a network can be made to credit for a check.

    Raises:
        ModelError: the network does not tell ten digits apart, or gives values that are not finite.
    """
    return run(maximum_steps(classifier, check, level))


def maximum_steps(classifier: Classifier, check: BankCheck, level: Level) -> Steps[Maximum]:
    """Search as `find_maximum`, yielding several times a second so that a pool can interleave it.

    Progress counts descents.

    Raises:
        ModelError: as `find_maximum`.
    """
    labels = read_check(classifier, check.images).labels
    table: list[Tamper] = []
    total = STAGES * len(labels)
    for position, (label, image) in enumerate(zip(labels, check.images, strict=True)):
        others = [value for value in range(10) if value != label]
        found = yield from part(
            tamper_steps(classifier, image, position, others),
            done=STAGES * position,
            units=STAGES,
            total=total,
        )
        free = Tamper(position=position, value=label, distortion=0.0, image=image)
        table += sorted([*found, free], key=lambda tamper: tamper.value)
        yield Progress(done=STAGES * (position + 1), total=total)
    return choose_best(check, level, table)


def choose_best(check: BankCheck, level: Level, table: Sequence[Tamper]) -> Maximum:
    """Return the best combination of tampers, out of all of them, that the level allows.

    Args:
        check: whose digits they alter.
        level: its budget and number of digits.
        table: at most one tamper a position and value; each position has one of distortion 0, for
            what the bank reads there already.
    """
    count = len(check.digits)
    entries = {(tamper.position, tamper.value): tamper for tamper in table}
    squares = np.full((count, 10), np.inf)
    for (position, value), tamper in entries.items():
        squares[position, value] = tamper.distortion**2
    places = 10 ** np.arange(count - 1, -1, -1)
    # One axis a digit and ten values along each: at most 100,000 combinations, all looked at.
    amounts = _sums(places[:, None] * np.arange(10))
    lengths = np.sqrt(_sums(squares))
    altered = _sums((squares > 0).astype(np.int64))
    allowed = (lengths <= level.budget + ROUNDING) & (altered <= level.alterable)
    best = int(amounts[allowed].max())
    # An amount stands for one combination: its digits.
    chosen = [entries[position, int(value)] for position, value in enumerate(f"{best:0{count}d}")]
    return Maximum(
        amount=best,
        original=check.amount,
        untouched=amount_of([int(row.argmin()) for row in squares]),
        tampers=tuple(tamper for tamper in chosen if tamper.distortion > 0),
        table=tuple(table),
    )


def _sums(rows: NDArray[Any]) -> NDArray[Any]:
    """Return the sum over every choice of one entry a row, an axis a row."""
    sums: NDArray[Any] = reduce(np.add.outer, rows)
    return sums
