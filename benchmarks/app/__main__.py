"""`python -m benchmarks.app`: how the running app feels, of one checkout or of several in turns."""

import argparse
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.app import probing, report, scenarios, server

RESULTS = Path(__file__).resolve().parents[1] / "results"
PARTS = ("visits", "reruns", "files")
QUICK = {"together": 3, "groups": (3,), "seconds": 20.0, "count": 5, "patience": 120.0}


def main(arguments: list[str] | None = None) -> int:
    """Measure, print the tables and keep them with the same as JSON."""
    options = _parser().parse_args(arguments)
    if options.quick:
        vars(options).update(QUICK)
    paths = [path.resolve() for path in options.checkout or [probing.HOME]]
    checkouts = {_name(path, paths): path for path in paths}
    found: dict[str, Any] = {
        "date": date.today().isoformat(),
        "machine": _machine(),
        "load": os.getloadavg()[0],
        "checkouts": {name: _state(path) for name, path in checkouts.items()},
    }
    if "files" in options.parts:
        found["files"] = _each(checkouts, "files_probe")
    if "reruns" in options.parts:
        found["reruns"] = _reruns(checkouts, options.count, options.rounds)
    if "visits" in options.parts:
        _visit(checkouts, options, found)
    _keep(found, options.save)
    print(report.markdown(found))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.app", description=__doc__)
    add = parser.add_argument
    add("--checkout", type=Path, action="append", help="of the app; again for others, in turns")
    add("--parts", nargs="+", choices=PARTS, default=PARTS)
    add("--only", default="", metavar="WORDS", help="scenarios whose name holds these words")
    add("--together", type=int, default=30, metavar="N", help="visitors who open one address")
    add("--groups", type=int, nargs="*", default=(10, 30, 60), metavar="N", help="that draw")
    add("--seconds", type=float, default=60.0, help="of drawing")
    add("--patience", type=float, default=300.0, metavar="SECONDS", help="then one gives up")
    add("--count", type=int, default=30, help="reruns whose processor time is taken, a round")
    add("--rounds", type=int, default=1, help="of all checkouts")
    add("--quick", action="store_true", help="few visitors, to see whether it works")
    add("--save", type=Path, default=RESULTS / "app", metavar="STEM", help="of both files")
    return parser


def _each(checkouts: dict[str, Path], probe: str, *choices: str) -> dict[str, Any]:
    found = {}
    for name, path in checkouts.items():
        _say(f"{name}: {probe}")
        found[name] = probing.in_checkout(probe, path, *choices)
    return found


def _reruns(checkouts: dict[str, Path], count: int, rounds: int) -> dict[str, Any]:
    """Return the processor seconds of reruns; two turns a round, as a machine's pace changes."""
    found: dict[str, dict[str, list[float]]] = {name: {} for name in checkouts}
    for _ in range(2 * rounds):
        for name, times in _each(checkouts, "rerun_probe", "--count", str(count)).items():
            for what, values in times.items():
                found[name].setdefault(what, []).extend(values)
    return found


def _visit(checkouts: dict[str, Path], options: argparse.Namespace, found: dict[str, Any]) -> None:
    """Let visitors into each checkout's app in turns; what is measured is kept at once."""
    found["visits"] = []
    wanted = scenarios.scenarios(options.together, tuple(options.groups), options.seconds)
    for number in range(options.rounds):
        for scenario in (one for one in wanted if options.only in one.name):
            turns = list(checkouts.items())
            for name, path in turns if number % 2 == 0 else turns[::-1]:
                _say(f"{name}: {scenario.name}")
                with server.running(path) as serving:
                    measured = scenarios.measure(scenario, serving, options.patience)
                found["visits"].append(
                    {
                        "scenario": scenario.name,
                        "checkout": name,
                        "times": measured.times,
                        "processor": measured.processor,
                    }
                )
                _keep(found, options.save)


def _keep(found: dict[str, Any], stem: Path) -> None:
    stem.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(report.plain(found), indent=1, allow_nan=False)
    stem.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
    stem.with_suffix(".md").write_text(report.markdown(found) + "\n", encoding="utf-8")


def _name(path: Path, paths: list[Path]) -> str:
    """Return a short name of a checkout: its folder's, with a number where two are the same."""
    same = [one for one in paths if one.name == path.name]
    return path.name if len(same) == 1 else f"{path.name}-{same.index(path) + 1}"


def _state(path: Path) -> str:
    """Return which commit a checkout is at, and whether files were changed since."""
    said = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--exclude=*"],
        cwd=path,
        capture_output=True,
        text=True,
        check=False,
    )
    return said.stdout.strip() or "no commit"


def _machine() -> str:
    from benchmarks.bench import machine  # needs torch, which only this line wants here

    return machine()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
