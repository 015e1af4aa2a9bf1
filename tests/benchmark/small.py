"""Small networks on pictures of 6x6 pixels, and hand-made benchmarks; other processes import it."""

from functools import partial

import numpy as np
import torch
from torch import nn

from clever_engine import Classifier, CleverSettings
from clever_engine.benchmark import (
    Benchmark,
    NetworkRow,
    Scores,
)
from clever_engine.benchmark.measuring import rounded
from clever_engine.benchmark.rows import Effort
from clever_engine.benchmark.tasks import ModelEntry, Problem

SIZE, CLASSES = (1, 6, 6), 3
CHEAP = Effort(
    clever=CleverSettings(n_batches=4, samples_per_batch=2, stop_width=None), attack_steps=10
)
KINDS = (("l2", "attack"), ("l1", "clever untargeted"))


def build(seed: int) -> Classifier:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        module = nn.Sequential(
            nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(64, 16), nn.ReLU(),
            nn.Linear(16, CLASSES),
        )  # fmt: skip
        with torch.no_grad():  # without this it would read nearly all pictures alike
            module[-1].bias -= module(torch.rand(500, *SIZE)).mean(dim=0)
    return Classifier.from_module(
        module.requires_grad_(False), input_shape=SIZE, name=f"net-{seed}"
    )


def entries(count: int = 2) -> list[ModelEntry]:
    return [
        ModelEntry(
            name=f"net-{seed}", sha256=f"small-{seed}", test_accuracy=0.9, load=partial(build, seed)
        )
        for seed in range(count)
    ]


def problem(count: int = 12, kinds=KINDS) -> Problem:
    """Random pictures; the truth is what the first network reads, but for every seventh."""
    images = np.random.default_rng(1).random((count, *SIZE)).astype(np.float32)
    truth = build(0).logits(images).argmax(dim=1).numpy()
    truth[::7] = (truth[::7] + 1) % CLASSES
    return Problem(images=images, truth=truth, effort=CHEAP, seed=3, kinds=kinds)


def row(name, accuracy, *, clever, attack, findings=None, norm="l2", right=(True, True)):
    """A row whose two digits have the given mean."""

    def scores(mean, found):
        values = np.array([0.5, 1.5]) * mean
        return Scores(
            values=values, low=rounded(values * 0.9), high=rounded(values * 1.1), findings=found
        )

    return NetworkRow(
        name=name,
        sha256=f"sum of {name}",
        test_accuracy=accuracy,
        labels=np.where(right, [1, 2], [0, 0]),
        right=np.array(right),
        scores={
            (norm, "clever untargeted"): scores(clever, findings or {}),
            (norm, "attack"): scores(attack, {}),
        },
        parameters=10,
        milliseconds=0.5,
        seconds=1.0,
    )


def benchmark(*rows) -> Benchmark:
    return Benchmark(
        version=1,
        command="python -m clever_engine benchmark --digits 2 --seed 0",
        seed=0,
        made="2026-01-02",
        machine="a machine",
        data="MNIST",
        digits=(5, 7),
        truth=np.array([1, 2]),
        rows=rows,
    )


def assert_same(one: NetworkRow, other: NetworkRow) -> None:
    """All but times, which no two runs share."""
    for name in ("name", "sha256", "test_accuracy", "parameters"):
        assert getattr(one, name) == getattr(other, name)
    np.testing.assert_array_equal(one.labels, other.labels)
    np.testing.assert_array_equal(one.right, other.right)
    assert list(one.scores) == list(other.scores)
    for kind, scores in one.scores.items():
        for name in ("values", "low", "high"):
            np.testing.assert_array_equal(getattr(scores, name), getattr(other.scores[kind], name))
        assert scores.findings == other.scores[kind].findings
