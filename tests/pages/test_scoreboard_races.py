"""Several programs on one scoreboard at once: every round is there, exactly once."""

import multiprocessing
import sqlite3
import sys
import types
from contextlib import closing

import pytest
import sqlalchemy as sql

from pages.big_check.scoreboard import Scoreboard, StoredRound

# Its processes are forked from a small one without threads, that has imported this file.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([__name__])


@pytest.fixture(autouse=True)
def _without_the_app(monkeypatch):
    """After a test of the app its script is `__main__`, which each process would import first."""
    monkeypatch.setitem(sys.modules, "__main__", types.ModuleType("__main__"))


def play(path, name, rounds, gate):
    """One process: opens the scoreboard when all others do, and stores its rounds."""
    engine = sql.create_engine(f"sqlite:///{path}")
    gate.wait(timeout=30)
    board = Scoreboard(engine)
    for number in range(rounds):
        board.add(
            StoredRound(
                game=f"game {name}",
                number=number,
                nickname="Ada",
                bank="plain",
                level="shared",
                seed=7,
                profit=number,
                share=0.5,
                guess_right=None,
            )
        )
    engine.dispose()


def play_at_once(path, players, rounds):
    """Return how many processes ended well."""
    gate = FORKS.Barrier(players)
    processes = [
        FORKS.Process(target=play, args=(path, name, rounds, gate)) for name in range(players)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=60)
    return sum(process.exitcode == 0 for process in processes)


def stored(path):
    with closing(sqlite3.connect(path)) as connection:
        return sorted(connection.execute("SELECT game, number FROM rounds"))


@pytest.mark.parametrize("attempt", range(4))
def test_programs_that_start_at_once_on_a_fresh_database_all_store(tmp_path, attempt):
    path = tmp_path / "scores.db"
    assert play_at_once(path, 6, 1) == 6
    assert stored(path) == [(f"game {name}", 0) for name in range(6)]


def test_many_programs_that_write_at_once_lose_no_round(tmp_path):
    path = tmp_path / "scores.db"
    assert play_at_once(path, 20, 10) == 20
    assert stored(path) == sorted((f"game {name}", n) for name in range(20) for n in range(10))
