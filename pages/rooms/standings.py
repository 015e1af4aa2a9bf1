"""Who is ahead, and all of it as a table."""

import csv
import io
from dataclasses import dataclass

from pages.rooms.activity import Activity
from pages.rooms.records import Player, Snapshot

AI = "AI"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the standings.

    Attributes:
        place: from 1; the same for the same points.
        name: of the player, or `AI`.
        points: over all rounds told; None while something is still worked out.
        player: None for the AI.
    """

    place: int
    name: str
    points: float | None
    player: Player | None


def standings(activity: Activity, snapshot: Snapshot) -> list[Line]:
    """Return the players by their points; of equals, who answered last comes last."""
    room = snapshot.room
    lines: list[tuple[float | None, int, Player | None]] = []
    for player in snapshot.players:
        answers = [one for one in snapshot.of_player(player.id).values() if one.number < room.told]
        points = [activity.points(room.choices, one.number, one.value) for one in answers]
        known = [one for one in points if one is not None]
        total = sum(known) if len(known) == len(points) else None
        last = max((one.placed for one in answers), default=room.version + player.id)
        lines.append((total, last, player))
    if (machine := activity.machine(room.choices, room.told)) is not None:
        lines.append((machine, -1, None))
    lines.sort(key=lambda line: (line[0] is None, -(line[0] or 0), line[1]))
    totals = [line[0] for line in lines]
    return [
        Line(
            place=1 + totals.index(total),
            name=AI if player is None else player.name,
            points=total,
            player=player,
        )
        for total, _, player in lines
    ]


def as_csv(activity: Activity, snapshot: Snapshot) -> str:
    """Return the standings and every answer as CSV, which a spreadsheet opens without harm."""
    room, rows = snapshot.room, list[dict[str, str]]()
    for line in standings(activity, snapshot):
        row = {
            "place": str(line.place),
            "name": line.name,
            "points": "" if line.points is None else f"{line.points:g}",
        }
        if line.player is not None:
            for number, one in sorted(snapshot.of_player(line.player.id).items()):
                cells = activity.cells(room.choices, number, one.value)
                row |= {f"{number + 1} {name}": cell for name, cell in cells.items()}
        rows.append(row)
    columns = ["place", "name", "points"]
    answers = dict.fromkeys(name for row in rows for name in row if name not in columns)
    columns += sorted(answers, key=_round)
    text = io.StringIO()
    table = csv.DictWriter(text, columns, restval="")
    table.writeheader()
    table.writerows({name: harmless(cell) for name, cell in row.items()} for row in rows)
    return text.getvalue()


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: a quote before it makes it text."""
    return f"'{cell}" if cell.lstrip().startswith(("=", "+", "-", "@")) else cell


def _round(column: str) -> int:
    return int(column.partition(" ")[0])
