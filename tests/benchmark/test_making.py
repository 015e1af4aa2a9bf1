"""Rows are the same however they were made: in one process, in two, on a cluster, in two goes."""

import json
import signal
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from clever_engine import CleverSettings
from clever_engine.benchmark.checkpoint_log import CheckpointLog
from clever_engine.benchmark.executors import (
    in_processes,
    in_turn,
    on_cluster,
    runner_for,
)
from clever_engine.benchmark.making import (
    head,
    machine,
    measure_networks,
    measured_alike,
    with_rows,
)
from clever_engine.benchmark.measuring import measure_digits
from clever_engine.benchmark.tasks import ModelEntry, tasks_of
from clever_engine.errors import InputError, ModelError
from tests.benchmark.small import CHEAP, KINDS, assert_same, build, entries, problem, row

ROOT = Path(__file__).resolve().parents[2]
TASKS = 2 * len(KINDS) * 2  # networks, kinds, chunks of 12 digits


def rows_by(executor=in_turn, log=None, known=None):
    steps = list(measure_networks(entries(), known or problem(), executor=executor, log=log))
    assert steps[-1].done == steps[-1].total
    return [step.value for step in steps if step.value]


@pytest.fixture(scope="module")
def rows():
    return rows_by()


@pytest.fixture
def log(tmp_path):
    return CheckpointLog.beside(tmp_path / "out.json", problem())


def test_a_row_holds_what_each_measure_gives_alone(rows):
    known = problem()
    for kind in KINDS:
        scores = measure_digits(
            build(1), known.images, known.truth, norm=kind[0], measure=kind[1],
            effort=CHEAP, seed=known.seed,
        )  # fmt: skip
        np.testing.assert_array_equal(rows[1].scores[kind].values, scores.values)
        np.testing.assert_array_equal(rows[1].scores[kind].low, scores.low)
    assert [row.name for row in rows] == ["net-0", "net-1"]
    assert rows[0].accuracy == pytest.approx(10 / 12)
    assert rows[0].parameters == sum(p.numel() for p in build(0).module.parameters())
    assert rows[0].milliseconds > 0
    assert rows[0].seconds > 0


def test_progress_counts_every_task():
    steps = list(measure_networks(entries(), problem()))
    assert [step.done for step in steps] == [0, 0, *range(1, TASKS + 1)]
    assert {step.total for step in steps} == {TASKS}


def test_two_processes_give_the_same_rows(rows):
    for one, other in zip(rows, rows_by(lambda tasks: in_processes(tasks, 2)), strict=True):
        assert_same(one, other)


def test_a_dask_cluster_gives_the_same_rows(rows):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        found = rows_by(lambda tasks: on_cluster(tasks, cluster.scheduler_address))
    found = {row.name: row for row in found}
    for one in rows:
        assert_same(one, found[one.name])


def test_a_scheduler_that_is_not_there_is_said_in_a_sentence(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("clever_engine.benchmark.executors.PATIENCE", "1s")
    with pytest.raises(InputError, match="Expected a Dask scheduler at tcp://127.0.0.1:9"):
        list(on_cluster([], "tcp://127.0.0.1:9"))


def test_without_dask_the_error_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match="pip install distributed"):
        list(on_cluster([], "tcp://127.0.0.1:9"))


def interrupt_after(count, done):
    """A executor that is interrupted, and notes which tasks it was given."""

    def run(tasks):
        done.append(len(tasks))
        for index, outcome in enumerate(in_turn(tasks)):
            if index == count:
                raise KeyboardInterrupt
            yield outcome

    return run


@pytest.mark.parametrize("count", [0, 3, TASKS - 1])
def test_an_interrupted_run_goes_on_where_it_stopped(rows, log, count):
    given = []
    with pytest.raises(KeyboardInterrupt):
        rows_by(interrupt_after(count, given), log)
    found = rows_by(interrupt_after(TASKS, given), log)
    assert given == [TASKS, TASKS - count]
    for one, other in zip(rows, found, strict=True):
        assert_same(one, other)


def test_a_line_cut_short_is_measured_again(rows, log):
    rows_by(log=log)
    raw = log.path.read_bytes()
    assert len(raw.splitlines()) == TASKS
    log.path.write_bytes(raw[: len(raw) // 2])
    left = len(log.read())
    assert left < TASKS
    given = []
    found = rows_by(interrupt_after(TASKS, given), log)
    assert given == [TASKS - left]
    assert len(log.read()) == TASKS
    for one, other in zip(rows, found, strict=True):
        assert_same(one, other)


def test_a_journal_belongs_to_one_problem(tmp_path):
    out = tmp_path / "out.json"
    paths = {
        CheckpointLog.beside(out, problem()).path,
        CheckpointLog.beside(out, problem(), again=True).path,
        CheckpointLog.beside(out, problem(11)).path,
        CheckpointLog.beside(tmp_path / "other.json", problem()).path,
    }
    assert len(paths) == 4
    assert CheckpointLog.beside(out, problem()).path in paths
    assert {path.parent for path in paths} == {tmp_path / ".training"}


def test_a_journal_is_cleared_once_everything_arrived(log):
    rows_by(log=log)
    log.clear({("net-0", "small-0")})
    assert log.path.exists()
    log.clear({("net-0", "small-0"), ("net-1", "small-1")})
    assert not log.path.exists()


def test_other_weights_are_not_taken_from_the_log(log):
    rows_by(log=log)
    retrained = ModelEntry(name="net-0", sha256="new", test_accuracy=0.9, load=entries()[0].load)
    first = next(measure_networks([retrained], problem(), log=log))
    assert (first.done, first.total) == (0, TASKS // 2)


def broken():
    raise ModelError("Expected weights; there are none.")


@pytest.mark.parametrize("executor", [in_turn, lambda tasks: in_processes(tasks, 1)])
def test_an_error_in_a_task_arrives(executor):
    bad = ModelEntry(name="bad", sha256="bad", test_accuracy=0.0, load=broken)
    with closing(executor(tasks_of([bad], problem(5)))) as found, pytest.raises(ModelError):
        list(found)


KILLED = """
import os, signal
from clever_engine.benchmark.executors import in_processes
from clever_engine.benchmark.tasks import tasks_of
from tests.benchmark.small import entries, problem
next(in_processes(tasks_of(entries(), problem()), 1))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_no_process_outlives_a_parent_that_was_killed():
    """A process left over would hold the output open, and the wait for its end would time out."""
    run = subprocess.run(
        [sys.executable, "-c", KILLED], cwd=ROOT, capture_output=True, timeout=100, check=False
    )
    assert run.returncode == -signal.SIGKILL, run.stderr


def test_executors_are_chosen_by_what_was_asked_for():
    assert runner_for(1) is in_turn
    with pytest.raises(InputError, match="at least one process"):
        runner_for(0)


def test_rows_are_added_replaced_and_put_in_order():
    empty = head(problem(), range(12), data="MNIST", command="")
    assert empty.rows == ()
    a, b, c = (row(name, 0.9, clever=1.0, attack=1.0) for name in "abc")
    benchmark = with_rows(empty, [c, a], ["a", "b", "c"])
    assert [r.name for r in benchmark.rows] == ["a", "c"]
    newer = row("c", 0.8, clever=1.0, attack=1.0)
    benchmark = with_rows(benchmark, [b, newer], ["c", "b"])
    assert benchmark.rows == (newer, b)


def test_only_benchmarks_of_the_same_digits_and_effort_are_alike():
    one = head(problem(), range(12), data="MNIST", command="")
    assert measured_alike(one, head(problem(), range(12), data="MNIST", command="x"))
    assert not measured_alike(one, head(problem(), range(1, 13), data="MNIST", command=""))
    assert not measured_alike(one, head(problem(), range(12), data="other", command=""))
    effort = replace(problem().effort, clever=CleverSettings.published())
    published = replace(problem(), effort=effort)
    assert not measured_alike(one, head(published, range(12), data="MNIST", command=""))


def test_the_machine_is_described_in_words():
    assert "cores, Python 3" in machine()
    assert json.dumps(machine())
