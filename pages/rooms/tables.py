"""The tables of the rooms, and how their rows become records."""

import json
import unicodedata
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sql

from pages.rooms.keys import LENGTH
from pages.rooms.records import Answer, Player, Room, Snapshot
from pages.shared.names import LONGEST_NAME

_HASH = 64
_META = sql.MetaData()

ROOMS = sql.Table(
    "rooms",
    _META,
    sql.Column("id", sql.Integer, primary_key=True),
    sql.Column("code", sql.String(LENGTH), nullable=False, unique=True),
    sql.Column("secret", sql.String(_HASH), nullable=False),
    sql.Column("activity", sql.String(32), nullable=False),
    sql.Column("choices", sql.Text, nullable=False),
    sql.Column("rounds", sql.Integer, nullable=False),
    sql.Column("step", sql.Integer, nullable=False, server_default="0"),
    sql.Column("paused", sql.Boolean, nullable=False, server_default=sql.false()),
    sql.Column("version", sql.Integer, nullable=False, server_default="0"),
    sql.Column("used", sql.BigInteger, nullable=False),
    sqlite_autoincrement=True,  # a number is not given twice: a browser may hold an old one
)

PLAYERS = sql.Table(
    "room_players",
    _META,
    sql.Column("id", sql.Integer, primary_key=True),
    sql.Column("room", sql.Integer, nullable=False),
    sql.Column("name", sql.String(LONGEST_NAME), nullable=False),
    sql.Column("folded", sql.String(3 * LONGEST_NAME), nullable=False),
    sql.Column("secret", sql.String(_HASH), nullable=False),
    sql.Column("removed", sql.Boolean, nullable=False, server_default=sql.false()),
    sql.UniqueConstraint("room", "folded"),
    sqlite_autoincrement=True,
)

ANSWERS = sql.Table(
    "room_answers",
    _META,
    sql.Column("room", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("player", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("number", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("value", sql.Text, nullable=False),
    sql.Column("final", sql.Boolean, nullable=False),
    sql.Column("placed", sql.Integer, nullable=False),
)


def folded(name: str) -> str:
    """Return a name so that names that look the same to people are the same."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(c for c in plain if c.isalnum()) or plain
    return letters[: 3 * LONGEST_NAME]


def room_of(row: sql.Row[Any]) -> Room:
    """Return a row of `ROOMS` as a record."""
    return Room(
        id=row.id,
        code=row.code,
        activity=row.activity,
        choices=json.loads(row.choices),
        rounds=row.rounds,
        step=row.step,
        paused=row.paused,
        version=row.version,
    )


def is_there(room: int, player: int) -> sql.ColumnElement[bool]:
    """Return the condition that a player is in a room and was not removed."""
    return sql.exists().where(
        PLAYERS.c.id == player, PLAYERS.c.room == room, PLAYERS.c.removed.is_(False)
    )


def read_all(connection: sql.Connection, room: int) -> Snapshot | None:
    """Return a room with all in it; None where it is gone."""
    # The room first: what is newer than its version is read again when the version is seen to grow.
    row = connection.execute(sql.select(ROOMS).where(ROOMS.c.id == room)).first()
    if row is None:
        return None
    here = (PLAYERS.c.room == room) & PLAYERS.c.removed.is_(False)
    who = connection.execute(
        sql.select(PLAYERS.c.id, PLAYERS.c.name).where(here).order_by(PLAYERS.c.id)
    )
    players = tuple(Player(id=one.id, name=one.name) for one in who)
    said = connection.execute(
        sql.select(ANSWERS)
        .where(ANSWERS.c.room == room, ANSWERS.c.final.is_(True))
        .order_by(ANSWERS.c.placed)
    )
    present = {player.id for player in players}
    answers = tuple(
        Answer(player=one.player, number=one.number, value=json.loads(one.value), placed=one.placed)
        for one in said
        if one.player in present
    )
    return Snapshot(room=room_of(row), players=players, answers=answers)


def delete_rooms(connection: sql.Connection, where: sql.ColumnElement[bool]) -> None:
    """Delete rooms and all in them."""
    with connection.begin():
        chosen = sql.select(ROOMS.c.id).where(where)
        for table in (ANSWERS, PLAYERS):
            connection.execute(sql.delete(table).where(table.c.room.in_(chosen)))
        connection.execute(sql.delete(ROOMS).where(where))


def unused(connection: sql.Connection, now: int, seconds: float) -> dict[int, int]:
    """Return the rooms not used for so long, by number, with when each was last used."""
    with connection.begin():  # a clock that was ahead must not keep a room for ever
        connection.execute(sql.update(ROOMS).where(ROOMS.c.used > now).values(used=now))
    query = sql.select(ROOMS.c.id, ROOMS.c.used).where(ROOMS.c.used <= now - seconds)
    return {row.id: row.used for row in connection.execute(query)}


def delete_unused(connection: sql.Connection, rooms: Mapping[int, int]) -> None:
    """Delete those of the rooms that nobody used since `unused` returned them."""
    for number, used in rooms.items():
        delete_rooms(connection, (ROOMS.c.id == number) & (ROOMS.c.used == used))
