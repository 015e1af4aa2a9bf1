"""Rooms in the database: codes, names, answers, rights, and what is deleted."""

import sqlite3
import threading
from contextlib import closing
from itertools import chain, repeat

import pytest
import sqlalchemy as sql

from pages.rooms import store, tidying
from pages.rooms.keys import ALPHABET, LENGTH, Key, clean_code, hashed
from pages.rooms.records import Stage
from pages.rooms.store import CODES_TRIED, RoomError, Rooms
from pages.rooms.tidying import KEPT_HOURS, Tidier
from pages.shared.database import DatabaseError

TABLES = ("rooms", "room_players", "room_answers")
DAY = KEPT_HOURS * 3600


class Clock:
    """A clock that a test moves."""

    def __init__(self):
        self.time = 1_000_000.0

    def __call__(self):
        return self.time


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def open_rooms(database, clock):
    engines = []

    def opened(**options):
        engines.append(sql.create_engine(f"sqlite:///{database}"))
        return Rooms(engines[-1], now=clock, **options)

    yield opened
    for engine in engines:
        engine.dispose()


@pytest.fixture
def rooms(open_rooms):
    return open_rooms()


@pytest.fixture
def room(rooms):
    return rooms.open("label-it", {"seed": 3}, 8)[0]


def now(rooms, room):
    return rooms.snapshot(room.id)


def count(database, table):
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_a_room_is_found_by_its_code_and_by_no_other(rooms, room):
    assert len(room.code) == LENGTH
    assert set(room.code) <= set(ALPHABET)
    found, _ = rooms.named(room.code)
    assert found == room
    assert (found.activity, found.choices, found.rounds) == ("label-it", {"seed": 3}, 8)
    assert rooms.named("QQQQQQ") is None


def test_the_hosts_secret_is_kept_as_a_hash_alone(rooms, database):
    room, secret = rooms.open("label-it", {}, 8)
    _, kept = rooms.named(room.code)
    assert Key(room.code, 0, secret).fits(kept)
    assert not Key(room.code, 0, f"{secret}x").fits(kept)
    raw = b"".join(path.read_bytes() for path in database.parent.glob("scores.db*"))
    assert hashed(secret).encode() in raw
    assert secret.encode() not in raw


def test_a_code_that_is_taken_is_made_up_again(open_rooms):
    first = open_rooms(code=lambda: "CDFHJK")
    assert first.open("label-it", {}, 8)[0].code == "CDFHJK"
    codes = iter(["CDFHJK", "CDFHJK", "NPQRTW"])
    assert open_rooms(code=lambda: next(codes)).open("label-it", {}, 8)[0].code == "NPQRTW"
    tried = []
    always = open_rooms(code=lambda: tried.append(1) or "CDFHJK")
    with pytest.raises(RoomError, match="No code is free"):
        always.open("label-it", {}, 8)
    assert len(tried) == CODES_TRIED


def test_names_are_unique_in_a_room_however_they_are_written(rooms, room):
    ada = rooms.join(room.id, "Ada", "s1")
    for same in ("Ada", "ADA", "a d a", "Àda", "ada."):
        with pytest.raises(RoomError, match="name is taken"):
            rooms.join(room.id, same, "s2")
    other, _ = rooms.open("label-it", {}, 8)
    assert rooms.join(other.id, "Ada", "s1").id != ada.id
    assert [player.name for player in now(rooms, room).players] == ["Ada"]


def test_the_same_secret_again_is_the_same_player(rooms, room):
    first = rooms.join(room.id, "Ada", "s1")
    assert rooms.join(room.id, "Ada", "s1") == first
    player, kept, removed = rooms.player(room.id, first.id)
    assert (player, removed) == (first, False)
    assert Key(room.code, first.id, "s1").fits(kept)
    assert len(now(rooms, room).players) == 1


def test_a_full_room_and_one_that_is_over_let_nobody_in(rooms, room, monkeypatch):
    monkeypatch.setattr(store, "MOST_PLAYERS", 2)
    rooms.join(room.id, "Ada", "s1")
    rooms.join(room.id, "Bo", "s2")
    with pytest.raises(RoomError, match="room is full: it holds 2"):
        rooms.join(room.id, "Cy", "s3")
    assert rooms.join(room.id, "Bo", "s2").name == "Bo"
    other, _ = rooms.open("label-it", {}, 8)
    assert rooms.move(other, other.end)
    with pytest.raises(RoomError, match="closed"):
        rooms.join(other.id, "Ada", "s4")
    with pytest.raises(RoomError, match="closed"):
        rooms.join(999, "Ada", "s5")


def test_late_comers_are_let_in_and_answer_what_is_left(rooms, room):
    rooms.move(room, 3)
    late = rooms.join(room.id, "Ada", "s1")
    seen = now(rooms, room)
    assert (seen.room.stage, seen.room.number) == (Stage.OPEN, 1)
    assert rooms.answer(seen.room, late.id, {"digit": 4})
    assert now(rooms, room).of_player(late.id)[1].value == {"digit": 4}


def test_the_first_answer_counts(rooms, room):
    ada = rooms.join(room.id, "Ada", "s1")
    rooms.move(room, 1)
    open_ = rooms.glance(room.id)
    assert rooms.answer(open_, ada.id, {"digit": 4})
    assert not rooms.answer(open_, ada.id, {"digit": 9})
    assert not rooms.answer(open_, ada.id, {"digit": 9}, final=False)
    assert [one.value for one in now(rooms, room).answers] == [{"digit": 4}]


def test_answers_wait_for_an_open_round_that_is_not_paused(rooms, room):
    ada = rooms.join(room.id, "Ada", "s1")
    assert not rooms.answer(room, ada.id, {"digit": 4})  # the lobby is step 0, too
    rooms.move(room, 1)
    first = rooms.glance(room.id)
    rooms.pause(first, True)
    assert not rooms.answer(first, ada.id, {"digit": 4})
    rooms.pause(first, False)
    rooms.move(first, 2)
    assert not rooms.answer(first, ada.id, {"digit": 4})
    assert now(rooms, room).answers == ()


def test_a_stranger_answers_nothing(rooms, room):
    other, _ = rooms.open("label-it", {}, 8)
    stranger = rooms.join(other.id, "Eve", "s1")
    rooms.move(room, 1)
    open_ = rooms.glance(room.id)
    assert not rooms.answer(open_, stranger.id, {"digit": 4})
    assert not rooms.answer(open_, 999, {"digit": 4})


def test_a_draft_is_replaced_is_not_shown_and_becomes_an_answer(rooms, room):
    ada = rooms.join(room.id, "Ada", "s1")
    rooms.move(room, 1)
    open_ = rooms.glance(room.id)
    version = open_.version
    for strokes in ([1], [1, 2]):
        assert rooms.answer(open_, ada.id, {"strokes": strokes}, final=False)
    assert rooms.glance(room.id).version == version  # nobody needs to look
    assert rooms.draft(open_, ada.id) == {"strokes": [1, 2]}
    assert now(rooms, room).answers == ()
    assert rooms.answer(open_, ada.id, {"digit": 4})
    assert rooms.draft(open_, ada.id) is None
    assert [one.value for one in now(rooms, room).answers] == [{"digit": 4}]


def test_two_presses_at_once_go_one_step(rooms, room):
    assert rooms.move(room, 1)
    assert not rooms.move(room, 1)
    assert rooms.glance(room.id).step == 1


def test_a_removed_name_is_gone_with_its_answers_and_stays_taken(rooms, room):
    ada, bo = rooms.join(room.id, "Ada", "s1"), rooms.join(room.id, "Bo", "s2")
    rooms.move(room, 1)
    open_ = rooms.glance(room.id)
    for player in (ada, bo):
        rooms.answer(open_, player.id, {"digit": 4})
    rooms.remove(room, ada.id)
    seen = now(rooms, room)
    assert [player.name for player in seen.players] == ["Bo"]
    assert [one.player for one in seen.answers] == [bo.id]
    assert rooms.player(room.id, ada.id)[2]
    assert not rooms.answer(open_, ada.id, {"digit": 5})
    with pytest.raises(RoomError, match="taken"):
        rooms.join(room.id, "ada", "s1")
    assert rooms.join(room.id, "Adele", "s1").id not in (ada.id, bo.id)


def test_every_change_that_others_see_raises_the_version(rooms, room):
    ada = rooms.join(room.id, "Ada", "s1")
    seen = [room.version, rooms.glance(room.id).version]
    rooms.move(rooms.glance(room.id), 1)
    open_ = rooms.glance(room.id)
    seen.append(open_.version)
    rooms.answer(open_, ada.id, {"digit": 4})
    seen.append(rooms.glance(room.id).version)
    rooms.remove(room, ada.id)
    seen.append(rooms.glance(room.id).version)
    assert seen == sorted(set(seen))


def test_answers_keep_their_order_when_the_clock_jumps_back(rooms, room, clock):
    ada, bo = rooms.join(room.id, "Ada", "s1"), rooms.join(room.id, "Bo", "s2")
    rooms.move(room, 1)
    open_ = rooms.glance(room.id)
    rooms.answer(open_, bo.id, {"digit": 4})
    clock.time -= 7 * DAY
    rooms.answer(open_, ada.id, {"digit": 4})
    assert [one.player for one in now(rooms, room).answers] == [bo.id, ada.id]


def test_a_room_is_deleted_with_all_in_it_a_day_after_its_last_use(rooms, room, clock, database):
    ada = rooms.join(room.id, "Ada", "s1")
    rooms.move(room, 1)
    rooms.answer(rooms.glance(room.id), ada.id, {"digit": 4})
    tidier = Tidier()
    clock.time += DAY - 1
    for _ in range(3):
        tidier.look(rooms)
    assert now(rooms, room) is not None
    clock.time += 1
    tidier.look(rooms)
    tidier.look(rooms)
    assert now(rooms, room) is None
    assert [count(database, table) for table in ("rooms", "room_players", "room_answers")] == [
        0
    ] * 3


def test_a_room_in_use_outlives_a_clock_that_jumps(rooms, room, clock):
    tidier = Tidier()
    clock.time += 3 * DAY
    tidier.look(rooms)
    assert rooms.glance(room.id) is not None  # any page of the room looks every two seconds
    tidier.look(rooms)
    assert now(rooms, room) is not None
    clock.time -= 5 * DAY  # and back: it must not be kept for ever
    tidier.look(rooms)
    clock.time += DAY
    tidier.look(rooms)
    tidier.look(rooms)
    assert now(rooms, room) is None


def test_the_tidying_goes_on_after_a_fault(monkeypatch):
    monkeypatch.setattr(tidying, "EVERY", 0.01)
    asked, stop = [], threading.Event()

    def rooms():
        asked.append(1)
        if len(asked) == 3:
            stop.set()
        raise DatabaseError("its database is busy")

    tidying.keep_tidy(rooms, stop).join(timeout=10)
    assert len(asked) == 3


def test_the_host_deletes_one_room_and_no_other(rooms, room, database):
    other, _ = rooms.open("label-it", {}, 8)
    for one in (room, other):
        rooms.join(one.id, "Ada", f"s{one.id}")
    rooms.delete(room)
    assert now(rooms, room) is None
    assert [player.name for player in now(rooms, other).players] == ["Ada"]
    assert count(database, "room_players") == 1


def test_a_number_is_not_given_again(rooms, room):
    rooms.delete(room)
    assert rooms.open("label-it", {}, 8)[0].id > room.id


def test_a_locked_database_is_said_and_the_room_goes_on_later(rooms, room, database, monkeypatch):
    monkeypatch.setattr(store, "PATIENCE", 0.3)
    with closing(sqlite3.connect(database)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseError, match=r"^its database is busy$"):
            rooms.join(room.id, "Ada", "s1")
        assert rooms.glance(room.id) == room  # reading goes on
    assert rooms.join(room.id, "Ada", "s1").name == "Ada"


def test_codes_as_people_type_them():
    assert clean_code(" k7m-4px ") == "K7M4PX"
    for wrong in ("", "K7M4P", "K7M4PXX", "K7M4PO", "' OR 1=1", "K7M4P☃"):
        assert clean_code(wrong) is None


@pytest.mark.parametrize(
    "text",
    ["", "x", "K7M4PX", "K7M4PX..", "K7M4PX.1.", "K7M4PX.-1.s", "K7M4PX.²..s", "k7m4px.1.s",
     f"K7M4PX.{'9' * 10}.s", f"K7M4PX.1.{'s' * 65}"],
)  # fmt: skip
def test_a_key_that_is_none(text):
    assert Key.read(text) is None


def test_a_key_is_read_as_it_was_written():
    key = Key("K7M4PX", 12, "a.b-c_d")
    assert Key.read(str(key)) == key


def test_steps_of_a_room(rooms):
    room, _ = rooms.open("big-check", {}, 2)
    stages = [(room.stage, room.number, room.told)]
    for step in range(1, room.end + 1):
        rooms.move(rooms.glance(room.id), step)
        seen = rooms.glance(room.id)
        stages.append((seen.stage, seen.number, seen.told))
    assert stages == [
        (Stage.LOBBY, 0, 0),
        *chain.from_iterable(
            zip([Stage.OPEN, Stage.TOLD], repeat(k), [k, k + 1], strict=False) for k in range(2)
        ),
        (Stage.OVER, 1, 2),
    ]
