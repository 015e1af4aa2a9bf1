"""What is kept of the game: once, cleaned, and never mixed."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sql

from pages.big_check.scoreboard import (
    ROUNDS,
    Scoreboard,
    StoredRound,
    clean_nickname,
)


@pytest.fixture
def board(open_board):
    return open_board()[0]


def played(game, number, **changes):
    start = {
        "game": game,
        "number": number,
        "nickname": "Ada",
        "bank": "plain",
        "level": "one-of-three",
        "seed": 7,
        "profit": 100,
        "share": 0.5,
        "guess_right": None,
    }
    return StoredRound(**{**start, **changes})


def test_only_finished_games_are_on_the_board_best_share_first(board):
    for number in range(ROUNDS):
        board.add(played("a", number, share=0.4, profit=900))
        board.add(played("b", number, share=0.8, profit=-10, nickname="Bo"))
    board.add(played("c", 0, share=1.0))
    found = board.top("one-of-three")
    assert [(game.nickname, game.profit) for game in found] == [("Bo", -50), ("Ada", 4500)]
    assert found[0].share == pytest.approx(0.8)
    assert board.top("shared") == []


def test_a_round_counts_once(board):
    assert board.add(played("a", 0))
    assert not board.add(played("a", 0, profit=10_000))
    for number in range(1, ROUNDS):
        board.add(played("a", number))
    assert board.top("one-of-three")[0].profit == 500


def test_players_at_once_never_mix(board):
    def play(player):
        for number in range(ROUNDS):
            board.add(played(f"game {player}", number, nickname=f"P{player}", profit=player))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(play, range(20)))
    found = board.top("one-of-three", limit=50)
    assert {game.nickname: game.profit for game in found} == {
        f"P{player}": ROUNDS * player for player in range(20)
    }


def test_rounds_outlive_the_program(tmp_path):
    url = f"sqlite:///{tmp_path / 'scores.db'}"
    first = sql.create_engine(url)
    for number in range(ROUNDS):
        Scoreboard(first).add(played("a", number))
    first.dispose()
    second = sql.create_engine(url)
    assert len(Scoreboard(second).top("one-of-three")) == 1
    second.dispose()


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("  Ada  Lovelace ", "Ada Lovelace"),
        ("", "Anonymous"),
        ("\u200b\n\t", "Anonymous"),
        ("x" * 50, "x" * 20),
        ("a\u202eb", "a b"),
        ("Robert'); DROP TABLE rounds;--", "Robert'); DROP TABLE"),
    ],
)
def test_nicknames_are_cleaned(raw, shown):
    assert clean_nickname(raw) == shown


def test_a_wicked_nickname_is_only_a_name(board):
    wicked = clean_nickname("'); DROP TABLE rounds")
    for number in range(ROUNDS):
        board.add(played("a", number, nickname=wicked))
    assert board.top("one-of-three")[0].nickname == wicked
