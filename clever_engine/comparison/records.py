"""A comparison as plain objects for JSON and CSV."""

import csv
import io
from typing import Any

from clever_engine.codec import to_plain
from clever_engine.comparison.results import Change, Comparison, Side, SideScores, side_titles

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
    titles = side_titles(comparison.sides)
    values = {
        "paired": comparison.paired,
        "seed": comparison.seed,
        "attack_steps": comparison.attack_steps,
        "method": comparison.settings.method,
        "settings": comparison.settings,
        "sides": [
            {"title": title, **to_plain(side), **_scores(scores)}
            for title, side, scores in zip(titles, comparison.sides, comparison.scores, strict=True)
        ],
        "pairs": [
            {
                "before": pair.before,
                "after": pair.after,
                "verdict": pair.verdict,
                "attack_verdict": pair.attack_verdict,
                "agrees": pair.agrees,
                "clever": _change(pair.clever),
                "attack": None if pair.attack is None else _change(pair.attack),
            }
            for pair in comparison.pairs
        ],
        "accuracy": comparison.accuracy,
        "findings": comparison.findings,
    }
    return dict(to_plain(values))


def _row(side: Side, scores: SideScores, digit: int) -> list[object]:
    low, high = scores.intervals[digit]
    return [
        *to_plain(side).values(),
        scores.labels[digit],
        "" if scores.truth is None else scores.truth[digit],
        "" if scores.right is None else bool(scores.right[digit]),
        f"{scores.values[digit]:.6g}",
        f"{low:.6g}",
        f"{high:.6g}",
        "" if scores.attack_distances is None else f"{scores.attack_distances[digit]:.6g}",
        " ".join(scores.findings[digit]),
    ]


def _scores(scores: SideScores) -> dict[str, Any]:
    return {
        "mean": scores.mean,
        "mean_interval": scores.mean_interval,
        "attack_mean": scores.attack_mean,
        "attack_mean_interval": scores.attack_mean_interval,
        "misread": scores.misread,
        "scores": scores.values,
        "intervals": scores.intervals,
        "labels": scores.labels,
        "truth": scores.truth,
        "attack_distances": scores.attack_distances,
        "findings": scores.findings,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "difference": change.difference,
        "interval": change.interval,
        "ratio": change.ratio,
        "ratio_interval": change.ratio_interval,
        "improved": change.improved,
        "worsened": change.worsened,
        "same": change.same,
        "left_out": change.left_out,
        "differences": change.differences,
        "intervals": change.intervals,
        "outcomes": change.outcomes,
    }
