"""Tables that another version of the app made: brought up to date, or left alone."""

import threading

import pytest

from pages.big_check.scoreboard import ROUNDS
from pages.shared.database import DatabaseError
from tests.pages.boards import count, run_sql
from tests.pages.test_scoreboard import played

LEVEL = "one-of-three"
OLD = (
    "CREATE TABLE rounds (game VARCHAR(32) NOT NULL, number INTEGER NOT NULL, nickname VARCHAR(20)"
    " NOT NULL, level VARCHAR(32) NOT NULL, seed INTEGER NOT NULL, profit INTEGER NOT NULL,"
    " share FLOAT NOT NULL, PRIMARY KEY (game, number))"
)


def test_an_older_table_gets_what_it_lacks_and_keeps_its_rounds(database, open_board):
    rows = ", ".join(f"('old', {n}, 'Ada', '{LEVEL}', 7, 10, 0.5)" for n in range(ROUNDS))
    run_sql(database, OLD, f"INSERT INTO rounds VALUES {rows}")
    board, _ = open_board()
    for number in range(ROUNDS):
        assert board.add(played("new", number, share=0.9, guess_right=True))
    found = board.top(LEVEL)
    assert [(game.share, game.profit, game.bank) for game in found] == [
        (pytest.approx(0.9), 500, "plain"),
        (pytest.approx(0.5), 50, ""),
    ]


def test_programs_that_bring_a_table_up_to_date_at_once_all_store(database, open_board):
    run_sql(database, OLD)
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
    assert count(database) == 6


def test_a_table_without_the_key_is_not_written(database, open_board):
    run_sql(database, "CREATE TABLE rounds (game TEXT, number INTEGER)")
    with pytest.raises(DatabaseError, match="for something else"):
        open_board()[0].add(played("a", 0))


def test_a_newer_table_that_wants_more_is_not_taken_for_a_round_kept_before(database, open_board):
    board, _ = open_board()
    board.add(played("a", 0))
    run_sql(
        database,
        "CREATE TRIGGER more BEFORE INSERT ON rounds WHEN NEW.game = 'b'"
        " BEGIN SELECT RAISE(ABORT, 'NOT NULL constraint failed'); END",
    )
    with pytest.raises(DatabaseError):
        board.add(played("b", 0))
    assert not board.add(played("a", 0))
