"""CLEVER's promises against an attacker's finds, digit by digit, from a benchmark of the zoo."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clever_engine.benchmark.findings import blindness
from clever_engine.benchmark.rows import Benchmark, NetworkRow

Array = NDArray[np.float64]
CLEVER, ATTACK = "clever untargeted", "attack"

BLIND = 0.5
"""Share of digits without any slope beyond which CLEVER says nothing about a network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """One network's digits: what CLEVER said and what an attacker needed.

    Attributes:
        network: its name.
        norm: "l2" or "linf".
        scores: `(n,)` CLEVER's, of the digits that the network reads rightly.
        low: `(n,)` lower ends of their 90 % intervals.
        distances: `(n,)` of the smallest attacks found.
        digits: how many digits the benchmark has; the others were misread without any change.
        blind: share of all digits at which CLEVER met no slope and so promised nothing.
    """

    network: str
    norm: str
    scores: Array
    low: Array
    distances: Array
    digits: int
    blind: float

    @property
    def is_blind(self) -> bool:
        """Whether CLEVER says nothing about this network."""
        return self.blind > BLIND

    @property
    def broken(self) -> NDArray[np.bool_]:
        """Return at which digits the attacker needed less than the score `(n,)`."""
        return self.distances < self.scores

    @property
    def broken_beyond_interval(self) -> NDArray[np.bool_]:
        """Return at which digits the attacker needed less than the interval's lower end `(n,)`."""
        return self.distances < self.low

    @property
    def worst(self) -> float:
        """Return the largest score over distance; 0 without digits."""
        ratios = self.scores / np.maximum(self.distances, 1e-12)
        return float(ratios.max(initial=0.0))


def promises(row: NetworkRow, norm: str) -> Promises | None:
    """Return a network's promises in a norm; None where score or attack was not measured."""
    if not {(norm, CLEVER), (norm, ATTACK)} <= set(row.scores):
        return None
    clever, attack = row.scores[norm, CLEVER], row.scores[norm, ATTACK]
    return Promises(
        network=row.name,
        norm=norm,
        scores=clever.values[row.right],
        low=clever.low[row.right],
        distances=attack.values[row.right],
        digits=len(row.right),
        blind=blindness(row, norm, CLEVER),
    )


def all_promises(benchmark: Benchmark, norm: str) -> tuple[Promises, ...]:
    """Return the promises of every network of which both were measured, in the file's order."""
    found = (promises(row, norm) for row in benchmark.rows)
    return tuple(promise for promise in found if promise is not None)


def fooled(every: tuple[Promises, ...]) -> tuple[Promises, ...]:
    """Return the networks with broken promises, the most of them first; blind ones left out."""
    seen = [promise for promise in every if promise.broken.any() and not promise.is_blind]
    return tuple(sorted(seen, key=lambda promise: (-promise.broken.mean(), promise.network)))
