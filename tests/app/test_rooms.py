"""Rooms through the app, without a browser: a host and players, each a visit of their own."""

import csv
import io
import json
import re
import time
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sql
from streamlit.testing.v1 import AppTest

from clever_engine.handwriting.sets import load_handwriting
from clever_engine.lesson.twins import load_twins, make_round
from pages.rooms import services
from pages.rooms.activities import ACTIVITIES
from pages.rooms.keys import Key
from pages.rooms.standings import as_csv
from pages.rooms.store import Rooms
from pages.shared import links
from pages.shared.database import DatabaseError

ROOT = Path(__file__).resolve().parents[2]
SEED = 3


@pytest.fixture(autouse=True)
def _alone(monkeypatch, tmp_path):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("CLEVER_SCORES", f"sqlite:///{tmp_path / 'scores.db'}")


@pytest.fixture
def rooms(tmp_path):
    engine = sql.create_engine(f"sqlite:///{tmp_path / 'scores.db'}")
    yield Rooms(engine)
    engine.dispose()


def opened(page: str, memory: str = "", **query: str) -> AppTest:
    """A page, opened by a browser that keeps this text."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    if memory:
        name = "room-host" if page == "host" else "room-player"
        at.session_state[f"held-{name}"] = {"held": memory}
    at.switch_page(f"pages/{page}.py").run()
    assert not at.exception
    return at


def words(at: AppTest) -> str:
    elements = [*at.markdown, *at.caption, *at.get("html"), *at.info, *at.warning]
    return " ".join(str(element.value) for element in elements)


def press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception
    return at


def keys(at: AppTest) -> list[str]:
    return [str(button.key) for button in at.button]


def hosting(does: str = "label-it", **query: str) -> tuple[AppTest, str]:
    at = press(opened("host", does=does, seed=str(SEED), **query), "room-open")
    return at, re.search(r"room-code'>([^<]+)<", words(at))[1]


def kept(at: AppTest, name: str) -> str:
    """What the page told the browser to keep."""
    return at.session_state[f"browser {name}"]


def joined(code: str, name: str) -> AppTest:
    at = opened("join", room=code.replace(" ", ""))
    at.text_input(key="room-name").set_value(name)
    press(at, "room-join")
    return at


def test_a_room_opens_with_a_code_a_qr_code_and_the_way_in():
    at, code = hosting()
    told = words(at)
    assert re.fullmatch(r"[A-Z0-9]{3} [A-Z0-9]{3}", code)
    assert f"alt='QR code that leads to room {code}'" in told
    assert "/join</b> and type the code in" in told
    assert "Nobody has joined yet" in told
    secret = Key.read(kept(at, "room-host")).secret
    assert secret not in told
    assert all(secret not in str(value) for value in at.query_params.values())


def test_a_server_for_this_machine_alone_says_so():
    assert "`--server.address 0.0.0.0`" in words(opened("host"))


def test_the_host_keeps_the_rights_over_a_reload_and_a_stranger_gets_none():
    at, code = hosting()
    again = opened("host", kept(at, "room-host"))
    assert code in words(again)
    key = Key.read(kept(at, "room-host"))
    for forged in (f"{key.code}.0.guessed", f"{key.code}.1.{key.secret}", "", "nonsense"):
        assert "Host a room" in words(opened("host", forged))


def test_wrong_codes_and_names_get_a_sentence():
    _, code = hosting()
    at = opened("join")
    assert at.text_input(key="room-code").value == ""
    at.text_input(key="room-code").set_value("QQQQQQ")
    at.text_input(key="room-name").set_value("Ada")
    assert "no room with this code" in press(at, "room-join").warning[0].value
    at.text_input(key="room-code").set_value(code.lower())
    at.text_input(key="room-name").set_value(" \u200b!")
    assert "Choose a nickname" in press(at, "room-join").warning[0].value
    joined(code, "Ada")
    at.text_input(key="room-name").set_value("ADA")
    assert "name is taken" in press(at, "room-join").warning[0].value
    at.text_input(key="room-name").set_value("Bo")
    assert "You are in" in words(press(at, "room-join"))


def test_who_guesses_codes_has_to_wait():
    at = opened("join")
    at.text_input(key="room-name").set_value("Eve")
    told = []
    for _ in range(6):
        at.text_input(key="room-code").set_value("QQQQQQ")
        told.append(press(at, "room-join").warning[0].value)
    assert all("no room" in one for one in told[:5])
    assert "Too many wrong codes" in told[5]
    assert "You are in" in words(joined(hosting()[1], "Ada"))  # somebody else does not wait


def test_a_wicked_name_is_only_a_name():
    at, code = hosting()
    joined(code, "<img src=x> **b**")
    told = words(at.run())
    assert "<img src=x>" not in told
    assert "&lt;img src=x&gt; **b**" in told


def test_the_quiz_from_the_first_digit_to_the_table(rooms):
    cards = make_round(load_twins(), SEED)
    host, code = hosting()
    ada, bo = joined(code, "Ada"), joined(code, "=Bo")
    press(host, "room-start")
    for number, card in enumerate(cards):
        assert f"Digit {number + 1} of 8" in words(host)
        assert f"Digit {number + 1} of 8" in words(ada.run())
        press(ada, f"label-{card.truth}")
        assert f"You say <b>{card.truth}</b>" in words(ada)
        assert "label-0" not in keys(ada)
        if number < 3:
            press(bo.run(), f"label-{card.label}")
        host.run()
        assert f"<b>{2 if number < 3 else 1}</b> of 2 have answered" in words(host)
        press(host, "room-on")
        assert f"It is a <b>{card.truth}</b>" in words(host)
        assert f"Digits right: <b>{number + 1}</b>. Place <b>1</b> of 2." in words(ada.run())
        press(host, "room-on")
    right = sum(not card.fooled for card in cards)
    bos = sum(not card.fooled for card in cards[:3])
    told = words(host)
    assert "Together the class named" in told
    assert f"the AI <b>{right}</b>" in told
    names = re.findall(r"<td>\d+</td><td>([^<]+)</td><td>(\d+)</td>", told)
    assert names == sorted(
        [("Ada", "8"), ("AI", str(right)), ("=Bo", str(bos))], key=lambda row: -int(row[1])
    )
    assert "The end" in words(bo.run())
    assert "Measure a digit" in words(press(bo, "room-measure"))
    snapshot = rooms.snapshot(rooms.named(code.replace(" ", ""))[0].id)
    rows = list(csv.DictReader(io.StringIO(as_csv(ACTIVITIES["label-it"], snapshot))))
    assert [row["name"] for row in rows] == ["Ada", "AI", "'=Bo"]
    assert [rows[0][f"{k + 1} answer"] for k in range(8)] == [str(card.truth) for card in cards]
    assert rows[2]["4 answer"] == ""
    assert host.get("download_button")


def test_a_reload_in_mid_round_and_a_late_comer():
    host, code = hosting()
    ada = joined(code, "Ada")
    press(host, "room-start")
    press(ada.run(), "label-4")
    again = opened("join", kept(ada, "room-player"))
    assert "You say <b>4</b>" in words(again)
    assert "Ada" in words(again)
    late = joined(code, "Bo")
    press(late, "label-5")
    assert "<b>2</b> of 2 have answered. Everybody!" in words(host.run())


def test_a_key_opens_its_own_room_and_a_forged_one_tells_nothing(rooms):
    _, first = hosting()
    key = Key.read(kept(joined(first, "Ada"), "room-player"))
    _, second = hosting()
    other = second.replace(" ", "")
    for forged in (
        Key(other, key.player, key.secret),  # of another room
        Key(key.code, key.player, "guessed"),
        Key(key.code, key.player + 99, key.secret),
        Key(key.code, 0, key.secret),
    ):
        at = opened("join", str(forged))
        assert "Join a room" in words(at)
        assert "removed" not in words(at)
    rooms.remove(rooms.named(key.code)[0], key.player)
    assert "removed your name" in words(opened("join", str(key)))
    assert "removed" not in words(opened("join", str(Key(key.code, key.player, "guessed"))))


def test_a_link_to_another_room_wins_over_the_room_left_behind():
    _, first = hosting()
    ada = joined(first, "Ada")
    _, second = hosting()
    at = opened("join", kept(ada, "room-player"), room=second.replace(" ", ""))
    assert at.text_input(key="room-code").value == second.replace(" ", "")


def test_pause_holds_the_answers_and_lets_them_go_on():
    host, code = hosting()
    ada = joined(code, "Ada")
    press(host, "room-start")
    ada.run()
    press(host, "room-pause")
    assert "nobody can answer now" in words(host)
    press(ada, "label-4")  # pressed before the phone knew
    assert "too late" in ada.warning[0].value
    assert "paused the room" in words(ada)
    press(host, "room-pause")
    press(ada.run(), "label-4")
    assert "You say <b>4</b>" in words(ada)


def test_an_answer_that_does_not_get_there_is_said_and_may_be_given_again(monkeypatch):
    host, code = hosting()
    ada = joined(code, "Ada")
    press(host, "room-start")
    ada.run()
    with monkeypatch.context() as patch:
        patch.setattr(services, "answer", refuse)
        press(ada, "label-4")
    assert "did not get there: its database is busy. Try again" in ada.warning[0].value
    press(ada, "label-5")
    assert "You say <b>5</b>" in words(ada)
    assert not ada.warning


def refuse(*_):
    raise DatabaseError("its database is busy")


def test_a_removed_player_is_told_and_may_come_back_under_another_name(rooms):
    host, code = hosting()
    ada = joined(code, "Rude")
    room, _ = rooms.named(code.replace(" ", ""))
    rooms.remove(room, rooms.snapshot(room.id).players[0].id)
    assert "removed your name" in ada.run().warning[0].value
    assert "Nobody has joined yet" in words(host.run())
    ada.text_input(key="room-name").set_value("Ada")
    assert "You are in" in words(press(ada, "room-join"))


def test_a_room_that_was_deleted_is_said(rooms):
    host, code = hosting()
    ada = joined(code, "Ada")
    rooms.delete(rooms.named(code.replace(" ", ""))[0])
    assert "not there any more" in ada.run().warning[0].value
    assert "Host a room" in words(host.run())


def test_a_database_that_cannot_be_used_gets_a_sentence(monkeypatch):
    monkeypatch.setenv("CLEVER_SCORES", "hunter2")
    at = press(opened("host"), "room-open")
    assert "The room cannot be reached: expected CLEVER_SCORES" in at.warning[-1].value
    assert "hunter2" not in words(at)


def test_the_big_check_in_a_room(rooms):
    host, code = hosting("big-check", checks="1", bank="plain", level="one-of-three")
    ada, bo = joined(code, "Ada"), joined(code, "Bo")
    press(host, "room-start")
    assert "Check 1 of 1" in words(ada.run())
    play = ada.session_state["room desk"]
    ada.session_state[f"guess-{play.name}-0"] = 1
    ada.run()
    again = opened("join", kept(ada, "room-player"))
    assert again.session_state["room desk"].desk.guess == 1
    press(again, "hand-in")
    assert "The bank reads the check as it was written" in words(again)
    assert "hand-in" not in keys(ada.run())
    press(bo.run(), "hand-in")
    press(host, "room-on")
    deadline = time.monotonic() + 90
    while "attacked by" not in words(host) and time.monotonic() < deadline:
        time.sleep(0.3)
        host.run()
    told = words(host)
    assert "Nobody altered a digit" in told
    assert "Most guesses were for the 2nd digit" in told
    assert "of 1</b> were right" in told
    assert "The best tamper found turns" in told
    assert "▼ weakest" in told
    assert "The best tamper found" in words(again.run())
    press(host, "room-on")
    assert "Guesses of the weakest digit" in words(host)


def test_the_cleverest_digit_in_a_room(rooms):
    host, code = hosting("cleverest", digit="7")
    names = ["Ada", "Bo", "Cy"]
    players = [joined(code, name) for name in names]
    press(host, "room-start")
    assert "Draw a 7" in words(players[0].run())
    room = rooms.glance(rooms.named(code.replace(" ", ""))[0].id)
    hands = load_handwriting()
    drawn = [hands.write(0, [7]), hands.write(1, [7]), hands.write(0, [2])]
    for player, image in zip(players, drawn, strict=True):
        number = Key.read(kept(player, "room-player")).player
        assert rooms.answer(room, number, {"digit": links.encode_digits(image)})
    press(host, "room-on")
    deadline = time.monotonic() + 60
    while "CLEVERest digit" not in words(host) and time.monotonic() < deadline:
        time.sleep(0.2)
        host.run()
    told = words(host)
    scores = {
        name: float(score)
        for name, score in re.findall(r"<span>(\w+)</span><span>[★▼] ([\d.]+)</span>", told)
    }
    assert set(scores) == {"Ada", "Bo"}
    best = max(scores, key=scores.get)
    assert f"<b>{best}</b> drew the CLEVERest digit" in told
    assert "<span>Cy</span><span>read as a 2</span>" in told
    assert "no points" in words(players[2].run())
    place = 1 if best == "Ada" else 2
    assert f"Place <b>{place}</b> of 3" in words(players[0].run())


def test_a_drawing_is_handed_in_and_survives_a_reload(rooms):
    host, code = hosting("cleverest", digit="1")
    ada = joined(code, "Ada")
    press(host, "room-start")
    ada.run()
    room = rooms.glance(rooms.named(code.replace(" ", ""))[0].id)
    number = Key.read(kept(ada, "room-player")).player
    strokes = [{"w": 80, "xy": [500, 150, 500, 850]}]
    ada.session_state[f"room-pad-{room.id}-{number}"] = {
        "drawing": {"strokes": strokes, "revision": 0}
    }
    ada.run()
    assert "The AI reads a **1**" in words(ada)
    assert json.loads(json.dumps(rooms.draft(room, number))) == {"strokes": strokes}
    again = opened("join", kept(ada, "room-player"))
    assert "The AI reads a **1**" in words(again)
    press(again, "room-draw")
    (answer,) = rooms.snapshot(room.id).answers
    assert np.count_nonzero(links.decode_digits(answer.value["digit"]).images) > 20
