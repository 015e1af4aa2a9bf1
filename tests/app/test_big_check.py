"""The game through the app, without a browser: every screen, the sums, and what is stored."""

import base64
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sql
from streamlit.testing.v1 import AppTest

from clever_engine import load_classifier
from clever_engine.game import (
    find_maximum,
    level_named,
    read_check,
    start_game,
)
from clever_engine.handwriting.sets import load_handwriting
from pages.big_check.words import dollars

ROOT = Path(__file__).resolve().parents[2]
SEED = 7
LEVEL = level_named("one-of-three")


@pytest.fixture(autouse=True)
def _alone(monkeypatch, tmp_path):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("CLEVER_SCORES", f"sqlite:///{tmp_path / 'scores.db'}")


@pytest.fixture(scope="module")
def checks():
    return start_game(
        level=LEVEL.key, bank="plain", seed=SEED, handwriting=load_handwriting()
    ).checks


def lobby(**query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for key, value in {"seed": str(SEED), **query}.items():
        at.query_params[key] = value
    at.run()
    return at.switch_page("pages/big_check.py").run()


def desk(**query: str) -> AppTest:
    return lobby(**query).button(key="begin").click().run()


def words(at: AppTest) -> str:
    parts = [*at.markdown, *at.caption, *at.get("html"), *at.success, *at.warning, *at.info]
    return " ".join(str(element.value) for element in parts)


def alter(at: AppTest, check, number: int, image) -> AppTest:
    """Put pixels on the pad of one digit, as the browser sends them."""
    play = at.session_state["play"]
    at.session_state[f"digit-{play.name}-{play.number}"] = number
    at.run()
    greys = np.rint(image[0] * 255).astype(np.uint8).tobytes()
    at.session_state[f"tamper-{play.name}-{play.number}-{number}"] = {
        "tampering": {"pixels": base64.b64encode(greys).decode(), "revision": 0}
    }
    return at.run()


def until_known(at: AppTest) -> AppTest:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and at.session_state["play"].maximum is None:
        time.sleep(0.2)
    return at.run()


def test_the_lobby_tells_the_story_and_says_it_is_made_up():
    at = lobby()
    assert not at.exception
    told = words(at)
    assert "A bank's AI reads its amount" in told
    assert "All banks, checks and people here are made up" in told
    assert "Nobody has finished a game yet" in told
    assert len([button for button in at.button if str(button.key).startswith("choose-")]) >= 4


def test_the_bank_and_level_of_the_address_are_chosen():
    at = lobby(bank="robust", level="shared")
    assert at.button(key="choose-robust").label == "✓ Chosen"
    at = at.button(key="begin").click().run()
    play = at.session_state["play"]
    assert (play.bank.model, play.level.key, play.game.seed) == ("cnn-7-robust", "shared", SEED)
    assert len(play.check.digits) == 5


def test_an_untouched_check_earns_nothing(checks):
    at = desk().button(key="hand-in").click().run()
    assert not at.exception
    at = until_known(at)
    told = words(at)
    assert "The bank reads the check as it was written" in told
    for column in ("Original check", "Check given to the bank", "How much the bank credits"):
        assert column in told
    assert f"you earn **{dollars(0)}**" in told


def test_the_computed_tamper_earns_the_maximum(checks):
    check = checks[0]
    maximum = find_maximum(load_classifier("mlp-1024"), check, LEVEL)
    at = desk()
    for tamper in maximum.tampers:
        at = alter(at, check, tamper.position, tamper.image)
    at = until_known(at.button(key="hand-in").click().run())
    assert not at.exception
    told = words(at)
    assert f"the bank credits {dollars(maximum.amount - check.amount)} more" in told
    assert "That is the maximum possible" in told
    play = at.session_state["play"]
    assert play.game.total == maximum.amount - check.amount
    assert play.game.share == 1
    assert "The best tamper found turns" in told
    assert "▼ lowest" in told
    assert "★ most" in told


def test_peeks_and_hints_cost_and_tell(checks):
    at = desk()
    at = at.button(key="peek").click().run()
    read = read_check(load_classifier("mlp-1024"), checks[0].images).labels
    assert f"The bank would read **{' '.join(map(str, read))}**" in words(at)
    assert at.button(key="peek").disabled  # the same pixels are not sold twice
    at = until_known(at.button(key="hint").click().run())
    assert "▼ weakest" in words(at)
    at = until_known(at.button(key="hand-in").click().run())
    fees = LEVEL.peek_price + LEVEL.hint_price
    assert at.session_state["play"].game.total == -fees
    assert f"you earn **{dollars(-fees)}**" in words(at)


def test_the_teller_notices_a_digit_too_many_and_says_so_before(checks):
    check = checks[0]
    at = desk()
    for number in (0, 1):
        image = check.images[number].copy()
        image[0, 0, 0] = 1.0
        at = alter(at, check, number, image)
    assert "The teller overlooks one digit, no more" in words(at)
    at = until_known(at.button(key="hand-in").click().run())
    told = words(at)
    assert "The teller noticed" in told
    assert f"you earn **{dollars(-check.amount)}**" in told


def test_a_whole_game_is_summed_up_and_is_on_the_board(checks):
    at = lobby()
    at = at.text_input(key="nickname").set_value(" <b>Ada</b> ").run()
    at = at.button(key="begin").click().run()
    for number in range(5):
        play = at.session_state["play"]
        assert play.check.amount == checks[number].amount
        at.session_state[f"guess-{play.name}-{number}"] = 0
        at = at.run()
        at = until_known(at.button(key="hand-in").click().run())
        assert not at.exception
        if number < 4:
            at = at.button(key="next").click().run()
    told = words(at)
    assert "in 5 checks" in told
    assert "You guessed the weakest digit in" in told
    at = at.button(key="again").click().run()
    told = words(at)
    assert "&lt;b&gt;Ada&lt;/b&gt;" in told
    assert "<b>Ada</b>" not in told


def test_two_players_never_share_a_desk(checks):
    first, second = desk(), desk()
    image = checks[0].images[0].copy()
    image[0, 0, 0] = 1.0
    first = alter(first, checks[0], 0, image)
    ours, theirs = (at.session_state["play"] for at in (first, second.run()))
    assert ours.name != theirs.name
    assert (ours.desk.images != theirs.desk.images).sum() == 1
    assert np.array_equal(theirs.desk.images, checks[0].images)


def test_without_a_database_the_game_goes_on(monkeypatch):
    monkeypatch.setenv("CLEVER_SCORES", "sqlite:////nowhere/at/all/scores.db")
    at = lobby()
    assert "games are played without it" in words(at)
    at = until_known(at.button(key="begin").click().run().button(key="hand-in").click().run())
    assert not at.exception
    assert not at.button(key="next").disabled


def full(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE others (name)")
    sql.event.listen(sql.Engine, "connect", at_its_end)


def at_its_end(connection, _):
    connection.execute("PRAGMA max_page_count = 1")


def old_without_key(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE rounds (game TEXT, profit INTEGER)")


@pytest.mark.parametrize(
    ("url", "prepare", "reason"),
    [
        ("sqlite:///{path}", full, "its disk is full"),
        ("sqlite:///file:{path}?mode=ro&uri=true", full, "its database cannot be written to"),
        ("sqlite:///{path}", old_without_key, "its database has a table of that name"),
        ("sqlite:////nowhere/hunter2.db", None, "its database cannot be opened"),
        ("postgresql://ada:hunter2@host:abc/{path}", None, "got a port that is not a number"),
    ],
)
def test_a_round_that_cannot_be_stored_is_said(monkeypatch, tmp_path, url, prepare, reason):
    path = tmp_path / "other.db"
    monkeypatch.setenv("CLEVER_SCORES", url.format(path=path))
    if prepare is not None:
        prepare(path)
    try:
        at = lobby()
        assert "games are played without it" in words(at)
        at = until_known(at.button(key="begin").click().run().button(key="hand-in").click().run())
    finally:
        if sql.event.contains(sql.Engine, "connect", at_its_end):
            sql.event.remove(sql.Engine, "connect", at_its_end)
    assert not at.exception
    (said,) = (str(element.value) for element in at.warning)
    assert said.startswith("The game goes on, but check 1 is not on the scoreboard: ")
    assert reason in said
    assert "hunter2" not in words(at)
    assert str(tmp_path) not in words(at)
    assert not at.button(key="next").disabled
    # Once the database works, one press stores what is missing.
    monkeypatch.setenv("CLEVER_SCORES", f"sqlite:///{tmp_path / 'scores.db'}")
    at = at.button(key="save-again").click().run()
    assert not at.warning
    assert rows(tmp_path / "scores.db") == 1


def test_a_round_that_waits_for_a_locked_database_is_stored_when_it_is_free(tmp_path):
    path = tmp_path / "scores.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        at = until_known(desk().button(key="hand-in").click().run())
        assert not at.exception
        assert "check 1 is not on the scoreboard yet" in words(at)
        assert not at.button(key="next").disabled
    (saved,) = at.session_state["play"].saves.values()
    assert saved.result(timeout=20)
    assert not at.run().warning
    assert rows(path) == 1


def rows(path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT count(*) FROM rounds").fetchone()[0]


def written(*digits: int) -> list[dict[str, object]]:
    """Strokes of a hand that writes digits in a row on the pad for an own check."""
    strokes = []
    for place, number in enumerate(digits):
        for stroke in load_handwriting().strokes[0][number]:
            points = np.array(stroke["xy"], dtype=float).reshape(-1, 2) * 0.28
            points += (40 + 320 * place, 60)
            xy = np.rint(points).astype(int).ravel().tolist()
            strokes.append({"w": max(1, round(stroke["w"] * 0.28)), "xy": xy})
    return strokes


def test_an_own_check_is_drawn_read_and_played():
    at = lobby()
    at.session_state["own-check"] = {"drawing": {"strokes": written(4, 6, 1), "revision": 0}}
    at = at.run()
    assert not at.exception
    amount = next(field for field in at.text_input if "The amount you wrote" in field.label)
    assert amount.value == "461"
    at = at.button(key="begin-own").click().run()
    play = at.session_state["play"]
    assert (play.check.amount, play.is_own, len(play.game.checks)) == (461, True, 1)
    at = until_known(at.button(key="hand-in").click().run())
    assert not at.exception
    assert "in 1 check" in words(at)
    at = at.button(key="again").click().run()
    assert "Nobody has finished a game yet" in words(at)  # an own check is not on the board


def test_an_own_check_of_too_few_digits_gets_one_clear_sentence():
    at = lobby()
    at.session_state["own-check"] = {"drawing": {"strokes": written(4, 6), "revision": 0}}
    at = at.run().button(key="begin-own").click().run()
    assert not at.exception
    assert "Expected 3 digits" in words(at)
