"""Words for people: findings as advice, names of the choices, explanations."""

import math

from clever_engine import CleverScore, DigitRanking, Finding
from clever_engine.digits import DigitFinding

CLAIM = "An estimate of a bound is not a bound: an attacker may need less."

STEADY = "hardly moves"

_FINDINGS = {
    Finding.MISREAD: "The network reads this digit wrongly to begin with.",
    Finding.PROBABILITIES: (
        "The network gives probabilities, not logits. Its slopes vanish when it is sure, "
        "so the score says little."
    ),
    Finding.ZERO_GRADIENTS: (
        "All slopes are zero: the network hides how it reacts, and nothing can be said."
    ),
    Finding.CONSTANT_GRADIENTS: (
        "The network is linear here: the score is exact and nothing was fitted."
    ),
    Finding.CUT_AT_RADIUS: (
        "The score reached the radius; nothing beyond was looked at: read it as “at least this”."
    ),
    Finding.NOT_SMOOTH: (
        "The network has kinks, and its curvature says little: first order suits it better."
    ),
    Finding.STRAIGHT_THROUGH: (
        "The digit is altered before the network sees it, and the slopes pass that step as if it "
        "were not there."
    ),
    Finding.TOO_CLOSE: "Too close to call: another digit may be as weak.",
    Finding.FIT_DIVERGED: (
        "The published fit found no end point: the steepest slope met stands in for it."
    ),
    Finding.POOR_FIT: "The curve does not follow the bars well: trust the score less.",
    Finding.FEW_BATCHES: "Few batches: the curve rests on little.",
    DigitFinding.UNLIKE_A_DIGIT: "This does not look like a digit; the network names one anyway.",
    DigitFinding.UNSURE: "Two networks read it differently: one of them is wrong.",
    DigitFinding.TOUCHES_THE_BORDER: "It touches the border of the picture: a part may be missing.",
    DigitFinding.SPLIT_FROM_A_NEIGHBOUR: "It touched its neighbour and was cut apart.",
    DigitFinding.FAINT: "It is faint: more contrast makes the reading surer.",
}


def finding(name: Finding | DigitFinding) -> str:
    """Return a finding as a sentence."""
    return _FINDINGS[name]


def number(value: float) -> str:
    """Return a score with three significant digits and no exponent."""
    if value == 0:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(value)))
    return f"{value:.{min(digits, 6)}f}"


def interval(score: CleverScore) -> str:
    """Return the 90 % interval; where sampling hardly moves the score, that."""
    low, high = score.interval
    if score.value > 0 and high - low < 0.005 * score.value:
        return STEADY
    return f"{number(low)} to {number(high)}"


def card(score: CleverScore, *, weakest: bool, interval_too: bool) -> str:
    """Return the lines under a digit's picture as HTML: score, interval, what it would become."""
    return (
        f"<div class='score'>{number(score.value)}</div>"
        + (f"<div class='interval'>{interval(score)}</div>" if interval_too else "")
        + f"<div class='turn'>{score.label} ➜ {score.target}"
        + ("<br><b>▼ weakest</b>" if weakest else "")
        + "</div>"
    )


def ordinal(position: int) -> str:
    """Return "1st", "2nd", ... for a position from 0."""
    place = position + 1
    if place % 100 in (11, 12, 13):
        return f"{place}th"
    return f"{place}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(place % 10, 'th') }"


def weakest(ranking: DigitRanking) -> str:
    """Return which digit is the weakest and how sure that is."""
    if len(ranking.scores) == 1:
        return "Score several digits to see which is the weakest."
    position, probability = ranking.weakest, ranking.probability_weakest
    which = f"the {ordinal(position)} digit, a {ranking.scores[position].label}"
    if Finding.TOO_CLOSE in ranking.findings:
        return f"Too close to call: lowest is {which}, but only {probability:.0%} sure."
    if probability >= 0.9:
        return f"The weakest is {which}."
    return f"The weakest is probably {which} ({probability:.0%} sure)."


def percent(share: float) -> str:
    """Return a confidence that never claims certainty by rounding."""
    return "> 99.9 %" if share > 0.999 else f"{100 * share:.1f} %"
