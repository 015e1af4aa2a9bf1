"""The rooms in the database: any number of programs may use them at once.

Every change begins by raising the room's version, which makes whoever comes second wait; what
depends on the room's step is asked in the same statement.
"""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sql
from sqlalchemy.exc import IntegrityError

from clever_engine import CleverError
from pages.rooms.keys import hashed, new_code, new_secret
from pages.rooms.records import Choices, Player, Room, Snapshot, Stage, Value
from pages.rooms.tables import (
    ANSWERS,
    PLAYERS,
    ROOMS,
    delete_rooms,
    delete_unused,
    folded,
    is_there,
    read_all,
    room_of,
    unused,
)
from pages.shared.database import SharedTables

MOST_PLAYERS = 200
"""In a room: with 150 phones, two cores took every answer, half of them within two seconds."""

CODES_TRIED = 20
"""Codes made up until one must be free: of a thousand rooms' one in 64,000 is taken."""

PATIENCE = 1.0
"""Seconds for which a busy database is tried again, while a page waits."""

STILL_USED = 600
"""Seconds after which a room that is looked at is marked as used once more."""


class RoomError(CleverError, RuntimeError):
    """Something cannot be done in this room; the text says why, fit for visitors."""


class Rooms:
    """Opens rooms, lets players in, keeps answers; safe to share between visitors and programs.

    Args:
        engine: of the database.
        now: the time in seconds. It decides nothing but when a room is deleted.
        code: makes up a code.

    Raises:
        DatabaseError: from every method, where the database cannot do it.
    """

    def __init__(
        self,
        engine: sql.Engine,
        *,
        now: Callable[[], float] = time.time,
        code: Callable[[], str] = new_code,
    ) -> None:
        self._tables = SharedTables(engine, ROOMS, PLAYERS, ANSWERS)
        self._now, self._code = now, code

    def open(self, activity: str, choices: Choices, rounds: int) -> tuple[Room, str]:
        """Open a room under a code that no other has; return it and its host's secret.

        Raises:
            RoomError: no code was free.
        """
        secret = new_secret()

        def write(connection: sql.Connection) -> Room:
            for _ in range(CODES_TRIED):
                insert = sql.insert(ROOMS).values(
                    code=self._code(),
                    secret=hashed(secret),
                    activity=activity,
                    choices=json.dumps(dict(choices)),
                    rounds=rounds,
                    used=int(self._now()),
                )
                try:
                    with connection.begin():
                        number = connection.execute(insert).inserted_primary_key
                except IntegrityError:  # taken, perhaps a moment ago by another program
                    continue
                assert number is not None
                query = sql.select(ROOMS).where(ROOMS.c.id == number[0])
                return room_of(connection.execute(query).one())
            raise RoomError("No code is free. Try again.")

        return self._tables.use(write, PATIENCE), secret

    def named(self, code: str) -> tuple[Room, str] | None:
        """Return the room of this code and its host's hash; None where there is none."""
        query = sql.select(ROOMS).where(ROOMS.c.code == code)
        row = self._tables.use(lambda connection: connection.execute(query).first(), PATIENCE)
        return None if row is None else (room_of(row), row.secret)

    def snapshot(self, room: int) -> Snapshot | None:
        """Return a room with all in it; None where it is gone."""
        return self._tables.use(lambda connection: read_all(connection, room), PATIENCE)

    def glance(self, room: int, player: int | None = None) -> Room | None:
        """Return a room, which stays in use thereby; None where it is gone, or the player is."""
        query = sql.select(ROOMS).where(ROOMS.c.id == room)
        if player is not None:
            query = query.where(is_there(room, player))

        def look(connection: sql.Connection) -> Room | None:
            row = connection.execute(query).first()
            now = int(self._now())
            if row is not None and abs(now - row.used) > STILL_USED:
                connection.execute(sql.update(ROOMS).where(ROOMS.c.id == room).values(used=now))
                connection.commit()
            return None if row is None else room_of(row)

        return self._tables.use(look, PATIENCE)

    def player(self, room: int, number: int) -> tuple[Player, str, bool] | None:
        """Return a player of a room, the secret's hash, and whether the host removed the name."""
        query = sql.select(PLAYERS).where(PLAYERS.c.id == number, PLAYERS.c.room == room)
        row = self._tables.use(lambda connection: connection.execute(query).first(), PATIENCE)
        if row is None:
            return None
        return Player(id=row.id, name=row.name), row.secret, row.removed

    def join(self, room: int, name: str, secret: str) -> Player:
        """Let somebody in under a name of their own; the same secret again is the same player.

        Raises:
            RoomError: the name is taken, the room is full, or it is over.
        """
        here = PLAYERS.c.room == room
        mine = sql.select(PLAYERS).where(
            here, PLAYERS.c.secret == hashed(secret), PLAYERS.c.removed.is_(False)
        )
        count = sql.select(sql.func.count()).where(here, PLAYERS.c.removed.is_(False))
        insert = sql.insert(PLAYERS).values(
            room=room, name=name, folded=folded(name), secret=hashed(secret)
        )

        def write(connection: sql.Connection) -> Player:
            try:
                with connection.begin():
                    if not self._change(connection, room, ROOMS.c.step <= 2 * ROOMS.c.rounds):
                        raise RoomError("This room is closed: its host has ended it.")
                    if (known := connection.execute(mine).first()) is not None:
                        return Player(id=known.id, name=known.name)
                    if connection.execute(count).scalar_one() >= MOST_PLAYERS:
                        raise RoomError(f"This room is full: it holds {MOST_PLAYERS} players.")
                    number = connection.execute(insert).inserted_primary_key
            except IntegrityError:
                raise RoomError("This name is taken in this room. Choose another.") from None
            return Player(id=int((number or (0,))[0]), name=name)

        return self._tables.use(write, PATIENCE)

    def answer(self, room: Room, player: int, value: Value, *, final: bool = True) -> bool:
        """Keep an answer to the round on the table; return whether it is kept.

        The first final one counts; until then each draft replaces the one before. None is taken
        where the room has gone on or is paused, or the player was removed.
        """
        if room.stage is not Stage.OPEN:
            return False
        key = {"room": room.id, "player": player, "number": room.number}
        mine = sql.and_(*(ANSWERS.c[name] == part for name, part in key.items()))
        still = (ROOMS.c.step == room.step) & ROOMS.c.paused.is_(False)
        fits = sql.and_(still, is_there(room.id, player))
        version = sql.select(ROOMS.c.version).where(ROOMS.c.id == room.id).scalar_subquery()
        new = {"value": json.dumps(dict(value)), "final": final, "placed": version}

        def write(connection: sql.Connection) -> bool:
            try:
                with connection.begin():
                    if not self._change(connection, room.id, fits, seen=final):
                        return False
                    draft = sql.update(ANSWERS).where(mine, ANSWERS.c.final.is_(False))
                    if not connection.execute(draft.values(**new)).rowcount:
                        connection.execute(sql.insert(ANSWERS).values(**key, **new))
            except IntegrityError:  # answered before: this changes nothing
                return False
            return True

        return self._tables.use(write, PATIENCE)

    def draft(self, room: Room, player: int) -> Value | None:
        """Return what a player has begun in the round on the table."""
        query = sql.select(ANSWERS.c.value).where(
            ANSWERS.c.room == room.id,
            ANSWERS.c.player == player,
            ANSWERS.c.number == room.number,
            ANSWERS.c.final.is_(False),
        )
        found = self._tables.use(lambda c: c.execute(query).scalar(), PATIENCE)
        begun: Value | None = None if found is None else json.loads(found)
        return begun

    def move(self, room: Room, step: int) -> bool:
        """Go on to another step; False where somebody has gone on before."""
        return self._changed(room, step=step, paused=False)

    def pause(self, room: Room, paused: bool) -> bool:
        """Let answers wait, or go on; False where the room has gone on before."""
        return self._changed(room, paused=paused)

    def remove(self, room: Room, player: int) -> None:
        """Take off a player and the answers; the name stays taken."""
        here = (PLAYERS.c.id == player) & (PLAYERS.c.room == room.id)

        def write(connection: sql.Connection) -> None:
            with connection.begin():
                self._change(connection, room.id, sql.true())
                connection.execute(sql.update(PLAYERS).where(here).values(removed=True))
                theirs = (ANSWERS.c.room == room.id) & (ANSWERS.c.player == player)
                connection.execute(sql.delete(ANSWERS).where(theirs))

        self._tables.use(write, PATIENCE)

    def delete(self, room: Room) -> None:
        """Delete a room and all in it."""
        self._tables.use(lambda c: delete_rooms(c, ROOMS.c.id == room.id), PATIENCE)

    def unused(self, seconds: float) -> dict[int, int]:
        """Return the rooms not used for so long, by number, with when each was last used."""
        now = int(self._now())
        return self._tables.use(lambda connection: unused(connection, now, seconds), PATIENCE)

    def delete_unused(self, rooms: Mapping[int, int]) -> None:
        """Delete those of the rooms that nobody used since `unused` returned them."""
        self._tables.use(lambda connection: delete_unused(connection, rooms), PATIENCE)

    def _changed(self, room: Room, **new: Any) -> bool:
        def write(connection: sql.Connection) -> bool:
            with connection.begin():
                return self._change(connection, room.id, ROOMS.c.step == room.step, **new)

        return self._tables.use(write, PATIENCE)

    def _change(
        self,
        connection: sql.Connection,
        room: int,
        where: sql.ColumnElement[bool],
        *,
        seen: bool = True,
        **new: Any,
    ) -> bool:
        """Mark a room as used, and as changed where others can see it; whether it fits."""
        new |= {"version": ROOMS.c.version + seen, "used": int(self._now())}
        update = sql.update(ROOMS).where(ROOMS.c.id == room, where)
        return bool(connection.execute(update.values(**new)).rowcount)
