"""A finished measurement as one JSON object, to keep, to pass on and to open again."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from clever_engine.codec import check_version, from_plain, to_plain
from clever_engine.digits import Box, DigitFinding, FoundDigits
from clever_engine.digits.files import pixels_to_images
from clever_engine.errors import InputError
from clever_engine.io.report import ranking_report
from clever_engine.score.measurement import Measurement
from clever_engine.score.ranking import DigitRanking
from clever_engine.score.results import CleverScore

VERSION = 2
_WHAT = "a record of a measurement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The digits, what was asked of them and what came out."""

    measurement: Measurement
    found: FoundDigits
    ranking: DigitRanking

    @property
    def model(self) -> str:
        """Name of the network."""
        return self.measurement.model


@dataclass(frozen=True, slots=True, kw_only=True)
class _Details:
    version: int
    pixels: bytes
    boxes: tuple[Box, ...]
    rows: tuple[int, ...]
    digit_findings: tuple[tuple[DigitFinding, ...], ...]
    probabilities: tuple[float, ...]
    scores: tuple[CleverScore, ...]
    left_out: tuple[Box, ...] = ()
    readings: tuple[int, ...] = ()
    certainty: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    model: str
    weakest: int
    probability_weakest: float
    details: _Details


def to_json(record: Record) -> dict[str, Any]:
    """Return the report of `score --json` with everything behind it under "details"."""
    found, ranking = record.found, record.ranking
    details = _Details(
        version=VERSION,
        pixels=np.round(found.images * 255).astype(np.uint8).tobytes(),
        boxes=found.boxes,
        rows=found.rows,
        digit_findings=found.findings,
        probabilities=ranking.probabilities,
        scores=ranking.scores,
        left_out=found.left_out,
        readings=found.readings,
        certainty=found.certainty,
    )
    plain = to_plain(details)
    for values, score in zip(plain["scores"], ranking.scores, strict=True):
        if score.mask is not None:  # shorter than true and false, 784 times
            values["mask"] = score.mask.astype(int).tolist()
        for entry, target in zip(values["per_target"], score.per_target, strict=True):
            entry["fit"]["p_value"] = target.fit.p_value
    return {**ranking_report(ranking, found, model=record.model), "details": plain}


def from_json(values: dict[str, Any]) -> Record:
    """Return the record written by `to_json`.

    Raises:
        InputError: the object is no such record, or one of another version.
    """
    check_version(values.get("details"), VERSION, what=_WHAT, error=InputError)
    try:
        scores = [_with_infinity(score) for score in values["details"]["scores"]]
        values = {**values, "details": {**values["details"], "scores": scores}}
    except (KeyError, TypeError) as error:
        raise InputError(f"Expected {_WHAT}; a part is amiss: {error}.") from error
    read = from_plain(values, _File, what=_WHAT, error=InputError)
    found = _found(read.details)
    ranking = DigitRanking(
        scores=read.details.scores,
        weakest=read.weakest,
        probability_weakest=read.probability_weakest,
        probabilities=read.details.probabilities,
    )
    measurement = _asked(read.model, found, ranking.scores)
    return Record(measurement=measurement, found=found, ranking=ranking)


def _asked(model: str, found: FoundDigits, scores: tuple[CleverScore, ...]) -> Measurement:
    masks = [score.mask for score in scores]
    return Measurement(
        images=found.images,
        model=model,
        norm=scores[0].norm,
        target=scores[0].requested_target,
        radius=scores[0].requested_radius,
        settings=scores[0].settings,
        seed=scores[0].seed,
        masks=None if all(mask is None for mask in masks) else masks,
    )


def _found(details: _Details) -> FoundDigits:
    n = len(details.scores)
    if not n or len(details.boxes) != n or len(details.pixels) != 784 * n:
        raise InputError(f"Expected {_WHAT}; boxes or pixels are not those of {n} digits.")
    pixels = np.frombuffer(details.pixels, dtype=np.uint8).reshape(-1, 1, 28, 28)
    return FoundDigits(
        images=pixels_to_images(pixels),
        boxes=details.boxes,
        rows=details.rows,
        findings=details.digit_findings,
        left_out=details.left_out,
        readings=details.readings,
        certainty=details.certainty,
    )


def _with_infinity(score: dict[str, Any]) -> dict[str, Any]:
    """Return a score with the shape of a fit to equal maxima, which JSON cannot hold."""
    fits = [entry["fit"] for entry in score["per_target"]]
    fits = [{**fit, "shape": math.inf if fit["shape"] is None else fit["shape"]} for fit in fits]
    entries = [{**e, "fit": fit} for e, fit in zip(score["per_target"], fits, strict=True)]
    return {**score, "per_target": entries}
