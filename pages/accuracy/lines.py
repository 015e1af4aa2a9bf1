"""A benchmark as lines: a few numbers a network for the table, all of them for the CSV."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from clever_engine.benchmark.rows import (
    BUDGETS,
    MEASURES,
    Benchmark,
    NetworkRow,
)
from clever_engine.zoo.catalogue import Entry
from pages.accuracy.choosing import View
from pages.accuracy.kinds import kind_words
from pages.accuracy.points import measured, robustness

_NORMS = ("l2", "linf", "l1")
VIEWS = (
    View(norm="l2"),
    View(norm="l2", measure="attack"),
    View(norm="l2", measure="robust-accuracy", budget=1.5),
    View(norm="linf"),
    View(norm="linf", measure="attack"),
    View(norm="linf", measure="robust-accuracy", budget=0.1),
    View(norm="l1"),
)
"""The table's columns of robustness; the CSV has all."""


def table_lines(benchmark: Benchmark, entries: Mapping[str, Entry]) -> list[dict[str, Any]]:
    """Return a line a network; numbers by `column`, None where something was not measured."""
    return [_line(row, entries.get(row.name)) for row in benchmark.rows]


def column(view: View) -> str:
    """Return the key of a column."""
    return f"{view.norm} {view.measure}"


def _line(row: NetworkRow, entry: Entry | None) -> dict[str, Any]:
    return {
        "network": entry.title if entry else row.name,
        "name": row.name,
        "kind": kind_words(entry) if entry else "",
        "accuracy": 100 * row.test_accuracy,
        **{column(view): _mean(row, view) for view in VIEWS},
        "weights": row.parameters,
        "milliseconds": row.milliseconds,
    }


def _mean(row: NetworkRow, view: View) -> float | None:
    return robustness(row, view)[0] if measured([row], view) else None


def benchmark_csv(benchmark: Benchmark, entries: Mapping[str, Entry]) -> str:
    """Return every network's numbers with their 90 % intervals, a line a network."""
    out = io.StringIO()
    lines = [dict(_cells(row, entries.get(row.name))) for row in benchmark.rows]
    names = list(dict.fromkeys(name for line in lines for name in line))
    writer = csv.DictWriter(out, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue()


def _cells(row: NetworkRow, entry: Entry | None) -> Iterable[tuple[str, str | int]]:
    yield "network", row.name
    yield "kind", kind_words(entry) if entry else ""
    yield "sweep", entry.group if entry and entry.group != "zoo" else ""
    yield "test accuracy", f"{row.test_accuracy:.4f}"
    yield "accuracy on the digits measured", f"{row.accuracy:.4f}"
    for norm in _NORMS:
        for measure in MEASURES:
            if (norm, measure) in row.scores:
                low, high = row.robustness_interval(norm, measure)
                yield f"{norm} {measure}", f"{row.robustness(norm, measure):.5g}"
                yield f"{norm} {measure} low", f"{low:.5g}"
                yield f"{norm} {measure} high", f"{high:.5g}"
        for budget in BUDGETS.get(norm, ()):
            if (norm, "attack") in row.scores:
                yield (
                    f"{norm} robust accuracy {budget:g}",
                    f"{row.robust_accuracy(norm, budget):.4f}",
                )
    yield "weights", row.parameters
    yield "milliseconds a digit", f"{row.milliseconds:.3g}"
    yield "sha256", row.sha256
