"""`python -m clever_engine benchmark`, on small networks, and once on a shipped one."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from clever_engine import load_classifier
from clever_engine.__main__ import main
from clever_engine.benchmark import catalogued, read_benchmark
from clever_engine.benchmark.measuring import CHUNK, measure_digits
from clever_engine.benchmark.tasks import KINDS
from tests.benchmark.small import assert_same, entries, problem

ROOT = Path(__file__).resolve().parents[2]
DIGITS = tuple(range(100, 112))


@pytest.fixture
def command(tmp_path, monkeypatch, capsys):
    """The command in a folder of its own, with two small networks for a catalogue."""
    monkeypatch.setattr(catalogued, "entries", lambda device: tuple(entries()))
    monkeypatch.setattr(
        catalogued,
        "mnist_problem",
        lambda folder, count, seed: (replace(problem(count, KINDS), seed=seed), DIGITS[:count]),
    )
    (tmp_path / "MNIST" / "raw").mkdir(parents=True)
    out = tmp_path / "benchmark.json"
    usual = ["--digits", "6", "--processes", "1", "--data", str(tmp_path), "--out", str(out)]

    def run(*arguments):
        status = main(["benchmark", *usual, *arguments])
        printed = capsys.readouterr()
        return status, printed.out, printed.err.split("\r")[-1].strip()

    run.out = out
    return run


@pytest.fixture
def measured(monkeypatch):
    """Names of the networks of which tasks were done."""
    from clever_engine.benchmark import executors

    names, really = [], executors.run_task

    def run_task(task):
        names.append(task.entry.name)
        return really(task)

    monkeypatch.setattr(executors, "run_task", run_task)
    return names


def test_all_networks_are_measured_and_shown(command):
    status, out, _ = command()
    assert status == 0
    benchmark = read_benchmark(command.out)
    assert [row.name for row in benchmark.rows] == ["net-0", "net-1"]
    assert benchmark.digits == DIGITS[:6]
    assert benchmark.command == "python -m clever_engine benchmark --digits 6 --seed 0"
    lines = out.splitlines()
    assert lines[0].startswith("network  accuracy  CLEVER L2")
    assert lines[1].split()[:2] == ["net-0", "90.00%"]
    assert f"{benchmark.rows[1].robustness('l2', 'attack'):.3f}" in lines[2].split()
    assert not list((command.out.parent / ".training").iterdir())


def test_networks_of_two_methods_never_share_a_file(command):
    """Two of them would share the scatter, which compares them."""
    command("--networks", "net-0", "--digits", "2")
    asked = ["--digits", "2", "--method", "published", "--batches", "4", "--samples", "2"]
    status, _, error = command("--networks", "net-1", *asked)
    assert status == 2
    assert "the method chords" in error
    assert [row.name for row in read_benchmark(command.out).rows] == ["net-0"]
    status, out, _ = command("--networks", "net-1", *asked, "--again")
    assert status == 0
    assert "CLEVER by the method published" in out
    again = read_benchmark(command.out)
    assert [row.name for row in again.rows] == ["net-1"]
    assert again.effort.clever.method == "published"
    assert again.command.endswith("--seed 0 --method published --batches 4 --samples 2")


def test_what_the_file_holds_is_not_measured_again(command, measured):
    command("--networks", "net-1")
    assert set(measured) == {"net-1"}
    assert read_benchmark(command.out).command.endswith("--networks net-1 --digits 6 --seed 0")
    first = read_benchmark(command.out).rows[0]
    measured.clear()
    command()
    assert set(measured) == {"net-0"}
    rows = read_benchmark(command.out).rows
    assert_same(rows[1], first)
    assert (rows[1].seconds, rows[1].milliseconds) == (first.seconds, first.milliseconds)
    raw = command.out.read_bytes()
    measured.clear()
    status, out, _ = command()
    assert (status, measured, command.out.read_bytes()) == (0, [], raw)
    assert "net-1" in out


def test_again_measures_what_was_named_and_keeps_the_rest(command, measured):
    command()
    before = read_benchmark(command.out).rows
    measured.clear()
    command("--again", "--networks", "net-0")
    assert set(measured) == {"net-0"}
    for one, other in zip(read_benchmark(command.out).rows, before, strict=True):
        assert_same(one, other)


def test_other_weights_are_measured(command, measured, monkeypatch):
    command()
    measured.clear()
    new = [replace(c, sha256="new" if c.name == "net-1" else c.sha256) for c in entries()]
    monkeypatch.setattr(catalogued, "entries", lambda device: tuple(new))
    command()
    assert set(measured) == {"net-1"}
    assert read_benchmark(command.out).rows[1].sha256 == "new"


def test_ctrl_c_says_how_to_go_on_and_the_next_run_does(command, measured, monkeypatch):
    whole = command.out.with_name("whole.json")
    command("--out", str(whole))
    measured.clear()
    from clever_engine.benchmark import executors

    counted = executors.run_task

    def stop_at_the_tenth(task):
        if len(measured) == 10:
            raise KeyboardInterrupt
        return counted(task)

    monkeypatch.setattr(executors, "run_task", stop_at_the_tenth)
    status, out, err = command()
    assert (status, out) == (130, "")
    assert err == "Stopped with 10 of 16 tasks done; the same command goes on from there."
    assert [row.name for row in read_benchmark(command.out).rows] == ["net-0"]
    measured.clear()
    monkeypatch.setattr(executors, "run_task", counted)
    assert command()[0] == 0
    assert measured == ["net-1"] * 6
    for one, other in zip(
        read_benchmark(command.out).rows, read_benchmark(whole).rows, strict=True
    ):
        assert_same(one, other)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--networks", "net-7"], "Expected trained networks out of net-0, net-1; got 'net-7'."),
        (["--processes", "0"], "Expected at least one process; got 0."),
        (["--out", "/nowhere/at/all.json"], "Expected --out to name a file in a folder"),
        (["--data", "/nowhere"], "Expected MNIST/raw/ inside /nowhere"),
    ],
)
def test_bad_input_is_one_line(command, arguments, message):
    status, out, err = command(*arguments)
    assert (status, out) == (2, "")
    assert message in err
    assert len(err.splitlines()) == 1


def test_a_file_of_other_digits_or_none_at_all_is_not_lost(command):
    command("--networks", "net-0")
    raw = command.out.read_bytes()
    status, _, err = command("--networks", "net-0", "--digits", "5")
    assert status == 2
    assert "it has 6 digits, seed 0, the method chords and 10 steps an attack: name" in err
    assert command.out.read_bytes() == raw
    command.out.write_text('{"version": 99}')
    status, _, err = command("--networks", "net-0")
    assert status == 2
    assert "got version 99. Name another --out" in err
    assert command("--networks", "net-0", "--digits", "5", "--again")[0] == 0
    assert len(read_benchmark(command.out).digits) == 5


def interrupted(run):
    """Press Ctrl-C, and again where nothing came of it: the first may meet a process starting."""
    for _ in range(6):
        with suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            return run.communicate(timeout=15)[1]
    run.kill()
    raise AssertionError("it does not stop")


@pytest.mark.timeout(300)
def test_a_real_ctrl_c_in_two_processes(data_root, tmp_path):
    """As in a terminal: the whole group of processes gets the signal."""
    out = tmp_path / "benchmark.json"
    # So much to do that the signal comes before all is done, even where the first outcomes wait to
    # be written while others get the processor.
    arguments = ["benchmark", "--networks", "mlp-1024,mlp-2", "--digits", "90", "--out", str(out)]
    arguments += ["--data", str(data_root), "--processes", "2"]
    run = subprocess.Popen(
        [sys.executable, "-m", "clever_engine", *arguments],
        cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        log = tmp_path / ".training"
        deadline = time.monotonic() + 200
        while not any(p.stat().st_size for p in log.glob("*.jsonl")):
            assert run.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)
    finally:
        err = interrupted(run)
    assert run.returncode == 130, err
    last = err.splitlines()[-1]
    found = re.search(r"Stopped with (\d+) of 144 tasks done; the same command goes on", last)
    assert found, err
    assert "Traceback" not in err
    (file,) = log.glob("*.jsonl")
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert 0 < int(found[1]) <= len(lines) < 18 * len(KINDS)
    quickest = min(lines, key=lambda line: line["seconds"])
    name, _, norm, measure, start = quickest["key"]
    known, _ = catalogued.mnist_problem(data_root, 30, 0)
    some = slice(start, start + CHUNK)
    scores = measure_digits(
        load_classifier(name), known.images[some], known.truth[some], norm=norm, measure=measure,
        effort=known.effort, seed=0,
    )  # fmt: skip
    assert scores.values.tolist() == quickest["values"]
