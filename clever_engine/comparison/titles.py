"""How sides are called, and what a verdict says in words."""

from collections.abc import Sequence

from clever_engine.comparison.defenses import find_defense
from clever_engine.comparison.results import Side, Verdict

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
