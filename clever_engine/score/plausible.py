"""Where the smallest change itself lies, as far as experience with scores tells.

A score's interval says what other random lines would give, not what the score is worth. A score by
straight lines is a lead divided by the end point of their slopes, which lies above the steepest
slope met; the smallest change that the best attack finds mostly lies between that score and the
length of the steepest line. How far from one to the other was measured, and that is all that is
known: neither end is a bound.
"""

import math
from dataclasses import dataclass

from clever_engine.norms import Norm


@dataclass(frozen=True, slots=True)
class Reach:
    """Where nine in ten smallest changes lie on the way from score (0) to line (1), in logarithms.

    The way itself is short where slopes near the steepest line are alike, and long on networks with
    rough slopes; there the smallest change also lies nearer to the score, or below it.

    Attributes:
        start: where they would begin on a way of no length; they begin at 1 at the latest.
        fall: how much earlier they begin as the way's logarithm grows by 1.
        least: where they begin at the earliest.
        end: where they end.
    """

    start: float
    fall: float
    least: float
    end: float

    def shares(self, way: float) -> tuple[float, float]:
        """Return the shares of a way, the logarithm of line and score, between which they lie."""
        return max(self.least, min(1.0, self.start - self.fall * way)), self.end


REACH = {
    Norm.L2: Reach(start=1.25, fall=12.0, least=-0.6, end=1.1),
    Norm.LINF: Reach(start=1.0, fall=8.0, least=-0.6, end=1.2),
    Norm.L1: Reach(start=-1.6, fall=0.0, least=-1.6, end=2.2),
}
"""Chosen on 8 to 20 MNIST digits each of three networks by other recipes and five of the
catalogue, beside the thorough attack without the pixels' limits. There they hold 93 % in L2, 89 %
in Linf and 90 % in L1 of 84 digits; least on the two of the catalogue that were trained on Linf
attacks, 38 to 88 % of 8 digits."""

_MIDDLE_90 = 2 * 1.645
"""Width of the middle nine tenths of a normal distribution, in standard deviations."""


def plausible_range(norm: Norm, score: float, line: float) -> tuple[float, float]:
    """Return between what nine in ten smallest changes lie, in the units of the norm.

    Args:
        norm: how changes are measured.
        score: a score by straight lines, above 0.
        line: how long the steepest line met promises to be, at least the score.
    """
    way = math.log(line / score)
    low, high = REACH[norm].shares(way)
    return score * math.exp(low * way), score * math.exp(high * way)


def leaning(norm: Norm, score: float, line: float) -> tuple[float, float]:
    """Return middle and standard deviation of `log(smallest change / score)`; see above."""
    way = math.log(line / score)
    low, high = REACH[norm].shares(way)
    return way * (low + high) / 2, way * (high - low) / _MIDDLE_90
