"""A comparison as plain objects for JSON and CSV."""

import csv
import io
import math
from dataclasses import asdict
from typing import Any

from clever_engine.comparison.accuracy import Accuracy
from clever_engine.comparison.results import Array, Change, Comparison, Side, SideScores
from clever_engine.comparison.titles import side_titles

COLUMNS = (
    "digit",
    "side",
    "model",
    "defense",
    "norm",
    "data",
    "label",
    "truth",
    "right",
    "clever score [units of norm; pixels 0 to 1]",
    "low, 90 % [units of norm]",
    "high, 90 % [units of norm]",
    "attack distance [units of norm]",
    "findings",
)


def comparison_csv(comparison: Comparison) -> str:
    """Return the comparison as CSV: one line a digit and side, units in the header.

    An attack that found nothing has the distance "inf"; what is not known is empty.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    sides = list(zip(comparison.sides, comparison.scores, strict=True))
    for digit in range(max(len(scores.values) for _, scores in sides)):
        for number, (side, scores) in enumerate(sides):
            if digit < len(scores.values):
                writer.writerow([digit, number, *_row(side, scores, digit)])
    return text.getvalue()


def to_json(comparison: Comparison) -> dict[str, Any]:
    """Return the comparison as an object for JSON; what has no number is null."""
    return {
        "paired": comparison.paired,
        "seed": comparison.seed,
        "attack_steps": comparison.attack_steps,
        "settings": asdict(comparison.settings),
        "sides": [
            {"title": title, **_side(side), **_scores(scores)}
            for title, side, scores in zip(
                side_titles(comparison.sides), comparison.sides, comparison.scores, strict=True
            )
        ],
        "pairs": [
            {
                "before": pair.before,
                "after": pair.after,
                "verdict": str(pair.verdict),
                "attack_verdict": None if pair.attack is None else str(pair.attack.verdict),
                "agrees": pair.agrees,
                "clever": _change(pair.clever),
                "attack": None if pair.attack is None else _change(pair.attack),
            }
            for pair in comparison.pairs
        ],
        "accuracy": None if comparison.accuracy is None else _accuracy(comparison.accuracy),
        "findings": [str(finding) for finding in comparison.findings],
    }


def _row(side: Side, scores: SideScores, digit: int) -> list[object]:
    low, high = scores.intervals[digit]
    return [
        *_side(side).values(),
        scores.labels[digit],
        "" if scores.truth is None else scores.truth[digit],
        "" if scores.right is None else bool(scores.right[digit]),
        f"{scores.values[digit]:.6g}",
        f"{low:.6g}",
        f"{high:.6g}",
        "" if scores.attack_distances is None else f"{scores.attack_distances[digit]:.6g}",
        " ".join(scores.findings[digit]),
    ]


def _side(side: Side) -> dict[str, str]:
    return {
        "model": side.model,
        "defense": side.defense,
        "norm": str(side.norm),
        "data": side.data,
    }


def _scores(scores: SideScores) -> dict[str, Any]:
    distances = scores.attack_distances
    return {
        "mean": _number(scores.mean),
        "mean_interval": _numbers(scores.mean_interval),
        "attack_mean": _number(scores.attack_mean),
        "attack_mean_interval": _numbers(scores.attack_mean_interval),
        "misread": scores.misread,
        "scores": _numbers(scores.values),
        "intervals": [_numbers(row) for row in scores.intervals],
        "labels": scores.labels.tolist(),
        "truth": None if scores.truth is None else scores.truth.tolist(),
        "attack_distances": None if distances is None else _numbers(distances),
        "findings": [[str(finding) for finding in found] for found in scores.findings],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "difference": _number(change.difference),
        "interval": _numbers(change.interval),
        "ratio": _number(change.ratio),
        "ratio_interval": _numbers(change.ratio_interval),
        "improved": change.improved,
        "worsened": change.worsened,
        "same": change.same,
        "left_out": change.left_out,
        "differences": _numbers(change.differences),
        "intervals": [_numbers(row) for row in change.intervals],
        "outcomes": change.outcomes.tolist(),
    }


def _accuracy(accuracy: Accuracy) -> dict[str, Any]:
    return {name: list(values) for name, values in asdict(accuracy).items()}


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _numbers(values: Array | tuple[float, ...]) -> list[float | None]:
    return [_number(value) for value in values]
