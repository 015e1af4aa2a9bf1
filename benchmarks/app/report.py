"""What was measured, as tables and as JSON."""

import math
import statistics
from collections.abc import Sequence
from typing import Any

from benchmarks.app.stats import line, percentile, seconds, table

Found = dict[str, Any]
"""`date`, `machine`, `checkouts` (name to state), and by part what was measured:

- `visits`: a list with `scenario`, `checkout`, `times` (what to seconds) and `processor`;
- `reruns`: checkout to what to processor seconds;
- `files`: checkout to `counts` and `files`.
"""


def markdown(found: Found) -> str:
    """Return all tables of a measurement."""
    checkouts = list(found["checkouts"])
    states = ", ".join(f"{name}: {state}" for name, state in found["checkouts"].items())
    parts = [
        f"{found['date']}. {found['machine']}.",
        f"Load of the machine before: {found['load']:.1f}. {states}.",
        _visits(found.get("visits", []), checkouts),
        _reruns(found.get("reruns", {}), checkouts),
        _files(found.get("files", {}), checkouts),
    ]
    return "\n\n".join(part for part in parts if part)


def plain(value: Any) -> Any:
    """Return the same for JSON, where what is not finite is null."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def pooled(visits: Sequence[Found], scenario: str, checkout: str) -> dict[str, list[float]]:
    """Return the times of all rounds of a scenario on a checkout, by what was waited for."""
    times: dict[str, list[float]] = {}
    for visit in visits:
        if (visit["scenario"], visit["checkout"]) == (scenario, checkout):
            for what, values in visit["times"].items():
                times.setdefault(what, []).extend(values)
    return times


def ratio(values: Sequence[float], base: Sequence[float]) -> str:
    """Return how the medians compare, for a table; empty where one of them is not finite."""
    ours, theirs = percentile(values, 0.5), percentile(base, 0.5)
    comparable = math.isfinite(ours) and math.isfinite(theirs) and theirs > 0
    return f"{ours / theirs:.2f}" if comparable else ""


def _visits(visits: Sequence[Found], checkouts: Sequence[str]) -> str:
    lines = []
    for scenario in dict.fromkeys(visit["scenario"] for visit in visits):
        base = pooled(visits, scenario, checkouts[0])
        for what in base:
            for checkout in checkouts:
                values = pooled(visits, scenario, checkout).get(what, [])
                compared = "" if checkout == checkouts[0] else ratio(values, base[what])
                lines.append([scenario, checkout, *line(what, values), compared])
        for checkout in checkouts:
            used = [
                visit["processor"]
                for visit in visits
                if (visit["scenario"], visit["checkout"]) == (scenario, checkout)
            ]
            lines.append([scenario, checkout, *line("server's processor", used), ""])
    head = ["scenario", "checkout", "what", "n", "median", "90th", "max", "not done", "of first"]
    return table(head, lines) if lines else ""


def _reruns(reruns: dict[str, dict[str, list[float]]], checkouts: Sequence[str]) -> str:
    first = reruns.get(checkouts[0], {})
    lines = [
        [
            what,
            checkout,
            *line("", reruns[checkout][what])[1:5],
            seconds(statistics.fmean(reruns[checkout][what])),
            "" if checkout == checkouts[0] else ratio(reruns[checkout][what], first[what]),
        ]
        for what in first
        for checkout in checkouts
        if checkout in reruns
    ]
    head = ["processor time of", "checkout", "n", "median", "90th", "max", "mean", "of first"]
    return table(head, lines) if lines else ""


def _files(files: dict[str, Found], checkouts: Sequence[str]) -> str:
    names = ("files", "calls", "changes", "crossings")
    parts = next(iter(files.values()))["counts"] if files else {}
    lines = [
        [part, checkout, *(str(files[checkout]["counts"][part][name]) for name in names)]
        for part in parts
        for checkout in checkouts
        if checkout in files
    ]
    return table(["one click on Score", "checkout", *names], lines) if lines else ""
