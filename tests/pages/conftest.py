"""A scoreboard's database, opened as the app does."""

import pytest
import sqlalchemy as sql

from pages.big_check.scoreboard import Scoreboard


@pytest.fixture
def database(tmp_path):
    return tmp_path / "scores.db"


@pytest.fixture
def open_board(database):
    """Return a function that opens a scoreboard; its engine's events may be listened to."""
    engines = []

    def opened(url=f"sqlite:///{database}"):
        engines.append(sql.create_engine(url))
        return Scoreboard(engines[-1]), engines[-1]

    yield opened
    for engine in engines:
        engine.dispose()
