"""The file that holds a benchmark: versioned JSON, a line a network, numbers to five digits."""

import json
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clever_engine.benchmark.measuring import rounded
from clever_engine.benchmark.rows import (
    Array,
    Benchmark,
    NetworkRow,
    Scores,
)
from clever_engine.codec import from_plain, read_json, to_plain
from clever_engine.errors import DataError
from clever_engine.files import replace_file

VERSION = 1
"""Of the file's form and of what is measured; files of another are refused."""

_WHAT = "a benchmark, which python -m clever_engine benchmark makes,"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scores:
    """`Scores` in the file: intervals that are points, an attack's, are left out."""

    values: Array
    low: Array | None = None
    high: Array | None = None
    findings: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """`NetworkRow` in the file: scores by "NORM MEASURE"."""

    name: str
    sha256: str
    test_accuracy: float
    parameters: int
    milliseconds: float
    seconds: float
    labels: NDArray[np.int64]
    scores: dict[str, _Scores]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    rows: tuple[_Row, ...]


def write_benchmark(path: Path, benchmark: Benchmark) -> None:
    """Write the benchmark at once, so that a reader meets the old or the new file, never a part.

    Raises:
        DataError: the file cannot be written.
    """
    head = to_plain(replace(benchmark, rows=()))
    del head["rows"]
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in head.items()]
    rows = ",\n".join(_line(row) for row in benchmark.rows)
    text = "{\n" + ",\n".join(lines) + ',\n"rows": [\n' + rows + "\n]\n}\n"
    try:
        replace_file(path, text.encode())
    except OSError as error:
        raise DataError(f"Expected to write the benchmark to {path}: {error}.") from error


def read_benchmark(path: Path) -> Benchmark:
    """Return the benchmark in a file.

    Raises:
        DataError: there is none, it is damaged, or it is one of another version.
    """
    values = read_json(path, dict[str, Any], what=_WHAT, version=VERSION)
    what = f"a whole benchmark in {path}"
    benchmark = from_plain({**values, "rows": []}, Benchmark, what=what, whole=True)
    rows = from_plain(values, _Rows, what=what).rows
    try:
        _check_lengths({"truth": benchmark.truth}, len(benchmark.digits))
        return replace(benchmark, rows=tuple(_from_file(row, benchmark.truth) for row in rows))
    except ValueError as error:
        raise DataError(f"Expected {what}; a part is amiss: {error}.") from error


def _line(row: NetworkRow) -> str:
    scores = {f"{norm} {measure}": _in_file(some) for (norm, measure), some in row.scores.items()}
    rounded_off = {
        "milliseconds": float(f"{row.milliseconds:.3g}"),
        "seconds": round(row.seconds, 1),
    }
    values = to_plain({**_same(row), **rounded_off, "scores": scores})
    return json.dumps(values, separators=(",", ":"), allow_nan=False)


def _in_file(scores: Scores) -> dict[str, Any]:
    ends = {"low": scores.low, "high": scores.high}
    apart = {name: end for name, end in ends.items() if not np.array_equal(end, scores.values)}
    numbers = {name: rounded(some) for name, some in {"values": scores.values, **apart}.items()}
    return {**numbers, "findings": scores.findings}


def _same(row: "NetworkRow | _Row") -> dict[str, Any]:
    """Return what a row holds in the file as it does in memory, in the file's order."""
    return {
        field.name: getattr(row, field.name) for field in fields(_Row) if field.name != "scores"
    }


def _from_file(row: _Row, truth: NDArray[np.int64]) -> NetworkRow:
    arrays: dict[str, NDArray[Any]] = {"labels": row.labels}
    scores = {}
    for name, some in row.scores.items():
        low, high = (some.values if end is None else end for end in (some.low, some.high))
        arrays |= {name: some.values, f"{name}, low": low, f"{name}, high": high}
        norm, _, measure = name.partition(" ")
        scores[norm, measure] = Scores(
            values=some.values, low=low, high=high, findings=some.findings
        )
    _check_lengths({f"{row.name}, {name}": array for name, array in arrays.items()}, len(truth))
    return NetworkRow(**_same(row), right=row.labels == truth, scores=scores)


def _check_lengths(arrays: dict[str, NDArray[Any]], digits: int) -> None:
    for name, array in arrays.items():
        if array.shape != (digits,):
            raise ValueError(f"{name}: shape {array.shape} for {digits} digits")
