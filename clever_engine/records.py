"""A finished measurement as one JSON object, to keep, to pass on and to open again."""

import base64
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clever_engine.diagnostics import Finding
from clever_engine.digits import Box, DigitFinding, FoundDigits
from clever_engine.digits.files import pixels_to_images
from clever_engine.errors import InputError
from clever_engine.measurement import Measurement
from clever_engine.norms import Norm
from clever_engine.ranking import DigitRanking
from clever_engine.report import ranking_report
from clever_engine.scores import CleverScore, TargetScore
from clever_engine.settings import CleverSettings
from clever_engine.weibull import WeibullFit

VERSION = 2


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


def to_json(record: Record) -> dict[str, Any]:
    """Return the report of `score --json` with everything behind it under "details"."""
    found = record.found
    return {
        **ranking_report(record.ranking, found, model=record.model),
        "details": {
            "version": VERSION,
            "pixels": base64.b64encode(_to_bytes(found.images)).decode(),
            "boxes": [list(box) for box in found.boxes],
            "rows": list(found.rows),
            "digit_findings": [[str(f) for f in findings] for findings in found.findings],
            "probabilities": list(record.ranking.probabilities),
            "scores": [_score_to_json(score) for score in record.ranking.scores],
        },
    }


def from_json(values: dict[str, Any]) -> Record:
    """Return the record written by `to_json`.

    Raises:
        InputError: the object is no such record, or one of another version.
    """
    try:
        details = values["details"]
        if details["version"] != VERSION:
            raise InputError(f"Expected a record of version {VERSION}; got {details['version']!r}.")
        ranking = DigitRanking(
            scores=tuple(_score_from_json(score) for score in details["scores"]),
            weakest=int(values["weakest"]),
            probability_weakest=float(values["probability_weakest"]),
            probabilities=tuple(details["probabilities"]),
        )
        found = _found(details)
        measurement = _asked(str(values["model"]), found, ranking.scores)
        return Record(measurement=measurement, found=found, ranking=ranking)
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"Expected a record of a measurement; a part is amiss: {error}") from error


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


def _found(details: dict[str, Any]) -> FoundDigits:
    return FoundDigits(
        images=_from_bytes(base64.b64decode(details["pixels"], validate=True)),
        boxes=tuple(Box(*box) for box in details["boxes"]),
        rows=tuple(details["rows"]),
        findings=tuple(tuple(DigitFinding(f) for f in fs) for fs in details["digit_findings"]),
    )


def _to_bytes(images: NDArray[np.float32]) -> bytes:
    return np.round(images * 255).astype(np.uint8).tobytes()


def _from_bytes(raw: bytes) -> NDArray[np.float32]:
    pixels = np.frombuffer(raw, dtype=np.uint8).reshape(-1, 1, 28, 28)
    return pixels_to_images(pixels)


def _score_to_json(score: CleverScore) -> dict[str, Any]:
    return {
        "value": score.value,
        "interval": list(score.interval),
        "norm": str(score.norm),
        "label": score.label,
        "confidence": score.confidence,
        "target": score.target,
        "requested_target": score.requested_target,
        "radius": score.radius,
        "requested_radius": score.requested_radius,
        "findings": [str(finding) for finding in score.findings],
        "per_target": [_target_to_json(entry) for entry in score.per_target],
        "settings": asdict(score.settings),
        "seed": score.seed,
        "mask": None if score.mask is None else score.mask.astype(int).tolist(),
        "draws": score.draws.tolist(),
    }


def _score_from_json(values: dict[str, Any]) -> CleverScore:
    changed = {
        "interval": tuple(values["interval"]),
        "norm": Norm(values["norm"]),
        "findings": tuple(Finding(finding) for finding in values["findings"]),
        "per_target": tuple(_target_from_json(entry) for entry in values["per_target"]),
        "settings": CleverSettings(**values["settings"]),
        "mask": None if values["mask"] is None else np.array(values["mask"], dtype=bool),
        "draws": np.array(values["draws"]),
    }
    return CleverScore(**{**values, **changed})


def _target_to_json(entry: TargetScore) -> dict[str, Any]:
    fit = asdict(entry.fit)
    return {
        "target": entry.target,
        "margin": entry.margin,
        "slope": entry.slope,
        "value": entry.value,
        "interval": list(entry.interval),
        "lipschitz_estimate": entry.lipschitz_estimate,
        "maxima": entry.maxima.tolist(),
        # JSON has no infinity, which is the shape where all maxima are equal.
        "fit": {
            **fit,
            "shape": None if entry.fit.constant else fit["shape"],
            "p_value": entry.fit.p_value,
        },
        "censored": entry.censored,
        "walk_norm": entry.walk_norm,
        "dropped": entry.dropped,
        "draws": entry.draws.tolist(),
    }


def _target_from_json(values: dict[str, Any]) -> TargetScore:
    fit = {key: value for key, value in values["fit"].items() if key != "p_value"}
    changed = {
        "interval": tuple(values["interval"]),
        "maxima": np.array(values["maxima"]),
        "fit": WeibullFit(**{**fit, "shape": np.inf if fit["shape"] is None else fit["shape"]}),
        "draws": np.array(values["draws"]),
    }
    return TargetScore(**{**values, **changed})
