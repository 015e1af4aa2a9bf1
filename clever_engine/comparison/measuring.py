"""CLEVER scores of several sides, on the same digits and the same random points."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from clever_engine.classifiers import Classifier, Images
from clever_engine.comparison.results import Side
from clever_engine.errors import InputError
from clever_engine.norms import Norm
from clever_engine.score.many import scores_steps
from clever_engine.score.measurement import Measurement
from clever_engine.score.results import CleverScore, Finding
from clever_engine.score.settings import CleverSettings
from clever_engine.steps import Progress, Steps, part

TOGETHER = 8
"""Digits that are measured together: no more, as they are shown together."""

LEAST_MAXIMA = 8
"""Fewer common maxima say nothing about how two digits' errors hang together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """A side at work: its network, its norm, and the digits it is measured on.

    Attributes:
        defense: the name of what the network stands behind.
        images: `(n, *input_shape)`, checked.
        labels: `(n,)` what the network reads.
        truth: `(n,)` what the digits are; None where not known.
    """

    classifier: Classifier
    norm: Norm
    defense: str
    images: torch.Tensor
    labels: NDArray[np.int64]
    truth: NDArray[np.int64] | None

    @classmethod
    def of(
        cls,
        classifier: Classifier,
        side: Side,
        images: Images,
        truth: Sequence[int] | NDArray[np.int64] | None,
    ) -> "Contender":
        """Read the digits.

        Raises:
            InputError: there is none, their shape or range is wrong, or labels do not fit them.
        """
        if len(images) < 1:
            raise InputError("Expected at least one digit to compare on; got none.")
        tensor = classifier.check(images)
        known = None if truth is None else np.asarray(truth, dtype=np.int64)
        if known is not None and known.shape != (len(tensor),):
            raise InputError(
                f"Expected a label for each of {len(tensor)} digits; got shape {known.shape}."
            )
        labels = classifier.logits(tensor).argmax(dim=1).cpu().numpy()
        return cls(
            classifier=classifier,
            norm=side.norm,
            defense=side.defense,
            images=tensor,
            labels=labels,
            truth=known,
        )

    @property
    def right(self) -> NDArray[np.bool_] | None:
        """Return which digits are read rightly `(n,)`; None where that is not known."""
        return None if self.truth is None else self.labels == self.truth

    def misreads(self, digit: int) -> bool:
        """Return whether this digit is known to be misread: there is no robustness to measure."""
        return self.right is not None and not self.right[digit]


def measure_digits(
    contenders: Sequence[Contender], settings: CleverSettings, seed: int
) -> Steps[list[list[CleverScore | None]]]:
    """Return the scores of each contender's digits; None for those it is known to misread.

    A few digits after the other, all sides in turn, so that what is there so far can be compared.
    Progress counts points; its value is the side and the digit.
    """
    scores: list[list[CleverScore | None]] = [[] for _ in contenders]
    done, each = 0, settings.n_points
    total = each * sum(len(contender.images) for contender in contenders)
    for start in range(0, max(len(contender.images) for contender in contenders), TOGETHER):
        for side, contender in enumerate(contenders):
            digits = range(len(contender.images))[start : start + TOGETHER]
            known = [digit for digit in digits if not contender.misreads(digit)]
            found: dict[int, CleverScore] = {}
            if known:
                measurement = Measurement(
                    images=contender.images[known],
                    norm=contender.norm,
                    settings=settings,
                    seed=seed,
                )
                measured = yield from part(
                    scores_steps(contender.classifier, measurement),
                    done=done,
                    units=each * len(digits),
                    total=total,
                    value=(side, start),
                )
                found = dict(zip(known, measured, strict=True))
            scores[side] += [found.get(digit) for digit in digits]
            done += each * len(digits)
            if digits:
                yield Progress(done=done, total=total, value=(side, digits[-1]))
    return scores


def tie(before: Sequence[CleverScore | None], after: Sequence[CleverScore | None]) -> float:
    """Return how far the errors of two sides go together, 0 to 1.

    The mean over digits of the correlation of their block maxima, batch by batch: a batch's points
    lie in the same directions on both sides. 0 where nothing varies on a side.
    """
    found = [
        _correlation(_nearest_maxima(one), _nearest_maxima(other))
        for one, other in zip(before, after, strict=True)
        if one is not None and other is not None
    ]
    known = [value for value in found if np.isfinite(value)]
    mean = float(np.mean(known)) if known else 0.0
    return 1.0 if mean > 1 - 1e-9 else max(0.0, mean)


def _nearest_maxima(score: CleverScore) -> NDArray[np.float64]:
    return score.nearest.maxima


def _correlation(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    n = min(len(one), len(other))
    one, other = one[:n] - one[:n].mean(), other[:n] - other[:n].mean()
    spread = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) / spread if n >= LEAST_MAXIMA and spread > 0 else float("nan")


def findings_of(score: CleverScore | None) -> tuple[Finding, ...]:
    """Return what weakens a score; of a digit that was not measured, that it is misread."""
    return (Finding.MISREAD,) if score is None else score.findings
