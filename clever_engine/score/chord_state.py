"""What lines from digits start from, and where they stand: tensors over digits and lines."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import torch
from numpy.typing import NDArray

from clever_engine.classifiers import Classifier
from clever_engine.devices import precise
from clever_engine.margins import finite
from clever_engine.norms import Norm
from clever_engine.score.estimators import Array
from clever_engine.score.guided import margins_and_gradients
from clever_engine.score.query import Query
from clever_engine.score.settings import farthest


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What the lines of some digits start from; tensors are of `(digits, ...)`.

    Attributes:
        images: `(digits, *input_shape)`.
        masks: boolean, in their shape; None where everything may change.
        labels, targets: `(digits,)` and `(digits, targets)` classes.
        rounding: `(digits,)` change of a margin that rounding of the logits can cause, float64.
        farthest: `(digits,)` distance beyond which rounding decides, float64.
        radius: the length that no line exceeds; None lets all.
    """

    classifier: Classifier
    norm: Norm
    images: torch.Tensor
    masks: torch.Tensor | None
    labels: torch.Tensor
    targets: torch.Tensor
    rounding: torch.Tensor
    farthest: torch.Tensor
    radius: float | None

    @classmethod
    def of(cls, queries: Sequence[Query], norm: Norm, radius: float | None) -> "Task":
        """Return what there is to do; the queries are of one network."""
        classifier, images = queries[0].classifier, torch.cat([query.image for query in queries])
        place = images.device
        masked = any(query.mask is not None for query in queries)
        every = torch.ones(classifier.input_shape, dtype=torch.bool, device=place)
        masks = [every if query.mask is None else query.mask for query in queries]
        logits = torch.stack([query.logits for query in queries])
        rounding = 8 * torch.finfo(logits.dtype).eps * precise(logits.abs().amax(dim=1))
        limits = [farthest(norm, query.size, classifier.bounds) for query in queries]
        return cls(
            classifier=classifier,
            norm=norm,
            images=images,
            masks=torch.stack(masks) if masked else None,
            labels=torch.tensor([query.label for query in queries], device=place),
            targets=torch.tensor([query.targets for query in queries], device=place),
            rounding=rounding,
            farthest=torch.tensor(limits, dtype=torch.float64).to(rounding),
            radius=radius,
        )

    def look(
        self, points: torch.Tensor, digits: torch.Tensor, columns: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return margins `(n,)`, float64, and gradients at points `(n, *input_shape)`.

        Each is of one digit and target `(n,)`.
        """
        labels, targets = self.labels[digits], self.targets[digits, columns]
        margins, gradients = margins_and_gradients(self.classifier, points, labels, targets)
        if self.masks is not None:
            gradients = gradients * self.masks[digits]
        return margins, finite(self.classifier, gradients)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one round met: mean slopes and lengths of lines `(n,)`, and whose they are."""

    digits: NDArray[np.int64]
    columns: NDArray[np.int64]
    slopes: Array
    lengths: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where the lines stand; every tensor is of `(digits, lines, ...)`.

    Attributes:
        columns: which of the digit's targets each line goes to.
        margins: at the digit.
        points: at which a line ends next.
        memory: running mean of unit gradients.
        best: the steepest mean slope so far.
        ends: the change at the end of that line.
        first: the gradient at the digit.
        latest: `(digits, lines, SPAN, *input_shape)`, the last gradients, latest first.
    """

    columns: torch.Tensor
    margins: torch.Tensor
    points: torch.Tensor
    memory: torch.Tensor
    best: torch.Tensor
    ends: torch.Tensor
    first: torch.Tensor
    latest: torch.Tensor

    def nearest(self, count: int) -> "State":
        """Return the `count` lines of each digit that promise the nearest boundary."""
        kept = self.promises().argsort(dim=1, stable=True)[:, :count].sort(dim=1).values
        digits = torch.arange(len(kept), device=kept.device)[:, None]
        return State(**{name: values[digits, kept] for name, values in self._tensors().items()})

    @classmethod
    def joined(cls, states: Sequence["State"]) -> "State":
        """Return the lines of several states of the same digits as one."""
        parts = [state._tensors() for state in states]
        return cls(**{name: torch.cat([part[name] for part in parts], dim=1) for name in parts[0]})

    def promises(self) -> torch.Tensor:
        """Return where each line so far would meet the boundary; infinite without a slope."""
        return torch.where(self.best > 0, self.margins / self.best.clamp_min(1e-300), torch.inf)

    def _tensors(self) -> dict[str, torch.Tensor]:
        return {field.name: getattr(self, field.name) for field in fields(self)}
