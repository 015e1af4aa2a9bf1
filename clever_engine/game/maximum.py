"""The most that a check can be made to pay, computed: what an attacker with all gradients finds.

For every digit and value the smallest change found, by minimum-norm attacks inside the pixel range,
that makes the network read the value; then the best combination that the rules allow. What is
promised is real: each change is rounded to the check's greys and read again. What is not found may
still exist.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np
import torch

from clever_engine.attacks import minimum_norm_attack
from clever_engine.attacks.minimum_norm import nearest
from clever_engine.classifiers import Classifier
from clever_engine.clever import run_to_end
from clever_engine.game.checks import BankCheck, Digits, on_grey_grid
from clever_engine.game.levels import Level
from clever_engine.game.payout import ROUNDING

STEPS = {"fmn": 80, "ddn": 60}
AT_ONCE = 3
"""Attacks in one step, so that a step on a deep network takes some tenths of a second."""

_PUSHES = (1.0, 1.01, 1.02, 1.04, 1.07, 1.12, 1.2, 1.35)
"""How far beyond the boundary a change is pushed until rounding to greys leaves it there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tamper:
    """The smallest change found that makes the network read `value` at `position`.

    Attributes:
        position: which digit, from 0, the leading one first.
        value: what it is read as, 0 to 9.
        distortion: L2 norm of the change; 0 where it is read so already.
        image: `(1, 28, 28)` the altered digit.
    """

    position: int
    value: int
    distortion: float
    image: Digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Maximum:
    """The best tamper found.

    Attributes:
        original: the amount on the check.
        amount: what the bank credits then; never less than for the check as it is.
        chosen: the changes that make it, by position; empty where nothing pays.
        table: every change found, by position and value, those beyond the budget too.
        images: `(n, 1, 28, 28)` the check so altered.
    """

    original: int
    amount: int
    chosen: tuple[Tamper, ...]
    table: tuple[Tamper, ...]
    images: Digits

    @property
    def gain(self) -> int:
        """Return what could be won."""
        return self.amount - self.original

    @property
    def distortion(self) -> float:
        """Return the L2 norm of the whole change."""
        return float(np.sqrt(sum(tamper.distortion**2 for tamper in self.chosen)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Attacks done, and in all."""

    done: int
    total: int


def find_maximum(classifier: Classifier, check: BankCheck, level: Level) -> Maximum:
    """Return the best tamper found for a check."""
    return run_to_end(maximum_steps(classifier, check, level))  # type: ignore[arg-type]


def maximum_steps(
    classifier: Classifier, check: BankCheck, level: Level
) -> Generator[Progress, None, Maximum]:
    """Find as `find_maximum`, yielding after every few attacks so that a caller can stop it."""
    labels = classifier.logits(check.images).argmax(dim=1).tolist()
    table = [
        Tamper(position=position, value=label, distortion=0.0, image=check.images[position])
        for position, label in enumerate(labels)
    ]
    wanted = [
        (position, value)
        for position, label in enumerate(labels)
        for value in range(len(classifier.class_names))
        if value != label
    ]
    for start in range(0, len(wanted), AT_ONCE):
        table += _attack(classifier, check, wanted[start : start + AT_ONCE])
        yield Progress(done=min(start + AT_ONCE, len(wanted)), total=len(wanted))
    table.sort(key=lambda tamper: (tamper.position, tamper.value))
    return best_tamper(check, level, tuple(table))


def best_tamper(check: BankCheck, level: Level, table: tuple[Tamper, ...]) -> Maximum:
    """Return the combination of changes, one a digit at most, that pays most within the rules.

    Of those that pay the same, the smallest change. Exact: every combination is tried.
    """
    count = len(check.images)
    sizes = np.full((count, 10), np.inf)
    for tamper in table:
        sizes[tamper.position, tamper.value] = tamper.distortion
    # One axis a digit: all amounts at once, with the square of their distortion.
    squares, changed, amounts = (np.zeros([10] * count) for _ in range(3))
    for position in range(count):
        shape = [10 if axis == position else 1 for axis in range(count)]
        squares = squares + np.square(sizes[position]).reshape(shape)
        changed = changed + (sizes[position] > 0).reshape(shape)
        amounts = amounts + (np.arange(10) * 10 ** (count - 1 - position)).reshape(shape)
    allowed = (squares <= (level.budget * (1 + ROUNDING)) ** 2) & (changed <= level.alterable)
    amounts = np.where(allowed, amounts, -1.0)
    most = amounts.max()
    best = np.unravel_index(np.where(amounts == most, squares, np.inf).argmin(), amounts.shape)
    found = {(tamper.position, tamper.value): tamper for tamper in table}
    taken = [found[position, int(value)] for position, value in enumerate(best)]
    return Maximum(
        original=check.amount,
        amount=int(most),
        chosen=tuple(tamper for tamper in taken if tamper.distortion > 0),
        table=table,
        images=np.stack([tamper.image for tamper in taken]),
    )


def _attack(
    classifier: Classifier, check: BankCheck, wanted: list[tuple[int, int]]
) -> Iterator[Tamper]:
    """Yield the changes found for some digits and values; those not found are left out."""
    originals = np.stack([check.images[position] for position, _ in wanted])
    values = torch.tensor([value for _, value in wanted])
    found = nearest(
        [
            minimum_norm_attack(
                classifier, originals, targets=values, method=method, steps=steps, clip=True
            )
            for method, steps in STEPS.items()
        ]
    )
    for number, (position, value) in enumerate(wanted):
        if not np.isfinite(found.distances[number]):
            continue
        change = found.adversarials[number].cpu().numpy() - originals[number]
        tries = on_grey_grid(np.stack([originals[number] + push * change for push in _PUSHES]))
        read = classifier.logits(tries).argmax(dim=1).numpy() == value
        if read.any():
            image = tries[int(read.argmax())]
            gap = image.astype(np.float64) - originals[number]
            size = float(np.linalg.norm(gap))
            yield Tamper(position=position, value=value, distortion=size, image=image)
