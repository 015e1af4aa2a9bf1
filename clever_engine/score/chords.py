"""Chords: the mean slopes of straight lines from a digit to points beyond which it is misread.

For a bound at the digit itself no more is needed than the steepest *mean* slope of the straight
lines that leave it: `L = max (g(x0) - g(z)) / ||z - x0||` gives `g(z) >= g(x0) - L ||z - x0||`, so
that `g(x0) / L` never exceeds the smallest change, and is that change where the steepest line ends
at the boundary. The largest gradient of the ball is never smaller than L (mean value theorem).
Networks trained on attacks have spikes of the gradient that no straight line feels, and that make
them look weak (benchmarks/README.md).

`chord_search` looks for the steepest line; `near_chords` samples lines near it: to points uniform
in a small ball of the space that the search's last gradients span, brought to the steepest one's
length. Their slopes' maxima follow a distribution whose end point is the estimate, as in Weng et
al. (2018) that of gradient norms; it lies above the steepest line met by as much as slopes still
differ there.
"""

from dataclasses import dataclass

import torch

from clever_engine.norms import Norm
from clever_engine.score.estimators import Array
from clever_engine.score.guided import Walk

SPAN = {Norm.L2: 3, Norm.LINF: 2, Norm.L1: 2}
"""Gradients that span the space sampled: so few that the middle of the ball, where the steepest
line is, is met. With ten the fitted end point fell below it on most digits, with these on none."""

CLOSE_TO_NEAREST = 1.1
"""Only classes whose steepest line is at most so many times as long as the shortest are sampled:
the end point lies some 10 % above the steepest line, so that no other can be the nearest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The steepest line to a class, and the space around it that is sampled.

    Attributes:
        end: `input_shape`, the change at its end; zero where no slope was met.
        basis: `(up to SPAN, size)` Euclidean unit vectors across the line; none where the network
            is linear, so that all lines in the steepest direction are alike.
    """

    end: torch.Tensor
    basis: torch.Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class Chords(Walk):
    """What the search met: its norms and falls are mean slopes.

    Attributes:
        here: `(targets,)` dual gradient norms at the digit itself.
        lines: to the classes near enough to be sampled (`CLOSE_TO_NEAREST`), in order; the keys are
            their places among the targets.
    """

    here: Array
    lines: dict[int, Line]

    def is_linear(self, column: int) -> bool:
        """Return whether every gradient met on the way to this target was the same."""
        return column in self.lines and not len(self.lines[column].basis)
