"""Tables that another version of the app made: brought up to date, or left alone."""

import sqlite3
import threading
from contextlib import closing

import pytest
import sqlalchemy as sql

from pages.big_check.database import BoardError
from pages.big_check.scoreboard import ROUNDS, Scoreboard
from tests.pages.test_scoreboard import played

LEVEL = "one-of-three"
OLD = (
    "CREATE TABLE rounds (game VARCHAR(32) NOT NULL, number INTEGER NOT NULL, nickname VARCHAR(20)"
    " NOT NULL, level VARCHAR(32) NOT NULL, seed INTEGER NOT NULL, profit INTEGER NOT NULL,"
    " share FLOAT NOT NULL, PRIMARY KEY (game, number))"
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "scores.db"


@pytest.fixture
def open_board(path):
    """Return a function that opens a scoreboard; its engine's events may be listened to."""
    engines = []

    def opened(url=f"sqlite:///{path}"):
        engines.append(sql.create_engine(url))
        return Scoreboard(engines[-1]), engines[-1]

    yield opened
    for engine in engines:
        engine.dispose()


def run_sql(path, *statements):
    with closing(sqlite3.connect(path)) as connection, connection:
        return [connection.execute(statement).fetchall() for statement in statements][-1]


def count(path):
    return run_sql(path, "SELECT count(*) FROM rounds")[0][0]


def test_an_older_table_gets_what_it_lacks_and_keeps_its_rounds(path, open_board):
    rows = ", ".join(f"('old', {n}, 'Ada', '{LEVEL}', 7, 10, 0.5)" for n in range(ROUNDS))
    run_sql(path, OLD, f"INSERT INTO rounds VALUES {rows}")
    board, _ = open_board()
    for number in range(ROUNDS):
        assert board.add(played("new", number, share=0.9, guess_right=True))
    found = board.top(LEVEL)
    assert [(game.share, game.profit, game.bank) for game in found] == [
        (pytest.approx(0.9), 500, "plain"),
        (pytest.approx(0.5), 50, ""),
    ]


def test_programs_that_bring_a_table_up_to_date_at_once_all_store(path, open_board):
    run_sql(path, OLD)
    gate = threading.Barrier(6)

    def add(board, name):
        gate.wait()
        board.add(played(name, 0))

    boards = [open_board()[0] for _ in range(6)]
    threads = [
        threading.Thread(target=add, args=(board, f"game {name}"))
        for name, board in enumerate(boards)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(path) == 6


def test_a_table_without_the_key_is_not_written(path, open_board):
    run_sql(path, "CREATE TABLE rounds (game TEXT, number INTEGER)")
    with pytest.raises(BoardError, match="for something else"):
        open_board()[0].add(played("a", 0))


def test_a_newer_table_that_wants_more_is_not_taken_for_a_round_kept_before(path, open_board):
    board, _ = open_board()
    board.add(played("a", 0))
    run_sql(
        path,
        "CREATE TRIGGER more BEFORE INSERT ON rounds WHEN NEW.game = 'b'"
        " BEGIN SELECT RAISE(ABORT, 'NOT NULL constraint failed'); END",
    )
    with pytest.raises(BoardError):
        board.add(played("b", 0))
    assert not board.add(played("a", 0))
