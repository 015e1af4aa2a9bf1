"""The numbers that the take-aways quote, out of the shipped benchmark."""

from dataclasses import dataclass

import numpy as np

from clever_engine.benchmark.findings import (
    Kind,
    Statement,
    statements,
)
from clever_engine.benchmark.rows import Benchmark, NetworkRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the benchmark shows, in the numbers the take-aways use; norm L2.

    Attributes:
        digits: measured by each network.
        networks: how many there are.
        pair: two networks of almost equal accuracy and unlike robustness; None without such.
        overtaken: of the digits that `worst` reads rightly, how many an attack turned with less
            than CLEVER said.
        worst: the network of which these are most.
        worst_right: how many digits it reads rightly.
        blind: networks at which CLEVER met no slope at all.
        fooled: networks that CLEVER rates far above what an attack needed.
    """

    digits: int
    networks: int
    pair: Statement | None
    overtaken: int
    worst: str
    worst_right: int
    blind: tuple[str, ...]
    fooled: tuple[str, ...]


def facts(benchmark: Benchmark) -> Facts | None:
    """Return the facts; None of a benchmark without networks."""
    if not benchmark.rows:
        return None
    worst = max(benchmark.rows, key=_overtaken)
    found = {s.kind: s for s in statements(benchmark, "l2", "clever untargeted")}
    blind, fooled = found.get(Kind.UNMEASURABLE), found.get(Kind.FOOLED)
    return Facts(
        digits=len(benchmark.digits),
        networks=len(benchmark.rows),
        pair=found.get(Kind.CLOSE_PAIR),
        overtaken=_overtaken(worst),
        worst=worst.name,
        worst_right=int(worst.right.sum()),
        blind=blind.networks if blind else (),
        fooled=fooled.networks if fooled else (),
    )


def _overtaken(row: NetworkRow) -> int:
    clever = row.scores["l2", "clever untargeted"].values
    attack = row.scores["l2", "attack"].values
    return int(np.sum(row.right & (attack < clever)))
