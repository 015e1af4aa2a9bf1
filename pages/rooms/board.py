"""Who is there and who is ahead, as HTML; names are escaped, as anybody may have written them."""

import html
from collections.abc import Sequence

from pages.rooms import services
from pages.rooms.activity import Activity
from pages.rooms.records import Player, Snapshot
from pages.rooms.standings import Line

SHOWN = 9
"""Lines that fit a projector."""


def names(players: Sequence[Player]) -> str:
    """Return names in a row."""
    return "".join(f"<span>{html.escape(player.name)}</span>" for player in players)


def board(activity: Activity, snapshot: Snapshot, *, most: int = SHOWN) -> str:
    """Return the first lines of the standings, and the AI's wherever it stands."""
    lines = services.lines(activity, snapshot)
    shown = [line for k, line in enumerate(lines) if k < most or line.player is None]
    rows = "".join(_row(activity, line) for line in shown)
    left = len(lines) - len(shown)
    more = f"<tr><td></td><td>and {left} more</td><td></td></tr>" if left else ""
    return (
        f"<table class='room-board'><caption>Standings, {activity.unit}</caption>"
        f"<tbody>{rows}{more}</tbody></table>"
    )


def place(activity: Activity, snapshot: Snapshot, player: Player) -> str:
    """Return where a player stands, in a sentence."""
    lines = services.lines(activity, snapshot)
    mine = next((line for line in lines if line.player == player), None)
    if mine is None or mine.points is None:
        return "Your points are still worked out."
    people = [line for line in lines if line.player is not None]
    ahead = sum(line.points is not None and line.points > mine.points for line in people)
    return (
        f"{activity.unit[0].upper()}{activity.unit[1:]}: <b>{activity.shown(mine.points)}</b>. "
        f"Place <b>{ahead + 1}</b> of {len(people)}."
    )


def _row(activity: Activity, line: Line) -> str:
    points = "…" if line.points is None else activity.shown(line.points)
    kind = "ai" if line.player is None else ""
    return (
        f"<tr class='{kind}'><td>{line.place}</td><td>{html.escape(line.name)}</td>"
        f"<td>{points}</td></tr>"
    )
