"""Promises against finds, on a benchmark whose answers are written down."""

from dataclasses import replace

import numpy as np
import pytest

from clever_engine.benchmark.rows import (
    Benchmark,
    Effort,
    NetworkRow,
    Scores,
)
from clever_engine.lesson.fooled import all_promises, fooled, promises


def scores(values, spread=0.1, **findings) -> Scores:
    values = np.asarray(values, dtype=float)
    return Scores(values=values, low=values - spread, high=values + spread, findings=dict(findings))


def row(name, clever, attack, *, wrong=(), blind=0) -> NetworkRow:
    labels = np.arange(len(clever))
    labels[list(wrong)] += 1
    hidden = {"zero-gradients": blind} if blind else {}
    return NetworkRow(
        name=name,
        sha256="",
        test_accuracy=0.99,
        labels=labels,
        right=labels == np.arange(len(clever)),
        scores={
            ("l2", "clever untargeted"): scores(clever, **hidden),
            ("l2", "attack"): scores(attack, spread=0.0),
        },
        parameters=1,
        milliseconds=1.0,
        seconds=1.0,
    )


def benchmark(*rows) -> Benchmark:
    count = len(rows[0].labels)
    return Benchmark(
        version=1,
        command="",
        seed=0,
        made="2026-01-01",
        machine="",
        data="mnist",
        digits=tuple(range(count)),
        truth=np.arange(count),
        rows=rows,
        effort=Effort(),
    )


HONEST = row("honest", [1.0, 1.0, 1.0, 1.0], [1.2, 1.0, 2.0, 3.0])
BOASTFUL = row("boastful", [2.0, 1.05, 3.0, 1.0], [1.0, 1.0, 1.0, 0.0], wrong=[3])
MASKED = row("masked", [0.0, 0.0, 0.0, 9.0], [1.0, 1.0, 1.0, 1.0], blind=3)


def test_broken_promises_are_counted_without_digits_misread_anyway():
    found = promises(BOASTFUL, "l2")
    assert found.digits == 4
    assert found.broken.tolist() == [True, True, True]
    assert found.broken_beyond_interval.tolist() == [True, False, True]
    assert found.worst == pytest.approx(3.0)


def test_a_promise_just_kept_is_kept():
    assert not promises(HONEST, "l2").broken.any()


def test_the_fooled_are_named_from_the_data_and_the_blind_apart():
    milder = replace(BOASTFUL, name="milder", scores=dict(HONEST.scores))
    milder.scores["l2", "clever untargeted"] = scores([1.3, 0.9, 1.0, 1.0])
    every = all_promises(benchmark(HONEST, milder, MASKED, BOASTFUL), "l2")
    assert [one.network for one in every] == ["honest", "milder", "masked", "boastful"]
    assert [one.network for one in fooled(every)] == ["boastful", "milder"]
    assert [one.network for one in every if one.is_blind] == ["masked"]


def test_a_norm_without_an_attack_has_no_promises():
    assert all_promises(benchmark(HONEST), "linf") == ()
