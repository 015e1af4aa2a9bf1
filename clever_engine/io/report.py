"""Results as plain objects for JSON and CSV."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from clever_engine.digits import DigitFinding, FoundDigits
from clever_engine.score.ranking import DigitRanking
from clever_engine.score.results import CleverScore


def ranking_report(ranking: DigitRanking, found: FoundDigits, *, model: str) -> dict[str, Any]:
    """Return the object that `score --json` prints, without the time it took."""
    labels = [score.label for score in ranking.scores]
    digits = [
        {"box": list(box), **score_report(score)}
        for box, score in zip(found.boxes, ranking.scores, strict=True)
    ]
    for digit, findings in zip(digits, found.doubts(labels), strict=True):
        digit["findings"] = [str(finding) for finding in findings] + digit["findings"]
    for digit, certainty in zip(digits, found.certainty, strict=False):
        digit["certainty"] = certainty
    return {
        "model": model,
        "norm": str(ranking.scores[0].norm),
        "method": ranking.method,
        "digits": digits,
        "weakest": ranking.weakest,
        "probability_weakest": ranking.probability_weakest,
        "findings": [str(finding) for finding in ranking.findings],
        "amount": amount(labels, found),
        "left_out": [list(box) for box in found.left_out],
    }


def score_report(score: CleverScore) -> dict[str, Any]:
    """Return one score as plain numbers and words."""
    return {
        "label": score.label,
        "confidence": score.confidence,
        "score": score.value,
        "interval": list(score.interval),
        "plausible": None if score.plausible is None else list(score.plausible),
        "target": score.target,
        "radius": score.radius,
        "findings": [str(finding) for finding in score.findings],
        "saved": list(score.saved),
    }


SMALL = 0.6
"""A separator of thousands is lower than this share of a digit; a slash or a bar is not."""

ALIKE = 1.8
"""Digits of one amount differ at most so much in size: cents are often written small and raised."""


def amount(labels: Sequence[int], found: FoundDigits) -> int | None:
    """Return the whole number that the digits of a single row make.

    None for several rows, where a digit is doubted, and where what was left out between the digits
    may be more than a separator of thousands: a decimal point, a slash, a bar.
    """
    serious = {DigitFinding.UNLIKE_A_DIGIT, DigitFinding.UNSURE}
    doubted = any(serious & set(some) for some in found.doubts(labels))
    if len(set(found.rows)) != 1 or doubted:
        return None
    heights = [box.bottom - box.top for box in found.boxes]
    if max(heights) > ALIKE * min(heights) or not all(_thousands(found, max(heights))):
        return None
    return int("".join(map(str, labels)))


def _thousands(found: FoundDigits, height: int) -> Iterator[bool]:
    """Yield for each mark between the digits whether it only parts thousands."""
    middles = [(box.left + box.right) / 2 for box in found.boxes]
    marks = [((box.left + box.right) / 2, box.bottom - box.top) for box in found.left_out]
    for x, high in marks:
        after = sum(middle > x for middle in middles)
        if 0 < after < len(middles):  # what stands before or behind them is a currency or a dash
            yield after % 3 == 0 and high < SMALL * height


def ranking_csv(report: dict[str, Any]) -> str:
    """Return the digits of a report as CSV, one line a digit."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    columns = ["label", "confidence", "score", "low", "high", "target", "radius", "findings"]
    writer.writerow(["digit", "model", "norm", "method", *columns, "weakest"])
    for number, digit in enumerate(report["digits"]):
        low, high = digit["interval"]
        values = {**digit, "low": low, "high": high, "findings": " ".join(digit["findings"])}
        writer.writerow(
            [
                number,
                report["model"],
                report["norm"],
                report["method"],
                *(values[column] for column in columns),
                number == report["weakest"],
            ]
        )
    return text.getvalue()
