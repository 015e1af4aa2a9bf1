"""Results as plain objects for JSON and CSV."""

import csv
import io
from typing import Any

from clever_engine.digits import FoundDigits
from clever_engine.score.ranking import DigitRanking
from clever_engine.score.results import CleverScore


def ranking_report(ranking: DigitRanking, found: FoundDigits, *, model: str) -> dict[str, Any]:
    """Return the object that `score --json` prints, without the time it took."""
    digits = [
        {"box": list(box), **score_report(score)}
        for box, score in zip(found.boxes, ranking.scores, strict=True)
    ]
    for digit, findings in zip(digits, found.findings, strict=True):
        digit["findings"] = [str(finding) for finding in findings] + digit["findings"]
    return {
        "model": model,
        "norm": str(ranking.scores[0].norm),
        "digits": digits,
        "weakest": ranking.weakest,
        "probability_weakest": ranking.probability_weakest,
        "findings": [str(finding) for finding in ranking.findings],
        "amount": amount(ranking, found),
    }


def score_report(score: CleverScore) -> dict[str, Any]:
    """Return one score as plain numbers and words."""
    return {
        "label": score.label,
        "confidence": score.confidence,
        "score": score.value,
        "interval": list(score.interval),
        "target": score.target,
        "radius": score.radius,
        "findings": [str(finding) for finding in score.findings],
    }


def amount(ranking: DigitRanking, found: FoundDigits) -> int | None:
    """Return the number the digits of a single row make; None for several rows."""
    if len(set(found.rows)) != 1:
        return None
    return int("".join(str(score.label) for score in ranking.scores))


def ranking_csv(report: dict[str, Any]) -> str:
    """Return the digits of a report as CSV, one line a digit."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    columns = ["label", "confidence", "score", "low", "high", "target", "radius", "findings"]
    writer.writerow(["digit", "model", "norm", *columns, "weakest"])
    for number, digit in enumerate(report["digits"]):
        low, high = digit["interval"]
        values = {**digit, "low": low, "high": high, "findings": " ".join(digit["findings"])}
        writer.writerow(
            [
                number,
                report["model"],
                report["norm"],
                *(values[column] for column in columns),
                number == report["weakest"],
            ]
        )
    return text.getvalue()
