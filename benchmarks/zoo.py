"""How the shipped scores stand to the shipped attacks, network by network of the whole zoo.

Nothing is measured here: `models/benchmark.json` holds both, 100 digits a network, the attack the
quick portfolio within the pixels' limits. So it may be farther than the smallest change without
them, of which the score speaks.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.quality import FIVES, Array, spearman
from clever_engine.benchmark.file import read_benchmark
from clever_engine.benchmark.rows import NetworkRow
from clever_engine.shipped import MODELS

NORMS = ("l2", "linf")


def table(path: Path = MODELS / "benchmark.json") -> list[str]:
    """Return the table as lines of Markdown.

    Raises:
        DataError: there is no such file, or it is damaged.
    """
    benchmark = read_benchmark(path)
    settings = benchmark.effort.clever
    return [
        f"The zoo, {benchmark.made}, {len(benchmark.digits)} digits of {benchmark.data}, method "
        f"{settings.method}, beside the quick attack within the pixels' limits; "
        f"{benchmark.machine}.",
        "",
        "| network | norm | digits | Spearman | score / attack, median (5 - 95 %) "
        "| above | weakest of five right |",
        "|---|---|---|---|---|---|---|",
        *(line for row in benchmark.rows for line in _lines(row)),
    ]


def _lines(row: NetworkRow) -> Iterator[str]:
    for norm in NORMS:
        values = row.scores[norm, "clever untargeted"].values[row.right]
        distances = row.scores[norm, "attack"].values[row.right]
        ratios = values / distances
        low, median, high = np.quantile(ratios, (0.05, 0.5, 0.95))
        yield (
            f"| {row.name} | {norm} | {len(values)} | {spearman(values[None], distances):.3f} "
            f"| {median:.2f} ({low:.2f} - {high:.2f}) | {np.mean(ratios > 1):.0%} "
            f"| {_weakest(values, distances):.0%} |"
        )


def _weakest(values: Array, distances: Array) -> float:
    """Return over random fives how often the lowest score has the smallest attack."""
    draw = np.random.default_rng(0)
    fives = [draw.choice(len(values), 5, replace=False) for _ in range(FIVES)]
    return float(np.mean([values[five].argmin() == distances[five].argmin() for five in fives]))
