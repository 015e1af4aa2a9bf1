"""A benchmark of networks of the catalogue with made-up numbers, for tests of the page."""

from pathlib import Path

import numpy as np

from clever_engine.benchmark.file import VERSION, write_benchmark
from clever_engine.benchmark.rows import (
    Benchmark,
    Effort,
    NetworkRow,
    Scores,
)
from clever_engine.zoo.catalogue import Entry, read_catalogue

DIGITS = 40
TRUTH = np.arange(DIGITS) % 10
SCALES = {"l2": 1.0, "linf": 0.1, "l1": 9.0}
BLIND = "cnn-7-quantised"


def _scores(values, spread=0.0, findings=None) -> Scores:
    low, high = values * (1 - spread), values * (1 + spread)
    return Scores(values=values, low=low, high=high, findings=findings or {})


def made_up_row(entry: Entry, number: int) -> NetworkRow:
    """A row whose robustness grows with the adversarial budget; one network is blind to CLEVER."""
    rng = np.random.default_rng(number)
    labels = TRUTH.copy()
    labels[rng.choice(DIGITS, size=number % 3, replace=False)] += 1
    labels %= 10
    level = 0.8 + 0.5 * entry.recipe.adversarial_epsilon + rng.uniform(0, 0.6)
    if entry.recipe.adversarial_norm == "linf" and entry.recipe.adversarial_epsilon:
        level = 1.9 + rng.uniform(0, 0.4)
    scores = {}
    for norm, scale in SCALES.items():
        base = level * scale * rng.uniform(0.5, 1.5, size=DIGITS)
        hidden = {"zero-gradients": DIGITS} if entry.name == BLIND else {"poor-fit": 3}
        clever = 0 * base if entry.name == BLIND else base
        scores[norm, "clever untargeted"] = _scores(clever, 0.05, hidden)
        scores[norm, "clever runner-up"] = _scores(1.1 * clever, 0.05, hidden)
        if norm != "l1":
            distances = np.where(labels == TRUTH, 1.15 * base, 0.0)
            scores[norm, "attack"] = _scores(distances)
    return NetworkRow(
        name=entry.name,
        sha256=entry.sha256,
        test_accuracy=entry.test_accuracy or 0.996 - 0.003 * rng.exponential(),
        labels=labels,
        right=labels == TRUTH,
        scores=scores,
        parameters=entry.parameters or 300_000 + number,
        milliseconds=0.5 + 0.1 * number,
        seconds=1.0,
    )


def made_up_benchmark(names: tuple[str, ...] | None = None) -> Benchmark:
    """A benchmark of all networks of the catalogue that read MNIST, or of those named."""
    entries = [entry for entry in read_catalogue() if entry.recipe.data == "mnist"]
    rows = tuple(
        made_up_row(entry, number)
        for number, entry in enumerate(entries)
        if names is None or entry.name in names
    )
    return Benchmark(
        version=VERSION,
        command="python -m clever_engine benchmark --data FOLDER --seed 5",
        seed=5,
        made="2026-11-26",
        machine="a machine that never was",
        data="mnist",
        digits=tuple(range(DIGITS)),
        truth=TRUTH,
        effort=Effort(),
        rows=rows,
    )


def write_made_up(path: Path, names: tuple[str, ...] | None = None) -> Benchmark:
    """Write such a benchmark to a file and return it."""
    benchmark = made_up_benchmark(names)
    write_benchmark(path, benchmark)
    return benchmark
