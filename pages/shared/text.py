"""Words for people: findings as advice, names of the choices, explanations."""

import math

from clever_engine import CleverScore, DigitRanking, Finding, TargetScore
from clever_engine.digits import DigitFinding
from clever_engine.figures.theme import norm_name
from clever_engine.io.records import Record
from clever_engine.options import as_flags
from clever_engine.steps import Progress

CLAIM = "An estimate of a bound is not a bound: an attacker may need less."

CLASSES = (
    "The diamond marks the digit it turns into with the least change. A line shows the interval; "
    "digits clearly farther away are judged by the walk towards them alone."
)

NORMS = {
    "l2": "L2: overall size",
    "linf": "L∞: no pixel changes more than",
    "l1": "L1: all changes added up",
}

TARGETS = {
    "untargeted": "Any other digit",
    "runner-up": "The second choice",
    "least-likely": "The least likely",
    "random": "One at random",
    **{str(k): f"A {k}" for k in range(10)},
}

EFFORTS = {
    "quick": "Quick: up to 64 points",
    "standard": "Standard: up to 128 points",
    "thorough": "Thorough: up to 10,000 points",
    "paper": "As in the paper: 512,000 points",
}

PLACES = {"anywhere": "Anywhere", "ink": "Only where there is ink"}

SOURCES = {"draw": "Draw", "gallery": "Gallery", "upload": "Upload", "camera": "Camera"}

UNITS = {
    "l2": "For scale: one pixel turned from paper to full ink is a change of 1.",
    "l1": "For scale: one pixel turned from paper to full ink is a change of 1, two pixels are 2.",
    "linf": "For scale: 1 would allow every pixel to turn from paper to full ink.",
}

_STEADY = "hardly moves"

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
        "The score reached the edge of the ball of samples: read it as “at least this”."
    ),
    Finding.NOT_SMOOTH: (
        "The network has kinks, and its curvature says little: first order suits it better."
    ),
    Finding.STRAIGHT_THROUGH: (
        "The digit is altered before the network sees it, and the slopes pass that step as if it "
        "were not there."
    ),
    Finding.TOO_CLOSE: "Too close to call: another digit may be as weak.",
    Finding.POOR_FIT: "The curve does not follow the bars well: trust the score less.",
    Finding.FEW_BATCHES: "Few batches: the curve rests on little.",
    DigitFinding.UNLIKE_A_DIGIT: "This does not look like a digit; the network names one anyway.",
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
        return _STEADY
    return f"{number(low)} to {number(high)}"


def steadiness(score: CleverScore) -> str:
    """Return what other random samples would do to the score, as a sentence."""
    told = interval(score)
    if told == _STEADY:
        return "Other random samples would hardly move it."
    return f"90 % of other random samples would give {told}."


def place(score: CleverScore) -> str:
    """Return where the digit could change, as a sentence; empty where that is everywhere."""
    if score.mask is None:
        return ""
    return f"Only the {int(score.mask.sum())} pixels that hold ink could change. "


def card(score: CleverScore, *, weakest: bool, interval_too: bool) -> str:
    """Return the lines under a digit's picture as HTML: score, interval, what it would become."""
    return (
        f"<div class='score'>{number(score.value)}</div>"
        + (f"<div class='interval'>{interval(score)}</div>" if interval_too else "")
        + f"<div class='turn'>{score.label} ➜ {score.target}"
        + ("<br><b>▼ weakest</b>" if weakest else "")
        + "</div>"
    )


def headline(score: CleverScore) -> str:
    """Return what a score says, in one sentence."""
    size = f"{number(score.value)} ({norm_name(score.norm)})"
    if Finding.ZERO_GRADIENTS in score.findings:
        return f"The network reads a {score.label}, but its slopes are all zero: no score."
    if Finding.CUT_AT_RADIUS in score.findings:
        return f"CLEVER finds no way to misread this {score.label} with a change below {size}."
    return (
        f"CLEVER estimates that a change of size **{size}** is the least that could turn "
        f"this {score.label} into a {score.target}."
    )


def slopes(score: CleverScore, entry: TargetScore) -> str:
    """Return how the number came about, with its own numbers."""
    steepest = entry.lipschitz_estimate
    if not steepest:
        return "Every slope is zero."
    batches, points = len(entry.maxima), len(entry.maxima) * score.settings.samples_per_batch
    if entry.walk_norm > entry.fit.location:
        found = (
            f"On a walk straight towards a {entry.target} it met a steeper one, {steepest:.3g}, "
            "than the curve's end point, and takes that."
        )
    else:
        found = f"The curve's end point, {steepest:.3g}, estimates the steepest slope of all."
    return (
        f"In a ball of radius {score.radius:.3g} around the digit, the engine drew "
        f"{points:,} random points in {batches:,} batches and kept each one's "
        f"steepest slope. {found} The {score.label} leads by {entry.margin:.3g} logits over the "
        f"{entry.target}: {entry.margin:.3g} ÷ {steepest:.3g} = {number(entry.margin / steepest)}."
    )


def status(seen: Progress | None) -> str:
    """Return how far a measurement is, and the estimate so far."""
    if seen is None:
        return "Waiting for the first slopes."
    return (
        f"{seen.done:,} of {seen.total:,} points. Estimate so far, falling: {number(seen.value)}."
    )


def clash(position: int, target: int) -> str:
    """Return that a digit already is what it should turn into."""
    return (
        f"The {ordinal(position)} digit is read as a {target} already. "
        "Under “How to measure”, choose another digit to turn into."
    )


def left_out(count: int) -> str:
    """Return how many marks beside the digits were not taken for digits."""
    marks = "1 mark was" if count == 1 else f"{count} marks were"
    return f"{marks} left out: punctuation or a currency sign, by the look."


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


def command(record: Record) -> str:
    """Return the command line that measures the downloaded digits the same way."""
    asked = record.measurement
    flags = [as_flags(asked), as_flags(asked.settings), "--only-ink" if asked.masks else ""]
    return " ".join(filter(None, ["python -m clever_engine score digits.png --as-is", *flags]))


def percent(share: float) -> str:
    """Return a confidence that never claims certainty by rounding."""
    return "> 99.9 %" if share > 0.999 else f"{100 * share:.1f} %"
