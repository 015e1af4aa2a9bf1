"""The file that holds a survey: versioned JSON, a line a network, numbers to five digits."""

import json
import os
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from clever_engine.errors import CleverError, DataError
from clever_engine.settings import CleverSettings
from clever_engine.survey.measuring import rounded
from clever_engine.survey.rows import Array, Effort, NetworkRow, Scores, Survey

VERSION = 1
"""Of the file's form and of what is measured; files of another are refused."""


def write_survey(path: Path, survey: Survey) -> None:
    """Write the survey at once, so that a reader meets the old or the new file, never a part.

    Raises:
        DataError: the file cannot be written.
    """
    head = {
        "version": survey.version,
        "command": survey.command,
        "seed": survey.seed,
        "made": survey.made,
        "machine": survey.machine,
        "data": survey.data,
        "effort": asdict(survey.effort),
        "digits": list(survey.digits),
        "truth": survey.truth.tolist(),
    }
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in head.items()]
    rows = ",\n".join(_compact(_row_to_json(row)) for row in survey.rows)
    text = "{\n" + ",\n".join(lines) + ',\n"rows": [\n' + rows + "\n]\n}\n"
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        raise DataError(f"Expected to write the benchmark to {path}: {error}.") from error


def read_survey(path: Path) -> Survey:
    """Return the survey in a file.

    Raises:
        DataError: there is none, it is damaged, or it is one of another version.
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(
            f"Expected a benchmark in {path}, which python -m clever_engine benchmark makes: "
            f"{error.strerror}."
        ) from error
    except ValueError as error:
        raise DataError(f"Expected a benchmark in {path}; it is no JSON: {error}.") from error
    version = values.get("version") if isinstance(values, dict) else None
    if version != VERSION:
        raise DataError(f"Expected a benchmark of version {VERSION} in {path}; got {version!r}.")
    try:
        return _from_json(values)
    except (KeyError, TypeError, ValueError, AttributeError, CleverError) as error:
        raise DataError(
            f"Expected a whole benchmark in {path}; a part is amiss: {error}"
        ) from error


def _from_json(values: dict[str, Any]) -> Survey:
    digits = tuple(int(index) for index in values["digits"])
    truth = _whole_numbers(values["truth"], len(digits))
    effort = values["effort"]
    return Survey(
        version=VERSION,
        command=str(values["command"]),
        seed=int(values["seed"]),
        made=str(values["made"]),
        machine=str(values["machine"]),
        data=str(values["data"]),
        digits=digits,
        truth=truth,
        effort=Effort(
            clever=CleverSettings(**effort["clever"]), attack_steps=int(effort["attack_steps"])
        ),
        rows=tuple(_row_from_json(row, truth) for row in values["rows"]),
    )


def _row_to_json(row: NetworkRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "sha256": row.sha256,
        "test_accuracy": row.test_accuracy,
        "parameters": row.parameters,
        "milliseconds": float(f"{row.milliseconds:.3g}"),
        "seconds": round(row.seconds, 1),
        "labels": row.labels.tolist(),
        "scores": {f"{norm} {kind}": _scores_to_json(s) for (norm, kind), s in row.scores.items()},
    }


def _row_from_json(
    values: dict[str, Any], truth: np.ndarray[Any, np.dtype[np.int64]]
) -> NetworkRow:
    labels = _whole_numbers(values["labels"], len(truth))
    scores = {}
    for name, entry in values["scores"].items():
        norm, _, kind = name.partition(" ")
        scores[norm, kind] = _scores_from_json(entry, len(truth))
    return NetworkRow(
        name=str(values["name"]),
        sha256=str(values["sha256"]),
        test_accuracy=float(values["test_accuracy"]),
        labels=labels,
        right=labels == truth,
        scores=scores,
        parameters=int(values["parameters"]),
        milliseconds=float(values["milliseconds"]),
        seconds=float(values["seconds"]),
    )


def _scores_to_json(scores: Scores) -> dict[str, Any]:
    """Leave out intervals that are points: an attack's."""
    entry: dict[str, Any] = {"values": rounded(scores.values).tolist()}
    for name, ends in (("low", scores.low), ("high", scores.high)):
        if not np.array_equal(ends, scores.values):
            entry[name] = rounded(ends).tolist()
    return {**entry, "findings": scores.findings}


def _scores_from_json(entry: dict[str, Any], count: int) -> Scores:
    values = _numbers(entry["values"], count)
    return Scores(
        values=values,
        low=_numbers(entry["low"], count) if "low" in entry else values,
        high=_numbers(entry["high"], count) if "high" in entry else values,
        findings={str(name): int(times) for name, times in entry["findings"].items()},
    )


def _numbers(values: Any, count: int) -> Array:
    numbers = np.array(values, dtype=np.float64)
    if numbers.shape != (count,) or not np.isfinite(numbers).all():
        raise ValueError(f"expected {count} finite numbers, one a digit")
    return numbers


def _whole_numbers(values: Any, count: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    numbers = np.array(values)
    if numbers.shape != (count,) or (count and numbers.dtype.kind != "i"):
        raise ValueError(f"expected {count} classes, one a digit")
    return numbers.astype(np.int64)


def _compact(values: dict[str, Any]) -> str:
    return json.dumps(values, separators=(",", ":"), allow_nan=False)
