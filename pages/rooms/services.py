"""What the pages of a room ask the database and the engine for."""

import threading
from collections.abc import Callable
from typing import TypeVar

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from clever_engine import DigitRanking
from clever_engine.game import BankCheck, Game, start_game
from clever_engine.score.measurement import Measurement
from pages.measure import services as measure
from pages.rooms import tidying
from pages.rooms.activity import Activity
from pages.rooms.keys import Key, clean_code, new_secret
from pages.rooms.limits import Limit
from pages.rooms.records import Choices, Player, Room, Snapshot, Value
from pages.rooms.standings import Line, standings
from pages.rooms.store import RoomError, Rooms
from pages.shared import services as shared
from pages.shared import settings, state
from pages.shared.names import clean_name
from pages.shared.results import Results
from pages.shared.tasks import Ticket

WRONG_CODES, WRONG_CODES_OF_ALL = 5, 60
"""How many wrong codes a minute one visitor may try, and all visitors of a server together."""

NEW_ROOMS = 30
"""How many rooms a minute a server opens: more than a school does, and the database stays small."""

MINUTE = 60.0

WRITE_WAITS = 6.0
"""Seconds at most that a page stands still for an answer to be kept: in a rush it is worth that."""

T = TypeVar("T")


def open_room(activity: str, choices: Choices, rounds: int) -> tuple[Room, Key]:
    """Open a room; return it and its host's key.

    Raises:
        CleverError: from every function here, where it cannot be done; the text says why.
    """
    if _opened().reached:
        raise RoomError("Many rooms were opened just now. Wait a minute, then try again.")
    _opened().count()
    room, secret = _write(lambda: _rooms().open(activity, choices, rounds))
    return room, Key(room.code, 0, secret)


def hosted(text: str) -> Room | None:
    """Return the room that a host's key opens; None where it opens none."""
    key = Key.read(text)
    if key is None or key.player:
        return None
    found = _read(lambda: _rooms().named(key.code))
    return found[0] if found is not None and key.fits(found[1]) else None


def seated(text: str) -> tuple[Room, Player | None] | None:
    """Return the room and the player that a player's key stands for.

    The player is None where the host removed the name; all is None where the room is gone or the
    key is none.
    """
    key = Key.read(text)
    if key is None or not key.player:
        return None

    def look() -> tuple[Room, Player | None] | None:
        rooms = _rooms()
        found = rooms.named(key.code)
        mine = found and rooms.player(found[0].id, key.player)
        if not found or not mine or not key.fits(mine[1]):
            return None
        player, _, removed = mine
        return found[0], None if removed else player

    return _read(look)


def join(raw_code: str, raw_name: str) -> Key:
    """Let the visitor into a room; return the player's key.

    Raises:
        RoomError: there is no such room, or the name cannot be had; the text says why.
    """
    code, name = clean_code(raw_code), clean_name(raw_name)
    tries = (_tries_of_all(), _tries())
    if any(limit.reached for limit in tries):
        raise RoomError("Too many wrong codes. Wait a minute, then try again.")
    found = None if code is None else _read(lambda: _rooms().named(code))
    if code is None or found is None:
        for limit in tries:
            limit.count()
        raise RoomError("There is no room with this code. Look at the projector again.")
    if not any(letter.isalnum() for letter in name):
        raise RoomError("Choose a nickname with a letter or a digit in it.")
    # Kept over tries: where the answer got lost, the same secret is the same player.
    secret = state.value("room secret", None) or new_secret()
    state.set_value("room secret", secret)
    player = _write(lambda: _rooms().join(found[0].id, name, secret))
    state.set_value("room secret", None)
    return Key(code, player.id, secret)


def glance(room: Room, player: Player | None = None) -> Room | None:
    """Return the room as it is now, by one small query; None where it, or the player, is gone."""
    who = None if player is None else player.id
    return _read(lambda: _rooms().glance(room.id, who))


def snapshot(room: Room) -> Snapshot | None:
    """Return the room with all in it as it is now; read once for all who ask."""
    now = glance(room)
    return None if now is None else _snapshot(settings.address(), now.code, now.id, now.version)


def lines(activity: Activity, snapshot: Snapshot) -> list[Line]:
    """Return the standings, worked out once for all who look: thirty phones ask at one moment."""
    room = snapshot.room
    key = (settings.address(), room.code, room.version, room.step)
    found: list[Line] | None = _standings().get(key)
    if found is None:
        found = standings(activity, snapshot)
        if all(line.points is not None for line in found):
            _standings().put(key, found)
    return found


def answer(room: Room, player: Player, value: Value) -> bool:
    """Keep a player's answer; False where it came too late."""
    return _write(lambda: _rooms().answer(room, player.id, value))


def keep_draft(room: Room, player: Player, value: Value) -> bool:
    """Keep what a player has begun, for a reload."""
    return _write(lambda: _rooms().answer(room, player.id, value, final=False))


def draft(room: Room, player: Player) -> Value | None:
    """Return what a player had begun before a reload."""
    return _read(lambda: _rooms().draft(room, player.id))


def move(room: Room, step: int) -> bool:
    """Let the room go on to a step."""
    return _write(lambda: _rooms().move(room, step))


def pause(room: Room, paused: bool) -> bool:
    """Let the room wait, or go on."""
    return _write(lambda: _rooms().pause(room, paused))


def remove(room: Room, player: Player) -> None:
    """Take off a player."""
    _write(lambda: _rooms().remove(room, player.id))


def delete(room: Room) -> None:
    """Delete a room and all in it."""
    _write(lambda: _rooms().delete(room))


@st.cache_resource(max_entries=50, show_spinner=False)
def game(level: str, bank: str, seed: int) -> Game:
    """Return a game of The Big Check, the same for all; read-only."""
    return start_game(level=level, bank=bank, seed=seed, handwriting=shared.handwriting())


def check(level: str, bank: str, seed: int, number: int) -> BankCheck:
    """Return one of a game's checks."""
    return game(level, bank, seed).checks[number]


def measured(image: NDArray[np.float32], digit: int) -> Ticket[DigitRanking]:
    """Put the measurement of one digit `(1, 28, 28)` in line; known ones are there at once."""
    return measure.measure(Measurement(images=image[None], true_labels=(digit,)))


def known(image: NDArray[np.float32], digit: int) -> DigitRanking | None:
    """Return the measurement of one digit where it is finished."""
    measurement = Measurement(images=image[None], true_labels=(digit,))
    found: DigitRanking | None = shared.tasks().known(measurement.key())
    return found


def _read(work: Callable[[], T]) -> T:
    return shared.soon(shared.database_threads("read"), work)


def _write(work: Callable[[], T]) -> T:
    # One thread: SQLite lets one write at a time, and would turn those away who come meanwhile.
    return shared.soon(shared.database_threads("rooms", 1), work, WRITE_WAITS)


def _rooms() -> Rooms:
    _tidier()
    return _store(settings.address())


@st.cache_resource(max_entries=4, show_spinner=False)
def _store(address: str | None) -> Rooms:
    return Rooms(settings.open_engine(address))


@st.cache_resource(max_entries=20, ttl=3600, show_spinner=False)
def _snapshot(address: str | None, code: str, room: int, version: int) -> Snapshot | None:
    return _read(lambda: _store(address).snapshot(room))


@st.cache_resource(show_spinner=False)
def _standings() -> Results:
    return Results(most=50)


@st.cache_resource(show_spinner=False)
def _tidier() -> threading.Thread:
    return tidying.keep_tidy(lambda: _store(settings.address()), threading.Event())


@st.cache_resource(show_spinner=False)
def _tries_of_all() -> Limit:
    return Limit(WRONG_CODES_OF_ALL, MINUTE)


@st.cache_resource(show_spinner=False)
def _opened() -> Limit:
    return Limit(NEW_ROOMS, MINUTE)


def _tries() -> Limit:
    limit: Limit = state.value("room tries", None) or Limit(WRONG_CODES, MINUTE)
    state.set_value("room tries", limit)
    return limit
