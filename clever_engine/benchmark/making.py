"""Making a benchmark: networks that lack a row are measured, the rows of the others are kept."""

import os
import platform
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import torch

from clever_engine.benchmark.checkpoint_log import CheckpointLog
from clever_engine.benchmark.executors import Executor, in_turn
from clever_engine.benchmark.file import VERSION
from clever_engine.benchmark.measuring import (
    Labels,
    join,
    read_labels,
    time_digit,
)
from clever_engine.benchmark.rows import Benchmark, NetworkRow
from clever_engine.benchmark.tasks import (
    Key,
    ModelEntry,
    Outcome,
    Problem,
    load,
    tasks_of,
)
from clever_engine.steps import Progress, Steps
from clever_engine.threads import one_thread


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What is quick to tell, and timed before the machine is busy."""

    labels: Labels
    parameters: int
    milliseconds: float


def measure_networks(
    entries: Sequence[ModelEntry],
    problem: Problem,
    *,
    executor: Executor = in_turn,
    log: CheckpointLog | None = None,
) -> Steps[None]:
    """Measure networks task by task.

    Progress counts tasks, those of earlier runs too; its stage is the network that got on last, and
    its value that network's row, as soon as it is whole.

    Scores are the same whichever executor does the tasks, and however often it was stopped.

    Args:
        entries: the networks, each of another name.
        problem: what to measure of all of them.
        executor: who does the tasks.
        log: knows outcomes of earlier runs, and learns each new one.

    Raises:
        ModelError: a network cannot be loaded or measured.
    """
    tasks = tasks_of(entries, problem)
    kept = log.read() if log else {}
    outcomes = {task.key: kept[task.key] for task in tasks if task.key in kept}
    readings = {}
    for entry in entries:
        readings[entry.name] = _read(entry, problem)
        yield Progress(done=len(outcomes), total=len(tasks), stage=entry.name)
    by_name = {entry.name: entry for entry in entries}

    def step(name: str) -> Progress:
        row = _row(by_name[name], problem, readings[name], outcomes)
        return Progress(done=len(outcomes), total=len(tasks), value=row, stage=name)

    yield from (whole for whole in map(step, by_name) if whole.value)
    with closing(executor([task for task in tasks if task.key not in outcomes])) as found:
        for outcome in found:
            if log:
                log.add(outcome)
            outcomes[outcome.key] = outcome
            yield step(outcome.key[0])


def head(
    problem: Problem, digits: Sequence[int], *, data: str, command: str, device: str = "cpu"
) -> Benchmark:
    """Return a benchmark without rows, made today on this machine.

    Args:
        problem: what is measured.
        digits: indices of the problem's images in their test set.
        data: name of the data set.
        command: that makes it.
        device: where the networks compute.
    """
    return Benchmark(
        version=VERSION,
        command=command,
        seed=problem.seed,
        made=date.today().isoformat(),
        machine=machine(device),
        data=data,
        digits=tuple(digits),
        truth=problem.truth,
        effort=problem.effort,
        rows=(),
    )


def measured_alike(one: Benchmark, other: Benchmark) -> bool:
    """Return whether the rows of two benchmarks may stand in one: same digits, seed and effort."""
    what = [(s.version, s.seed, s.data, s.digits, s.effort) for s in (one, other)]
    return what[0] == what[1]


def with_rows(benchmark: Benchmark, rows: Iterable[NetworkRow], order: Sequence[str]) -> Benchmark:
    """Return the benchmark with rows added, or put in place of those of the same name.

    `order` are names; rows of others are left out.
    """
    by_name = {row.name: row for row in (*benchmark.rows, *rows)}
    return replace(benchmark, rows=tuple(by_name[name] for name in order if name in by_name))


def machine(device: str = "cpu") -> str:
    """Return processor, cores, versions and device; no name that tells whose machine it is."""
    processor = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        lines = info.read_text(encoding="utf-8").splitlines()
        names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
        processor = names[0] if names else processor
    return (
        f"{processor}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"torch {torch.__version__}{'' if device == 'cpu' else f', on {device}'}"
    )


def _read(entry: ModelEntry, problem: Problem) -> _Reading:
    classifier = load(entry)
    with one_thread():
        return _Reading(
            labels=read_labels(classifier, problem.images),
            parameters=sum(weights.numel() for weights in classifier.module.parameters()),
            milliseconds=time_digit(classifier, problem.images),
        )


def _row(
    entry: ModelEntry, problem: Problem, reading: _Reading, outcomes: dict[Key, Outcome]
) -> NetworkRow | None:
    """Return the entry's row; None as long as a task is missing."""
    keys = [task.key for task in tasks_of([entry], problem)]
    if any(key not in outcomes for key in keys):
        return None
    scores = {
        kind: join([outcomes[key].scores for key in keys if key[2:4] == kind])
        for kind in problem.kinds
    }
    return NetworkRow(
        name=entry.name,
        sha256=entry.sha256,
        test_accuracy=entry.test_accuracy,
        labels=reading.labels,
        right=reading.labels == problem.truth,
        scores=scores,
        parameters=reading.parameters,
        milliseconds=reading.milliseconds,
        seconds=sum(outcomes[key].seconds for key in keys),
    )
