"""From what was measured of each side to the result: scores a side, and what changed."""

from collections.abc import Sequence

import numpy as np

from clever_engine.comparison.change import Measured, paired_change, unpaired_change
from clever_engine.comparison.measuring import Contender, findings_of, tie
from clever_engine.comparison.resampling import Array
from clever_engine.comparison.results import Change, Pair, SideScores
from clever_engine.score.results import CleverScore, Finding

Scores = Sequence[CleverScore | None]

STRAIGHT_THROUGH_SLACK = 0.1
"""By how much an attack's distance behind a defense may be too long, as a share.

Its gradients pass the defense as if it were not there. Beside 200 steps, 60 were up to 7 % too long
behind JPEG and 13 % behind squeezing; beside exact gradients up to 11 % behind noise (6 digits).
Without this, every defense would seem to help a little.
"""


def side_scores(
    contender: Contender, scores: Scores, distances: Array | None, seed: int
) -> SideScores:
    """Return the numbers of one side, digits it is known to misread at 0."""
    clever = _by_clever(scores)
    mean, interval = clever.mean(seed)
    attack = _by_attack(contender, distances)
    attack_mean, attack_interval = attack.mean(seed) if attack else (np.nan, (np.nan, np.nan))
    return SideScores(
        values=clever.values,
        intervals=np.array([score.interval if score else (0.0, 0.0) for score in scores]),
        draws=clever.draws,
        labels=contender.labels,
        truth=contender.truth,
        right=contender.right,
        findings=tuple(findings_of(score) for score in scores),
        attack_distances=None if attack is None else attack.values,
        mean=mean,
        mean_interval=interval,
        attack_mean=attack_mean,
        attack_mean_interval=attack_interval,
    )


def pair(
    contenders: Sequence[Contender],
    scores: Sequence[Scores],
    distances: Sequence[Array | None],
    after: int,
    *,
    paired: bool,
    seed: int,
) -> Pair:
    """Return what changed from the first side to the one of index `after`."""
    comparable = contenders[0].norm == contenders[after].norm

    def change(before: Measured, later: Measured, together: float) -> Change:
        if paired:
            return paired_change(before, later, tie=together, comparable=comparable, seed=seed)
        return unpaired_change(before, later, comparable=comparable, seed=seed)

    first, second = contenders[0], contenders[after]
    attacks = _by_attack(first, distances[0]), _by_attack(second, distances[after])
    return Pair(
        before=0,
        after=after,
        clever=change(
            _by_clever(scores[0]),
            _by_clever(scores[after]),
            tie(scores[0], scores[after]) if paired else 0.0,
        ),
        attack=None
        if attacks[0] is None or attacks[1] is None
        else change(attacks[0], attacks[1], float(first.defense == second.defense)),
    )


def _by_clever(scores: Scores) -> Measured:
    size = max((len(score.draws) for score in scores if score), default=1)
    return Measured(
        values=np.array([score.value if score else 0.0 for score in scores]),
        draws=np.array([np.sort(score.draws) if score else np.zeros(size) for score in scores]),
        usable=np.array(
            [not (score and Finding.ZERO_GRADIENTS in score.findings) for score in scores]
        ),
    )


def _by_attack(contender: Contender, distances: Array | None) -> Measured | None:
    """Return the distances, 0 for digits known to be misread: they are wrong without any change."""
    if distances is None:
        return None
    right = contender.right
    values = distances if right is None else np.where(right, distances, 0.0)
    slack = STRAIGHT_THROUGH_SLACK if contender.classifier.transform else 0.0
    shares = np.linspace(1 - slack, 1.0, 20 if slack else 1)
    return Measured(values=values, draws=values[:, None] * shares, usable=np.isfinite(values))
