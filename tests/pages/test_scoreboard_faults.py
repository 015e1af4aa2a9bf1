"""Databases that are full, locked, read-only, gone or misnamed: said, and nothing lost."""

import sqlite3
import sys
import threading
import time
from contextlib import closing
from types import SimpleNamespace

import pytest
import sqlalchemy as sql

from pages.big_check import saving, services
from pages.big_check.scoreboard import ROUNDS, Scoreboard
from pages.shared import settings
from pages.shared.database import DatabaseError
from tests.pages.boards import count
from tests.pages.test_scoreboard import played

LEVEL = "one-of-three"


def fill(board):
    """Store rounds until one does not fit; return how many did, and what was said."""
    for number in range(10_000):
        try:
            board.add(played(f"game {number}", 0))
        except DatabaseError as error:
            return number, str(error)
    raise AssertionError


def test_a_full_disk_is_said_and_the_round_fits_later(database, open_board):
    board, engine = open_board()
    most = [5]
    sql.event.listen(
        engine, "connect", lambda c, _: c.execute(f"PRAGMA max_page_count = {most[0]}")
    )
    stored, said = fill(board)
    assert said == "its disk is full"
    assert count(database) == stored > 0
    most[0] = 1000
    assert board.add(played(f"game {stored}", 0))


def test_a_read_only_database_is_read_and_writing_is_refused_at_once(database, open_board):
    board, _ = open_board()
    for number in range(ROUNDS):
        board.add(played("a", number))
    board, _ = open_board(f"sqlite:///file:{database}?mode=ro&uri=true")
    start = time.monotonic()
    with pytest.raises(DatabaseError, match=r"^its database cannot be written to$"):
        board.add(played("b", 0))
    assert time.monotonic() - start < 1
    assert len(board.top(LEVEL)) == 1


def test_a_write_whose_answer_got_lost_is_repeated_and_stored_once(database, open_board):
    board, engine = open_board()
    board.add(played("a", 0))
    lost = []

    def lose_the_answer(connection):
        if not lost:
            connection.connection.driver_connection.commit()
            lost.append(True)
            raise sql.exc.OperationalError("COMMIT", {}, sqlite3.OperationalError("lost"))

    sql.event.listen(engine, "commit", lose_the_answer)
    board.add(played("a", 1))
    assert lost
    assert count(database) == 2


def test_a_locked_database_is_tried_again_for_a_bounded_time_and_read_meanwhile(
    database, open_board
):
    board, _ = open_board()
    board.add(played("a", 0))
    with closing(sqlite3.connect(database)) as other:
        other.execute("BEGIN IMMEDIATE")
        start = time.monotonic()
        with pytest.raises(DatabaseError, match=r"^its database is busy$"):
            board.add(played("a", 1), patience=0.4)
        assert 0.3 < time.monotonic() - start < 1.5
        assert board.top(LEVEL) == []
    assert board.add(played("a", 1))


@pytest.mark.parametrize("taken", ["scores.db", "scores.db*"])
def test_a_database_taken_away_is_made_anew(database, open_board, taken):
    board, _ = open_board()
    board.add(played("a", 0))
    for left in database.parent.glob(taken):
        left.unlink()
    assert board.add(played("a", 1))
    assert count(database) == 1


def test_a_database_in_memory_is_one_for_all_threads():
    engine = settings.open_engine("sqlite://")
    board = Scoreboard(engine)
    threads = [
        threading.Thread(target=board.add, args=(played("a", number),)) for number in range(ROUNDS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(board.top(LEVEL)) == 1
    engine.dispose()


@pytest.mark.parametrize(
    ("url", "came"),
    [
        ("hunter2", "a text that is no URL"),
        ("sqlite:/hunter2.db", "a text that is no URL"),
        ("postgresql://ada:hunter2@host:abc/scores", "a port that is not a number"),
        ("postgresql://ada:hunter2", "a port that is not a number"),
        ("postgresql://ada:hunter2@host:99999/scores", "a port that is not from 1 to 65535"),
        ("nosuch://ada:hunter2@host/scores", "the unknown kind nosuch"),
        ("sqlite+nosuch:///hunter2.db", "the unknown kind sqlite+nosuch"),
        ("sqlite://hunter2/scores.db", "one whose parts do not fit together"),
        ("sqlite:///hunter2.db?timeout=soon", "one whose parts do not fit together"),
    ],
)
def test_a_malformed_url_gets_one_sentence(url, came):
    with pytest.raises(DatabaseError) as caught:
        settings.open_engine(url)
    assert str(caught.value) == (
        f"expected CLEVER_SCORES to be a database's URL, such as sqlite:///scores.db, got {came}"
    )


def test_a_driver_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(DatabaseError, match="needs psycopg, which is not installed"):
        settings.open_engine("postgresql+psycopg://ada:hunter2@host/scores")


def test_a_page_waits_for_a_locked_database_two_seconds_at_most(database, monkeypatch):
    monkeypatch.setenv("CLEVER_SCORES", f"sqlite:///{database}")
    play = SimpleNamespace(saves={})
    with closing(sqlite3.connect(database)) as other:
        other.execute("BEGIN EXCLUSIVE")
        start = time.monotonic()
        saving.keep(play, played("a", 0))
        assert time.monotonic() - start < 2
        with pytest.raises(DatabaseError):
            services.standings(LEVEL, limit=8)
        assert time.monotonic() - start < 4
    (saved,) = play.saves.values()
    assert saved.result(timeout=10)
    assert count(database) == 1


def test_a_page_does_not_wait_for_a_database_that_never_answers(monkeypatch):
    end = threading.Event()
    monkeypatch.setattr(
        services, "_board", lambda _: SimpleNamespace(top=lambda *_, **__: end.wait())
    )
    start = time.monotonic()
    with pytest.raises(DatabaseError, match=r"^its database does not answer$"):
        services.standings(LEVEL, limit=8)
    assert time.monotonic() - start < 2
    end.set()
