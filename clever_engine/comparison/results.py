"""What a comparison returns: plain numbers and arrays, no network and no tensor."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from clever_engine.comparison.accuracy import Accuracy
from clever_engine.comparison.defenses import find_defense
from clever_engine.norms import Norm
from clever_engine.score.results import Finding
from clever_engine.score.settings import CleverSettings

Array = NDArray[np.float64]


class Verdict(StrEnum):
    """What a comparison says of the second side, beside the first."""

    MORE_ROBUST = "more-robust"
    LESS_ROBUST = "less-robust"
    NO_MEASURABLE_CHANGE = "no-measurable-change"
    """The interval of the mean difference holds 0, or the difference is below 1 %."""
    NOT_COMPARABLE = "not-comparable"
    """The sides measure in different norms, or no digit could be measured on both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a comparison: what is measured, by name.

    Attributes:
        model: the network's name.
        defense: a name of `defenses.DEFENSES`.
        norm: how a change is measured.
        data: the name of the digits' set.
    """

    model: str
    defense: str = "none"
    norm: Norm = Norm.L2
    data: str = "digits"


@dataclass(frozen=True, slots=True, kw_only=True)
class SideScores:
    """What was measured of one side, an entry a digit.

    A digit that the side misreads, where the truth is known, has score and attack distance 0: it is
    wrong without any change. (Its label still says what was read.)

    Attributes:
        values: `(n,)` CLEVER scores, in the units of the side's norm; pixels go from 0 to 1.
        intervals: `(n, 2)` their 90 % intervals.
        draws: `(n, 100)` equally likely values of each score, rising.
        labels: `(n,)` the classes read.
        truth: `(n,)` what the digits are; None where not known.
        right: `(n,)` whether they are read rightly; None where the truth is not known.
        findings: what weakens each score.
        attack_distances: `(n,)` of the smallest misread change found, in the same units; infinite
            where none was found; None where no attack was made.
        mean: mean score over the digits that could be measured (without `zero-gradients`); NaN
            without any.
        mean_interval: 90 % interval of it, over which digits were drawn and the scores' own.
        attack_mean: mean distance over the digits on which the attack found something; NaN without.
        attack_mean_interval: 90 % interval of it.
    """

    values: Array
    intervals: Array
    draws: Array = field(repr=False)
    labels: NDArray[np.int64]
    truth: NDArray[np.int64] | None
    right: NDArray[np.bool_] | None
    findings: tuple[tuple[Finding, ...], ...]
    attack_distances: Array | None
    mean: float
    mean_interval: tuple[float, float]
    attack_mean: float
    attack_mean_interval: tuple[float, float]

    @property
    def measurable(self) -> NDArray[np.bool_]:
        """Return which digits' scores say something `(n,)`: those that met a gradient."""
        return np.array([Finding.ZERO_GRADIENTS not in found for found in self.findings], bool)

    @property
    def misread(self) -> int:
        """Return how many digits are known to be misread."""
        return 0 if self.right is None else int((~self.right).sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How one measure (CLEVER scores or attack distances) differs from a first side to another.

    Attributes:
        difference: mean of after - before, in the units of the norm; NaN where not comparable.
        interval: 90 % interval of it.
        ratio: geometric mean of after / before over digits above 0 on both sides; NaN without any.
        ratio_interval: 90 % interval of it.
        differences: `(n,)` after - before for each digit; NaN where left out; empty where unpaired
            or in different norms.
        intervals: `(n, 2)` their 90 % intervals from the scores' own uncertainty, or how far an
            attack may be too weak behind a defense.
        outcomes: `(n,)` 1 improved, -1 worsened, 0 the same (0 within the interval, or a difference
            below 1 % of the larger) or left out; empty as `differences`.
        left_out: digits that could not be measured on one of the sides: zero gradients, or an
            attack that found nothing. They are in no mean; where the attack failed on one side
            only, they do count as improved or worsened.
        verdict: what it comes to.
    """

    difference: float
    interval: tuple[float, float]
    ratio: float
    ratio_interval: tuple[float, float]
    differences: Array
    intervals: Array
    outcomes: NDArray[np.int64]
    left_out: int
    verdict: Verdict

    @property
    def improved(self) -> int:
        """Return how many digits became more robust."""
        return int((self.outcomes > 0).sum())

    @property
    def worsened(self) -> int:
        """Return how many digits became less robust."""
        return int((self.outcomes < 0).sum())

    @property
    def same(self) -> int:
        """Return how many digits were measured on both sides without a measurable change."""
        return int(((self.outcomes == 0) & np.isfinite(self.differences)).sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The first side against another.

    Attributes:
        before: index of the first side, 0.
        after: index of the other.
        clever: by CLEVER scores.
        attack: by attack distances; None where no attack was made.
    """

    before: int
    after: int
    clever: Change
    attack: Change | None

    @property
    def verdict(self) -> Verdict:
        """Return what the CLEVER scores say."""
        return self.clever.verdict

    @property
    def attack_verdict(self) -> Verdict | None:
        """Return what the attack says; None where no attack was made."""
        return None if self.attack is None else self.attack.verdict

    @property
    def agrees(self) -> bool | None:
        """Return whether both say the same; None without an attack or a verdict."""
        if self.attack is None or Verdict.NOT_COMPARABLE in (self.verdict, self.attack.verdict):
            return None
        return self.verdict == self.attack.verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two or more sides, measured alike; the first is compared with each other.

    Attributes:
        sides: what was measured.
        scores: one a side.
        pairs: one a side after the first.
        paired: whether all sides measured the same digits.
        accuracy: on the set the caller passed; None without one.
        settings: of the CLEVER scores.
        seed: of the random points, the noise and the resampling.
        attack_steps: gradients an attack took; 0 without an attack.
    """

    sides: tuple[Side, ...]
    scores: tuple[SideScores, ...]
    pairs: tuple[Pair, ...]
    paired: bool
    accuracy: Accuracy | None
    settings: CleverSettings
    seed: int
    attack_steps: int

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return every finding of any digit on any side, in their order, each once."""
        every = {f for side in self.scores for found in side.findings for f in found}
        return tuple(finding for finding in Finding if finding in every)


WORDS = {
    Verdict.MORE_ROBUST: "more robust",
    Verdict.LESS_ROBUST: "less robust",
    Verdict.NO_MEASURABLE_CHANGE: "no measurable change",
    Verdict.NOT_COMPARABLE: "not comparable",
}


def side_titles(sides: Sequence[Side]) -> list[str]:
    """Return a title a side, each different: the network, and whatever else tells them apart."""
    titles = [_title(side, sides) for side in sides]
    return [
        title if titles.count(title) == 1 else f"{title} ({number})"
        for number, title in enumerate(titles, start=1)
    ]


def _title(side: Side, sides: Sequence[Side]) -> str:
    parts = [side.model]
    if side.defense != "none":
        parts.append(find_defense(side.defense).title)
    if len({other.norm for other in sides}) > 1:
        parts.append(str(side.norm))
    if len({other.data for other in sides}) > 1:
        parts.append(side.data)
    return ", ".join(parts)
