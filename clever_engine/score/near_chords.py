"""Mean slopes of straight lines near the steepest that `chord_search` met."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from clever_engine.classifiers import Classifier
from clever_engine.devices import precise
from clever_engine.margins import finite
from clever_engine.norms import Norm, vector_norms
from clever_engine.score.chords import SPAN, Chords
from clever_engine.score.estimators import Array
from clever_engine.score.points import unit_tiles
from clever_engine.score.query import Query, slices

SPREAD = {Norm.L2: 0.5, Norm.LINF: 0.05, Norm.L1: 0.08}
"""Radius of the ball sampled, as a share of the line's length, both Euclidean.

So wide that the end point lies above the steepest line by about what the best attack finds beyond
it: 3 to 9 % in L2, 9 to 15 % in Linf, 4 to 10 % in L1 (12 to 20 MNIST digits each of three networks
trained by other recipes). The fit passed its test at 5 % on all of them in L2 and L1 and on all but
one in Linf; in L1 with 0.35 it did on 37 of 44."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lines:
    """Lines to sample around, of all digits: the first dimension of each tensor is the lines'.

    Attributes:
        starts, ends: `(lines, size)` the digit, and the change at the line's end.
        bases: `(lines, SPAN, size)`, zero where there are fewer vectors.
        lengths: `(lines,)` of the norm, float64.
        labels, targets: `(lines,)` classes.
        margins: `(lines,)` at the digit, float64.
        alike: `(lines,)` the slope of all lines where none of them differ, else nan.
    """

    starts: torch.Tensor
    ends: torch.Tensor
    bases: torch.Tensor
    lengths: torch.Tensor
    labels: torch.Tensor
    targets: torch.Tensor
    margins: torch.Tensor
    alike: torch.Tensor

    @classmethod
    def of(cls, queries: Sequence[Query], found: Sequence[Chords], norm: Norm) -> "_Lines":
        every = [
            (query, chords, column, line)
            for query, chords in zip(queries, found, strict=True)
            for column, line in chords.lines.items()
        ]
        image = queries[0].image
        ends = torch.stack([line.end.flatten() for *_, line in every])
        bases = ends.new_zeros(len(every), SPAN[norm], ends.shape[1])
        for row, (*_, line) in enumerate(every):
            bases[row, : len(line.basis)] = line.basis
        lengths = vector_norms(precise(ends), norm)
        alike = [
            float("nan") if len(line.basis) and length > 0 else float(chords.norms[:, column].max())
            for (_, chords, column, line), length in zip(every, lengths.tolist(), strict=True)
        ]
        margins = [float(query.margins()[column]) for query, _, column, _ in every]
        labels = [query.label for query, *_ in every]
        targets = [query.targets[column] for query, _, column, _ in every]
        return cls(
            starts=torch.cat([query.image for query, *_ in every]).flatten(1),
            ends=ends,
            bases=bases,
            lengths=lengths,
            labels=torch.tensor(labels, device=image.device),
            targets=torch.tensor(targets, device=image.device),
            margins=torch.tensor(margins, dtype=torch.float64).to(lengths),
            alike=torch.tensor(alike, dtype=torch.float64).to(lengths),
        )

    def slopes(self, classifier: Classifier, offsets: torch.Tensor, norm: Norm) -> Array:
        """Return mean slopes `(n, lines)` of lines whose ends are moved by offsets `(n, SPAN)`."""
        rows = slices(self.starts)[0].stop
        at_once = max(1, rows // len(offsets))
        parts = [
            self._of_some(slice(start, start + at_once), classifier, offsets, norm)
            for start in range(0, len(self.ends), at_once)
        ]
        found = finite(classifier, torch.cat(parts))
        whole = torch.where(self.alike.isnan()[:, None], found, self.alike[:, None])
        return np.asarray(whole.cpu().numpy().T)

    def _of_some(
        self, some: slice, classifier: Classifier, offsets: torch.Tensor, norm: Norm
    ) -> torch.Tensor:
        ends, n = self.ends[some], len(offsets)
        spread = SPREAD[norm] * torch.linalg.vector_norm(ends, dim=1)
        moved = ends[:, None] + spread[:, None, None] * (offsets @ self.bases[some])
        lengths = vector_norms(precise(moved.flatten(0, 1)), norm).view(-1, n)
        factors = self.lengths[some, None] / lengths.clamp_min(1e-300)
        moved = moved * factors[..., None].to(moved)
        points = (self.starts[some, None] + moved).view(-1, *classifier.input_shape)
        with torch.no_grad():
            logits = torch.cat([classifier.forward(points[part]) for part in slices(points)])
        logits = precise(logits).view(-1, n, logits.shape[1])
        classes = torch.stack([self.labels[some], self.targets[some]], dim=1)
        pairs = logits.gather(2, classes[:, None].expand(-1, n, -1))
        fallen = self.margins[some, None] - (pairs[..., 0] - pairs[..., 1])
        return fallen.clamp_min(0) / self.lengths[some, None].clamp_min(1e-300)


def slope_tiles(
    queries: Sequence[Query], found: Sequence[Chords], *, norm: Norm, seed: int, n: int
) -> Iterator[list[Array]]:
    """Yield, a tile at a time, mean slopes of `n` lines near the steepest ones.

    One array `(up to TILE, classes)` a digit, its columns those of its `lines`. Every class of
    every digit has the same random numbers, in the space of its own gradients.

    Raises:
        ModelError: the network gives logits that are not finite.
    """
    lines = _Lines.of(queries, found, norm)
    ends = np.cumsum([len(chords.lines) for chords in found])[:-1]
    for offsets in unit_tiles(n, SPAN[norm], Norm.L2, seed, lines.ends.dtype):
        slopes = lines.slopes(queries[0].classifier, offsets.to(lines.ends), norm)
        yield np.split(slopes, ends, axis=1)
