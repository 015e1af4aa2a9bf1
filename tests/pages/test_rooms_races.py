"""Threads and programs in the same rooms at once: one code a room, one answer a player."""

import multiprocessing
import sys
import types
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sql

from pages.rooms.keys import ALPHABET
from pages.rooms.store import RoomError, Rooms

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([__name__])


@pytest.fixture(autouse=True)
def _without_the_app(monkeypatch):
    """After a test of the app its script is `__main__`, which each process would import first."""
    monkeypatch.setitem(sys.modules, "__main__", types.ModuleType("__main__"))


def host(path, gate, codes):
    """One process: opens rooms under the same codes as the other does, at the same time."""
    engine = sql.create_engine(f"sqlite:///{path}")
    rooms = Rooms(engine, code=iter(codes).__next__)
    gate.wait(timeout=30)
    for _ in range(5):
        rooms.open("label-it", {}, 8)
    engine.dispose()


def play(path, gate, number, name):
    """One process: lets twenty players in and answers for them, as the other does."""
    engine = sql.create_engine(f"sqlite:///{path}")
    rooms = Rooms(engine)
    gate.wait(timeout=30)
    for k in range(20):
        player = rooms.join(number, f"{name} {k}", f"{name}-{k}")
        assert rooms.answer(rooms.glance(number), player.id, {"digit": k % 10})
    engine.dispose()


def both(target, *arguments):
    gate = FORKS.Barrier(2)
    processes = [FORKS.Process(target=target, args=(one[0], gate, *one[1:])) for one in arguments]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=60)
    return [process.exitcode for process in processes]


@pytest.fixture
def rooms(database):
    engine = sql.create_engine(f"sqlite:///{database}")
    yield Rooms(engine)
    engine.dispose()


@pytest.fixture
def room(rooms):
    found, _ = rooms.open("label-it", {"seed": 3}, 8)
    rooms.move(found, 1)
    return rooms.glance(found.id)


def test_two_programs_never_hold_one_code(database, rooms):
    codes = [f"CDFHJ{letter}" for letter in ALPHABET]
    assert both(host, (database, codes), (database, codes)) == [0, 0]
    assert all(rooms.named(code) is not None for code in codes[:10])
    assert all(rooms.named(code) is None for code in codes[10:])


def test_two_programs_that_play_lose_no_answer_and_give_each_its_place(database, rooms, room):
    ways = (database, room.id, "Ada"), (database, room.id, "Bo")
    assert both(play, *ways) == [0, 0]
    seen = rooms.snapshot(room.id)
    assert len(seen.players) == len(seen.answers) == 40
    placed = [one.placed for one in seen.answers]
    assert placed == sorted(set(placed))
    assert seen.room.version >= placed[-1]


def test_one_name_goes_to_one_of_those_who_ask_at_once(rooms, room):
    def ask(number):
        try:
            return rooms.join(room.id, "Ada", f"s{number}").id
        except RoomError:
            return None

    with ThreadPoolExecutor(8) as threads:
        let_in = [one for one in threads.map(ask, range(16)) if one is not None]
    assert len(let_in) == 1
    assert [player.id for player in rooms.snapshot(room.id).players] == let_in


def test_one_answer_of_many_sent_at_once_is_kept(rooms, room):
    player = rooms.join(room.id, "Ada", "s1")
    with ThreadPoolExecutor(8) as threads:
        kept = list(
            threads.map(lambda digit: rooms.answer(room, player.id, {"digit": digit}), range(10))
        )
    assert sum(kept) == 1
    (answer,) = rooms.snapshot(room.id).answers
    assert answer.value == {"digit": kept.index(True)}


def test_no_answer_comes_after_the_round_was_closed(rooms, room):
    players = [rooms.join(room.id, f"P{k}", f"s{k}") for k in range(12)]

    def answer(player):
        return rooms.answer(room, player.id, {"digit": 1})

    with ThreadPoolExecutor(8) as threads:
        answers = [threads.submit(answer, player) for player in players]
        closed = threads.submit(rooms.move, room, 2)
        kept = sum(one.result() for one in answers)
        assert closed.result()
    assert kept == len(rooms.snapshot(room.id).answers)
    assert not answer(players[0])
