"""A benchmark's facts as sentences; every number in them is the benchmark's."""

import re
from collections.abc import Mapping, Sequence
from html import escape

from clever_engine.benchmark.findings import (
    ALMOST_EQUAL,
    FOOLED,
    Kind,
    Statement,
)
from clever_engine.figures.theme import norm_name
from clever_engine.figures.tradeoff import Point
from pages.accuracy.choosing import View
from pages.shared import text

MISSING = (
    "The networks have not been measured yet: run `python -m clever_engine benchmark --data "
    "FOLDER`, where FOLDER holds MNIST/raw/, and open this page again."
)
NO_FINDING = "Too few networks have been measured to say anything."
_BY = {
    "attack": "the smallest attack found",
    "clever untargeted": "CLEVER",
    "clever runner-up": "CLEVER into the second choice",
}


def headline(found: Sequence[Statement], titles: Mapping[str, str]) -> str:
    """Return the finding in a sentence: which place the most accurate network has in robustness."""
    facts = {statement.kind: statement for statement in found}
    accurate, robust = facts.get(Kind.MOST_ACCURATE), facts.get(Kind.MOST_ROBUST)
    if accurate is None or robust is None or accurate.values["networks"] < 2:
        return NO_FINDING
    count, rank = int(accurate.values["networks"]), int(accurate.values["rank"])
    name = f"**{_title(accurate, titles)}**"
    share = percent(accurate.values["accuracy"])
    if rank == 1:
        return f"{name} reads the most digits rightly ({share}) and is the hardest to fool, too."
    place = "last" if rank == count else f"only {text.ordinal(rank - 1)}"
    if rank <= max(2, count // 4):
        place = text.ordinal(rank - 1)
    other = int(robust.values["rank"])
    return (
        f"{name} reads the most digits rightly ({share}), but is {place} of {count} in robustness. "
        f"The hardest to fool, **{_title(robust, titles)}**, is {text.ordinal(other - 1)} in "
        f"accuracy ({percent(robust.values['accuracy'])})."
    )


def sentences(found: Sequence[Statement], titles: Mapping[str, str], view: View) -> list[str]:
    """Return the other facts, a sentence each."""
    write = {
        Kind.CORRELATION: lambda fact: _correlation(fact, view),
        Kind.CLOSE_PAIR: lambda fact: _close_pair(fact, titles, view),
        Kind.AGREEMENT: lambda fact: _agreement(fact, view),
        Kind.FOOLED: lambda fact: _fooled(fact, titles, view),
        Kind.UNMEASURABLE: lambda fact: _unmeasurable(fact, titles),
    }
    return [write[fact.kind](fact) for fact in found if fact.kind in write]


def html(line: str) -> str:
    """Return a sentence with its bold names as HTML."""
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(line))


def chart(drawn: Sequence[Point], best: Sequence[int], view: View) -> str:
    """Return what the chart shows to those who cannot see it."""
    marks = "; ".join(
        f"{point.name} {percent(point.accuracy)}, {view.number(point.robustness)}"
        for point in sorted(drawn, key=lambda point: -point.robustness)
    )
    names = ", ".join(drawn[index].name for index in best)
    return (
        f"{len(drawn)} networks by accuracy and {view.title}, the most robust first: {marks}. "
        f"On the Pareto front: {names}"
    )


def percent(share: float) -> str:
    """Return an accuracy with as many places as keep it from reading 100 % by rounding."""
    return f"{100 * share:.2f} %".replace(".00 %", " %")


def interval(low: float, high: float, view: View) -> str:
    """Return an interval for people."""
    return f"{view.number(low)} to {view.number(high)}"


def _title(fact: Statement, titles: Mapping[str, str], place: int = 0) -> str:
    name = fact.networks[place]
    return titles.get(name, name)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _rank_words(fact: Statement) -> str:
    value, low, high = (fact.values[key] for key in ("spearman", "low", "high"))
    # A correlation that rounds to -0.00 would read oddly.
    value, low, high = (round(number, 2) + 0.0 for number in (value, low, high))
    return f"rank correlation {value:.2f}, 90 % interval {low:.2f} to {high:.2f}"


def _correlation(fact: Statement, view: View) -> str:
    low, high = fact.values["low"], fact.values["high"]
    count = int(fact.values["networks"])
    if high < 0:
        words = "the more accurate a network is, the easier it tends to be to fool"
    elif low > 0:
        words = "the more accurate a network is, the harder it tends to be to fool"
    else:
        words = "accuracy does not tell which network is harder to fool"
    by = _BY[view.key]
    return f"Over {count} networks, measured by {by}, {words} ({_rank_words(fact)})."


def _close_pair(fact: Statement, titles: Mapping[str, str], view: View) -> str:
    strong, weak = _title(fact, titles), _title(fact, titles, 1)
    values = fact.values
    near = f"within {100 * ALMOST_EQUAL:.1f} percentage points"
    return (
        f"Equally accurate, not equally robust: {strong} and {weak} read "
        f"{percent(values['accuracy'])} and {percent(values['other_accuracy'])} rightly ({near}), "
        f"yet it takes {values['ratio']:.1f} times the change to fool the first "
        f"({values['robustness']:.3g} against {values['other_robustness']:.3g}, "
        f"{norm_name(view.norm)})."
    )


def _agreement(fact: Statement, view: View) -> str:
    low, value = fact.values["low"], fact.values["spearman"]
    if low > 0 and value >= 0.8:
        words = "CLEVER puts the networks in nearly the same order as the attack does"
    elif low > 0:
        words = "CLEVER puts the networks in an order like the attack's, not the same"
    elif fact.values["high"] < 0:
        words = "CLEVER puts the networks in the opposite order of the attack"
    else:
        words = "CLEVER's order of the networks is not that of the attack"
    return f"{words} ({norm_name(view.norm)}, {_rank_words(fact)})."


def _fooled(fact: Statement, titles: Mapping[str, str], view: View) -> str:
    unit = norm_name(view.norm)
    if not fact.networks:
        return f"No network's CLEVER score exceeds {FOOLED:g} times the attack's distance ({unit})."
    ratios = [f"{titles.get(name, name)} ({fact.values[name]:.1f} times)" for name in fact.networks]
    return f"CLEVER was fooled: it promises far more than an attack needs for {_listed(ratios)}."


def _unmeasurable(fact: Statement, titles: Mapping[str, str]) -> str:
    shares = [
        f"{titles.get(name, name)} ({fact.values[name]:.0%} of the digits)"
        for name in fact.networks
    ]
    return (
        f"CLEVER says nothing about {_listed(shares)}: the slopes are zero, hidden by the network. "
        "That is no robustness: see the smallest attack."
    )
