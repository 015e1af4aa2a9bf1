"""Making a survey: the networks that lack a row are measured, the rows of the others are kept."""

import os
import platform
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import torch

from clever_engine.steps import Progress, Steps
from clever_engine.survey.file import VERSION
from clever_engine.survey.journal import Journal
from clever_engine.survey.measuring import Labels, join, read_labels, time_digit
from clever_engine.survey.rows import NetworkRow, Survey
from clever_engine.survey.runners import Runner, in_turn
from clever_engine.survey.tasks import (
    Candidate,
    Key,
    Outcome,
    Problem,
    load,
    tasks_of,
)
from clever_engine.threads import one_thread


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What is quick to tell, and timed before the machine is busy."""

    labels: Labels
    parameters: int
    milliseconds: float


def measure_networks(
    candidates: Sequence[Candidate],
    problem: Problem,
    *,
    runner: Runner = in_turn,
    journal: Journal | None = None,
) -> Steps[None]:
    """Measure networks task by task.

    Progress counts tasks, those of earlier runs too; its stage is the network that got on last, and
    its value that network's row, as soon as it is whole.

    Scores are the same whichever runner does the tasks, and however often it was stopped.

    Args:
        candidates: the networks, each of another name.
        problem: what to measure of all of them.
        runner: who does the tasks.
        journal: knows outcomes of earlier runs, and learns each new one.

    Raises:
        ModelError: a network cannot be loaded or measured.
    """
    tasks = tasks_of(candidates, problem)
    kept = journal.read() if journal else {}
    outcomes = {task.key: kept[task.key] for task in tasks if task.key in kept}
    readings = {}
    for candidate in candidates:
        readings[candidate.name] = _read(candidate, problem)
        yield Progress(done=len(outcomes), total=len(tasks), stage=candidate.name)
    by_name = {candidate.name: candidate for candidate in candidates}

    def step(name: str) -> Progress:
        row = _row(by_name[name], problem, readings[name], outcomes)
        return Progress(done=len(outcomes), total=len(tasks), value=row, stage=name)

    yield from (whole for whole in map(step, by_name) if whole.value)
    with closing(runner([task for task in tasks if task.key not in outcomes])) as found:
        for outcome in found:
            if journal:
                journal.add(outcome)
            outcomes[outcome.key] = outcome
            yield step(outcome.key[0])


def head(problem: Problem, digits: Sequence[int], *, data: str, command: str) -> Survey:
    """Return a survey without rows, made today on this machine.

    Args:
        problem: what is measured.
        digits: indices of the problem's images in their test set.
        data: name of the data set.
        command: that makes it.
    """
    return Survey(
        version=VERSION,
        command=command,
        seed=problem.seed,
        made=date.today().isoformat(),
        machine=machine(),
        data=data,
        digits=tuple(digits),
        truth=problem.truth,
        effort=problem.effort,
        rows=(),
    )


def measured_alike(one: Survey, other: Survey) -> bool:
    """Return whether the rows of two surveys may stand in one: same digits, seed and effort."""
    what = [(s.version, s.seed, s.data, s.digits, s.effort) for s in (one, other)]
    return what[0] == what[1]


def with_rows(survey: Survey, rows: Iterable[NetworkRow], order: Sequence[str]) -> Survey:
    """Return the survey with rows added, or put in place of those of the same name.

    `order` are names; rows of others are left out.
    """
    by_name = {row.name: row for row in (*survey.rows, *rows)}
    return replace(survey, rows=tuple(by_name[name] for name in order if name in by_name))


def machine() -> str:
    """Return processor, cores and versions, without a name that tells whose machine it is."""
    processor = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        lines = info.read_text(encoding="utf-8").splitlines()
        names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
        processor = names[0] if names else processor
    return (
        f"{processor}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"torch {torch.__version__}"
    )


def _read(candidate: Candidate, problem: Problem) -> _Reading:
    classifier = load(candidate)
    with one_thread():
        return _Reading(
            labels=read_labels(classifier, problem.images),
            parameters=sum(weights.numel() for weights in classifier.module.parameters()),
            milliseconds=time_digit(classifier, problem.images),
        )


def _row(
    candidate: Candidate, problem: Problem, reading: _Reading, outcomes: dict[Key, Outcome]
) -> NetworkRow | None:
    """Return the candidate's row; None as long as a task is missing."""
    keys = [task.key for task in tasks_of([candidate], problem)]
    if any(key not in outcomes for key in keys):
        return None
    scores = {
        kind: join([outcomes[key].scores for key in keys if key[2:4] == kind])
        for kind in problem.kinds
    }
    return NetworkRow(
        name=candidate.name,
        sha256=candidate.sha256,
        test_accuracy=candidate.test_accuracy,
        labels=reading.labels,
        right=reading.labels == problem.truth,
        scores=scores,
        parameters=reading.parameters,
        milliseconds=reading.milliseconds,
        seconds=sum(outcomes[key].seconds for key in keys),
    )
