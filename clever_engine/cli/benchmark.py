"""`python -m clever_engine benchmark`: how robust every network of the catalogue is."""

import argparse
import os
import sys
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from clever_engine.benchmark import catalogued
from clever_engine.benchmark.checkpoint_log import CheckpointLog
from clever_engine.benchmark.executors import runner_for
from clever_engine.benchmark.file import read_benchmark, write_benchmark
from clever_engine.benchmark.making import (
    head,
    measure_networks,
    measured_alike,
    with_rows,
)
from clever_engine.benchmark.rows import Benchmark, NetworkRow
from clever_engine.benchmark.tasks import ModelEntry
from clever_engine.cli.method import add_device, add_settings, typed_settings
from clever_engine.errors import DataError, InputError
from clever_engine.score.methods import as_typed
from clever_engine.score.settings import CleverSettings
from clever_engine.shipped import MODELS
from clever_engine.steps import Steps

OUT = MODELS / "benchmark.json"

L2_BUDGET, LINF_BUDGET = 1.5, 0.1
"""The budgets of the table, which has room for one a norm."""


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "benchmark", help="measure how robust the networks are, all on the same test digits"
    )
    add = parser.add_argument
    add("--networks", metavar="A,B", help="names from the catalogue; all trained ones by default")
    add("--digits", type=int, default=100, help="how many test digits, as many of each class")
    add("--seed", type=int, default=0, help="of the digits, the points and the attacks")
    add("--data", type=Path, help="folder holding MNIST/raw/; else CLEVER_DATA")
    add("--out", type=Path, default=OUT, metavar="FILE", help="where the measurements are kept")
    add("--processes", type=int, default=os.cpu_count() or 1, help="at work at a time")
    add("--scheduler", metavar="ADDRESS", help="of a Dask cluster that does the work instead")
    add_settings(parser)
    add_device(parser)
    add("--again", action="store_true", help="measure also what the file holds already")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Measure what the file lacks, a task at a time, and print a table of all of it."""
    from clever_engine.training.data import data_folder

    clever, every = typed_settings(options), catalogued.entries(options.device)
    wanted = catalogued.named(_names(options.networks), every) if options.networks else every
    if options.out.is_dir() or not options.out.resolve().parent.is_dir():
        raise InputError(f"Expected --out to name a file in a folder; got {options.out}.")
    executor = runner_for(options.processes, options.scheduler)
    folder = data_folder(options.data)
    problem, digits = catalogued.mnist_problem(folder, options.digits, options.seed)
    if clever != CleverSettings():  # what was typed, in place of the usual
        problem = replace(problem, effort=replace(problem.effort, clever=clever))
    benchmark = _with_known_rows(
        head(problem, digits, data="MNIST", command="", device=options.device), every, options
    )
    present = set() if options.again else {row.name for row in benchmark.rows}
    missing = [entry for entry in wanted if entry.name not in present]
    log = CheckpointLog.beside(options.out, problem, again=options.again)
    steps = measure_networks(missing, problem, executor=executor, log=log)
    with closing(_shown(steps)) as rows:
        for row in rows:
            benchmark = with_rows(benchmark, [row], [entry.name for entry in every])
            benchmark = replace(
                benchmark, command=_command(benchmark, every, clever, options.device)
            )
            write_benchmark(options.out, benchmark)
    log.clear({(row.name, row.sha256) for row in benchmark.rows})
    print(table(benchmark))


def _with_known_rows(
    benchmark: Benchmark, every: Sequence[ModelEntry], options: argparse.Namespace
) -> Benchmark:
    """Return the benchmark with those rows of the file whose networks are still the same."""
    if not options.out.exists():
        return benchmark
    try:
        known = read_benchmark(options.out)
    except DataError as error:
        if options.again:
            return benchmark
        raise DataError(f"{error} Name another --out, or replace it with --again.") from error
    if measured_alike(known, benchmark):
        weights = {(entry.name, entry.sha256) for entry in every}
        rows = [row for row in known.rows if (row.name, row.sha256) in weights]
        return with_rows(benchmark, rows, [entry.name for entry in every])
    if options.again:
        return benchmark
    raise InputError(
        f"Expected {options.out} to hold the same digits, seed and settings; it has "
        f"{len(known.digits)} digits, seed {known.seed}, the method {known.effort.clever.method} "
        f"and {known.effort.attack_steps} steps an attack: name another --out, or replace it with "
        "--again."
    )


def _shown(steps: Steps[None]) -> Generator[NetworkRow, None, None]:
    """Draw a bar, a unit a task, and yield each row as soon as it is whole.

    Raises:
        KeyboardInterrupt: with a line saying how to go on.
    """
    step, quiet = None, not sys.stderr.isatty()
    with closing(steps), tqdm(unit="task", leave=False, mininterval=30 if quiet else 0.2) as bar:
        try:
            for step in steps:
                bar.total, bar.n = step.total, step.done
                bar.set_description(step.stage, refresh=False)
                bar.update(0)
                if step.value:
                    yield step.value
        except KeyboardInterrupt:
            so_far = f" with {step.done} of {step.total} tasks done" if step else ""
            raise KeyboardInterrupt(
                f"Stopped{so_far}; the same command goes on from there."
            ) from None


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _command(
    benchmark: Benchmark, every: Sequence[ModelEntry], clever: CleverSettings, device: str
) -> str:
    """Return the command that makes the benchmark again; where its data lie makes no difference."""
    names = [row.name for row in benchmark.rows]
    only = [] if len(names) == len(every) else ["--networks", ",".join(names)]
    amounts = ["--digits", str(len(benchmark.digits)), "--seed", str(benchmark.seed)]
    where = [] if device == "cpu" else ["--device", device]
    typed = [*filter(None, [as_typed(clever)]), *where]
    return " ".join(["python -m clever_engine benchmark", *only, *amounts, *typed])


def table(benchmark: Benchmark) -> str:
    """Return the benchmark as lines for people, a line a network."""
    width = max([len("network"), *(len(row.name) for row in benchmark.rows)])
    lines = [
        f"{'network':<{width}}  accuracy  CLEVER L2   Linf  attack L2   Linf  "
        f"still right at L2 {L2_BUDGET:g}  Linf {LINF_BUDGET:g}     weights      ms"
    ]
    for row in benchmark.rows:
        clever = [row.robustness(norm, "clever untargeted") for norm in ("l2", "linf")]
        attack = [row.robustness(norm, "attack") for norm in ("l2", "linf")]
        lines.append(
            f"{row.name:<{width}}  {row.test_accuracy:>8.2%}  {clever[0]:>9.3f} {clever[1]:>6.4f}  "
            f"{attack[0]:>9.3f} {attack[1]:>6.4f}  {row.robust_accuracy('l2', L2_BUDGET):>21.0%}  "
            f"{row.robust_accuracy('linf', LINF_BUDGET):>8.0%}  {row.parameters:>10,} "
            f"{row.milliseconds:>7.2f}"
        )
    lines.append(
        f"\nMeans over those of {len(benchmark.digits)} {benchmark.data} test digits that each "
        f"network reads rightly. CLEVER by the method {benchmark.effort.clever.method}: an "
        "estimate of a bound; an attack's distance is one from above."
    )
    return "\n".join(lines)
