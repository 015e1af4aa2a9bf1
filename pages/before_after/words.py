"""What a comparison comes to, in words; every number is the engine's."""

import math

from clever_engine.comparison.accuracy import Accuracy
from clever_engine.comparison.results import Change, Comparison, Pair, Verdict
from clever_engine.score.results import Finding
from clever_engine.steps import Progress

MARKS = {
    Verdict.MORE_ROBUST: ("▲", "More robust"),
    Verdict.LESS_ROBUST: ("▼", "Less robust"),
    Verdict.NO_MEASURABLE_CHANGE: ("≈", "No measurable change"),
    Verdict.NOT_COMPARABLE: ("≠", "Not comparable"),
}
_STAGES = {
    "clever": "Sampling slopes",
    "attack": "Attacking",
    "accuracy": "Reading test digits",
}


def headline(pair: Pair) -> str:
    """Return what CLEVER says of the second side, in one or two sentences."""
    change = pair.clever
    if change.verdict is Verdict.NOT_COMPARABLE:
        return (
            "Different norms have different units, so there is no better or worse. "
            "Compare each number with its own network's at the same norm."
        )
    if not math.isfinite(change.difference):
        return "Nothing could be measured on both sides."
    said = f"The mean score {_moved(change)}"
    if change.verdict is Verdict.NO_MEASURABLE_CHANGE:
        return f"{said}: too little to tell from chance."
    return f"{said}{_times(change)}."


def _moved(change: Change) -> str:
    way = "rises" if change.difference >= 0 else "falls"
    low, high = change.interval
    return f"{way} by {abs(change.difference):.3g} (90 %: {low:+.3g} to {high:+.3g})"


def _times(change: Change) -> str:
    if not math.isfinite(change.ratio):
        return ""
    low, high = change.ratio_interval
    return f", typically to {change.ratio:.2f} times what it was ({low:.2f} to {high:.2f})"


def attack_line(pair: Pair) -> str:
    """Return whether an attacker agrees, with the attack's numbers."""
    if pair.attack is None:
        return "No attacker was asked."
    change = pair.attack
    word = MARKS[change.verdict][1].lower()
    agrees = {True: "An attacker agrees", False: "An attacker disagrees", None: "An attacker"}
    if change.verdict is Verdict.NOT_COMPARABLE or not math.isfinite(change.difference):
        return "The smallest attacks found cannot be compared either."
    low, high = change.interval
    return (
        f"{agrees[pair.agrees]}: {word}. The smallest change found goes by "
        f"{change.difference:+.3g} on average (90 %: {low:+.3g} to {high:+.3g})"
        + (f"; on {change.left_out} digits none was found" if change.left_out else "")
        + "."
    )


def counts(change: Change, paired: bool) -> str:
    """Return how many digits became harder to fool, easier, or neither."""
    if not paired or not len(change.outcomes):
        return "Different digits: only the means are compared."
    parts = [
        f"▲ {change.improved} harder to fool",
        f"▼ {change.worsened} easier",
        f"≈ {change.same} the same",
    ]
    if change.left_out:
        parts.append(f"{change.left_out} without a measure")
    return " · ".join(parts)


def accuracy_line(accuracy: Accuracy, after: int, measured_on: str) -> str:
    """Return what the second side costs in accuracy."""
    before, later = accuracy.shares[0], accuracy.shares[after]
    low, high = (100 * end for end in accuracy.intervals[after - 1])
    points = 100 * accuracy.differences[after - 1]
    return (
        f"Accuracy {before:.1%} → {later:.1%} ({points:+.2f} points, 90 %: {low:+.2f} to "
        f"{high:+.2f}), on {accuracy.sizes[after]:,} {measured_on}."
    )


def doubt(comparison: Comparison, pair: Pair) -> str | None:
    """Return why the witnesses may disagree, or what weakens the scores; else None."""
    found = {f for side in (0, pair.after) for fs in comparison.scores[side].findings for f in fs}
    if Finding.ZERO_GRADIENTS in found:
        return (
            "One side hides its slopes, so CLEVER can say nothing there. Hidden is not safe: "
            "look at the attack."
        )
    if Finding.STRAIGHT_THROUGH in found:
        said = "A defense has no useful slope of its own, so CLEVER looks straight through it."
        return said + (" Here, trust the attack more." if pair.agrees is False else "")
    return None


def status(seen: Progress | None) -> str:
    """Return what is being done, for the progress bar."""
    if seen is None:
        return "Starting."
    side, digit = seen.value
    return f"{_STAGES[seen.stage]}: side {side + 1}, digit {digit + 1}."


def command(comparison: Comparison, count: int, known: bool) -> str | None:
    """Return the command that makes the comparison again; None where the shell cannot."""
    first, second = comparison.sides[0], comparison.sides[-1]
    if not known or len(comparison.sides) != 2 or first.norm != second.norm:
        return None
    return (
        f"python -m clever_engine compare {first.model} {second.model} --norm {first.norm.value} "
        f"--defense-before {first.defense} --defense-after {second.defense} "
        f"--digits {count} --seed {comparison.seed}"
    )
