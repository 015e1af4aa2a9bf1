"""`python -m benchmarks`: this engine beside ART and beside the published estimator, in one run."""

import argparse
import json
import sys
import time
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import torch

from benchmarks import (
    bench,
    contenders,
    machine,
    parameters,
    picture,
    quality,
    speed,
    strangers,
    tables,
    zoo,
)
from benchmarks.contenders import Contender, Image
from clever_engine import Classifier, CleverError, Norm
from clever_engine.attacks import Effort as AttackEffort
from clever_engine.margins import margin_gradient_norms

RESULTS = Path(__file__).parent / "results"
FRESH = ("mlp-1024-fresh", "cnn-7-fresh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much is measured.

    Attributes:
        attack: the effort of the attack that scores stand beside.
        budget: seconds after which a contender gets no further digit of a network and norm.
        covered: digits whose interval is compared with a large sample.
        rivals: norms in which the others are measured as well; ART takes most of the time.
        raced: networks on which speed and the others are measured.
        races: digits on which ART's time is taken.
        memory_batches: of the paper's size, to see whether memory grows with them; by network.
    """

    digits: int
    attack: str
    budget: float
    covered: int
    races: int
    norms: tuple[Norm, ...]
    rivals: tuple[Norm, ...]
    networks: tuple[str, ...]
    raced: tuple[str, ...]
    memory_batches: dict[str, tuple[int, ...]]


QUICK = Effort(
    digits=20,
    attack="quick",
    budget=5.0,
    covered=4,
    races=1,
    norms=(Norm.L2,),
    rivals=(Norm.L2,),
    networks=FRESH,
    raced=FRESH,
    memory_batches={"mlp-1024-fresh": (2, 4), "cnn-7-fresh": (2, 4)},
)
FULL = Effort(
    digits=42,  # with two seeds, four networks and three norms a thousand runs
    attack="thorough",
    budget=120.0,
    covered=20,
    races=3,
    norms=tuple(Norm),
    rivals=(Norm.L2,),
    networks=(*FRESH, "cnn-7-distilled-held-out", "cnn-7-robust-held-out", *strangers.judges()),
    raced=FRESH,
    memory_batches={"mlp-1024-fresh": (5, 50, 500), "cnn-7-fresh": (5, 10, 20)},
)


def main(arguments: list[str] | None = None) -> int:
    """Measure, print the tables and keep tables, JSON and picture."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few minutes, L2 alone")
    parser.add_argument("--networks", nargs="+", metavar="NAME", help="others than the held-out")
    parser.add_argument("--norms", nargs="+", choices=[norm.value for norm in Norm])
    parser.add_argument("--digits", type=int, metavar="N", help="digits a network")
    parser.add_argument("--budget", type=float, metavar="SECONDS", help="for a slow contender")
    parser.add_argument("--attack", choices=[*AttackEffort], help="thorough where not --quick")
    parser.add_argument(
        "--alone", action="store_true", help="quality of the default and of guided alone"
    )
    parser.add_argument("--name", help="of the files that keep the result; quick or full")
    parser.add_argument("--threads", type=int, help="the fastest by a trial, else")
    parser.add_argument("--out", type=Path, default=RESULTS, metavar="FOLDER")
    options = parser.parse_args(arguments)
    disturbed = machine.disturbance()
    if disturbed:
        _say(disturbed)
    try:
        torch.set_num_threads(options.threads or _best_threads())
        result = measure(_effort(options), options.name or ("quick" if options.quick else "full"))
        result["disturbance"] = disturbed
    except CleverError as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return 2
    text = "\n".join([tables.markdown(result), "", *zoo.table()])
    print(text)
    options.out.mkdir(parents=True, exist_ok=True)
    stem = options.out / result["mode"]
    stem.with_suffix(".md").write_text(text + "\n", encoding="utf-8")
    stem.with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    stem.with_suffix(".svg").write_text(picture.scatter(result), encoding="utf-8")
    return 0


def measure(effort: Effort, mode: str) -> dict[str, Any]:
    """Return everything measured, as plain numbers."""
    start = time.perf_counter()
    result: dict[str, Any] = {
        "mode": mode,
        "date": date.today().isoformat(),
        "machine": bench.machine(),
        "networks": {},
        "speed": {},
    }
    for name in effort.raced:  # first: the rest does not need the machine to itself
        classifier = bench.network(name)
        images = bench.digits_for(classifier, effort.digits).images
        result["speed"][name] = _speed(name, classifier, images, effort)
    for name in effort.networks:
        classifier = bench.network(name)
        digits = bench.digits_for(classifier, effort.digits)
        result["digits"] = digits.source
        result["networks"][name] = {
            norm.value: _quality(classifier, digits.images, norm, effort) for norm in effort.norms
        }
    result["collapses"] = _collapses(result["networks"])
    result["seconds"] = round(time.perf_counter() - start, 1)
    return result


def _speed(name: str, classifier: Classifier, images: Image, effort: Effort) -> dict[str, Any]:
    _say(f"{name}: speed")
    default = contenders.ours()
    default.measure(classifier, images[0], Norm.L2, 0)  # the first call warms caches for all
    seconds = float(np.median([_timed(default, classifier, image) for image in images]))
    _say(f"{name}: beside ART and a plain loop, at the same parameters")
    same = parameters.same_parameters(classifier, images[: effort.races])
    hundred = bench.digits_for(classifier, 100).images
    return {
        "throughput": asdict(speed.throughput(classifier)),
        "throughput_bfloat16": asdict(speed.throughput(classifier, "bfloat16")),
        "default_seconds": seconds,
        "art_seconds": same.art,
        "times_faster_than_art": same.art / seconds,
        "same_parameters": asdict(same),
        "together": len(hundred),
        "together_seconds": parameters.hundred_digits(classifier, hundred),
        "five_digits_seconds": speed.five_digits(classifier, images),
        "growth_seconds": speed.growth(classifier, images),
        "paper_batch_memory": {
            batches: speed.paper_memory(name, batches)
            for batches in effort.memory_batches.get(name, (2, 4))
        },
    }


def _quality(classifier: Classifier, images: Image, norm: Norm, effort: Effort) -> dict[str, Any]:
    _say(f"{classifier.name}, {norm}: attacks")
    distances = quality.attack_distances(classifier, images, norm, effort.attack)
    found: dict[str, Any] = {"attack": distances.tolist(), "contenders": {}}
    rows: dict[str, tuple[quality.Runs, float | None, int]] = {}
    for own in (contenders.ours(), contenders.guided()):
        _say(f"{classifier.name}, {norm}: {own.name}")
        runs = quality.run(own, classifier, images, norm, effort.budget)
        rows[own.name] = (runs, None, 0)
    default = contenders.ours()
    runs = rows[default.name][0]
    held = quality.coverage(default, classifier, images[: effort.covered], norm, runs)
    rows[default.name] = (runs, *held)
    if norm in effort.rivals and classifier.name in effort.raced:
        for rival in (contenders.bfloat16(), contenders.published(), contenders.art()):
            _say(f"{classifier.name}, {norm}: {rival.name}")
            rows[rival.name] = (
                quality.run(rival, classifier, images, norm, effort.budget),
                None,
                0,
            )
        same = rows[contenders.published().name][0]
        rows["the same points, authors' fit"] = (same.changed(contenders.many_starts), None, 0)
        rows["the same points, largest"] = (same.changed(contenders.largest_of), None, 0)
    for name, (outcomes, share, count) in rows.items():
        judged = asdict(quality.judge(outcomes, distances, share, count))
        found["contenders"][name] = {**judged, "scores": outcomes.values().tolist()}
    return found


def _collapses(networks: dict[str, Any]) -> tuple[int, int]:
    """Return how many of the default's runs collapsed, and of how many."""
    rows = [
        values["contenders"]["default"] for norms in networks.values() for values in norms.values()
    ]
    return sum(row["collapses"] for row in rows), sum(row["runs"] for row in rows)


def _effort(options: argparse.Namespace) -> Effort:
    effort = QUICK if options.quick else FULL
    changes: dict[str, Any] = {}
    if options.networks:
        changes["networks"] = changes["raced"] = tuple(options.networks)
    if options.norms:
        changes["norms"] = tuple(Norm(norm) for norm in options.norms)
    if options.digits:
        changes["digits"] = options.digits
    if options.attack:
        changes["attack"] = options.attack
    if options.alone:
        changes["rivals"] = changes["raced"] = ()
    if options.budget is not None:
        changes["budget"] = options.budget
    return Effort(**{**asdict(effort), **changes})


def _best_threads() -> int:
    """Return the threads with which published points of a convolutional network go fastest."""
    classifier = bench.network(FRESH[-1])
    image = bench.digits_for(classifier, 1).images[0]
    points = parameters.ball_points(classifier, image, 64)

    def work() -> object:
        return margin_gradient_norms(
            classifier, points, label=0, targets=range(1, 10), norms=[Norm.L2]
        )

    count = machine.best_threads(work)
    _say(f"{count} of {torch.get_num_threads()} threads, the fastest in a trial")
    return count


def _timed(contender: Contender, classifier: Classifier, image: Image) -> float:
    start = time.perf_counter()
    contender.measure(classifier, image, Norm.L2, 0)
    return time.perf_counter() - start


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
