"""Standings, the table for a spreadsheet, how codes are guarded, and the way into a room."""

import csv
import io
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest

from pages.rooms import network
from pages.rooms.limits import Limit
from pages.rooms.records import Answer, Player, Room, Snapshot
from pages.rooms.standings import as_csv, harmless, standings


class Guessing:
    """An activity of three rounds whose answers are points; None is still worked out."""

    unit = "points"

    def __init__(self, machine=None):
        self._machine = machine

    def points(self, choices, number, value):
        return value["points"]

    def machine(self, choices, told):
        return self._machine

    def shown(self, points):
        return f"{points:g}"

    def cells(self, choices, number, value):
        return {"points": str(value["points"]), "note": value.get("note", "")}


def room(step=7):
    return Room(
        id=1, code="K7M4PX", activity="x", choices={}, rounds=3, step=step, paused=False, version=99
    )


def snapshot(answers, step=7, names=("Ada", "Bo", "Cy")):
    """A room; answers are (player, round, points), in the order they came."""
    return Snapshot(
        room=room(step),
        players=tuple(Player(id=k, name=name) for k, name in enumerate(names, 1)),
        answers=tuple(
            Answer(player=player, number=number, value={"points": points}, placed=placed)
            for placed, (player, number, points) in enumerate(answers, 1)
        ),
    )


def lines(activity, seen):
    return [(line.place, line.name, line.points) for line in standings(activity, seen)]


def test_more_points_come_first_and_equals_share_a_place_in_the_order_they_answered():
    seen = snapshot([(3, 0, 2), (2, 0, 1), (1, 0, 1), (2, 1, 1), (1, 1, 1)])
    assert lines(Guessing(), seen) == [(1, "Cy", 2), (1, "Bo", 2), (1, "Ada", 2)]
    seen = snapshot([(3, 0, 2), (2, 0, 1), (1, 0, 3)])
    assert lines(Guessing(), seen) == [(1, "Ada", 3), (2, "Cy", 2), (3, "Bo", 1)]


def test_an_open_round_does_not_count_yet():
    answers = [(1, 0, 1), (2, 0, 0), (2, 1, 5)]
    assert lines(Guessing(), snapshot(answers, step=3))[0] == (1, "Ada", 1)
    assert lines(Guessing(), snapshot(answers, step=4))[0] == (1, "Bo", 5)


def test_the_ai_stands_among_the_players():
    seen = snapshot([(1, 0, 3), (2, 0, 1)])
    assert lines(Guessing(2.0), seen) == [(1, "Ada", 3), (2, "AI", 2), (3, "Bo", 1), (4, "Cy", 0)]


def test_who_is_still_worked_out_stands_last_and_without_points():
    seen = snapshot([(1, 0, None), (2, 0, 0)])
    assert lines(Guessing(), seen)[-1] == (3, "Ada", None)


def test_a_room_without_players():
    assert lines(Guessing(), snapshot([], names=())) == []


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " +", "\r-"])
def test_a_formula_becomes_text(start):
    assert harmless(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("cell", ["Ada", "", "1-2", "a=b", "0.5"])
def test_other_cells_stay(cell):
    assert harmless(cell) == cell


def test_the_table_has_a_row_a_player_and_quotes_what_needs_it():
    names = ('=HYPERLINK("http://x","y")', 'A, "quoted"', "-1")
    text = as_csv(Guessing(1.0), snapshot([(1, 0, 2), (2, 1, 3), (1, 2, 1)], names=names))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["name"] for row in rows] == [names[1], f"'{names[0]}", "AI", "'-1"]
    assert [row["points"] for row in rows] == ["3", "3", "1", "0"]
    assert list(rows[0]) == [
        *("place", "name", "points", "1 points", "1 note"),
        *("2 points", "2 note", "3 points", "3 note"),
    ]
    assert [rows[1][f"{k} points"] for k in (1, 2, 3)] == ["2", "", "1"]


def test_a_limit_lets_so_many_pass_in_a_time():
    time = [0.0]
    limit = Limit(3, 60.0, clock=lambda: time[0])
    for second in (0, 10, 20):
        time[0] = second
        assert not limit.reached
        limit.count()
    assert limit.reached
    time[0] = 59.9
    assert limit.reached
    time[0] = 60.1
    assert not limit.reached  # the first is forgotten
    limit.count()
    assert limit.reached
    time[0] = 200.0
    assert not limit.reached


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ("http://192.168.1.20:8501/host", "http://192.168.1.20:8501"),
        ("https://school.example/app/host", "https://school.example/app"),
        ("http://[fd00::2]:8501/host", "http://[fd00::2]:8501"),
        ("http://localhost:8501/host", "http://10.1.2.3:8501"),
        ("http://127.0.0.1:8599/app/host", "http://10.1.2.3:8599/app"),
    ],
)
def test_the_address_is_one_that_other_devices_reach(monkeypatch, seen, expected):
    monkeypatch.setattr(network.st, "context", SimpleNamespace(url=seen))
    monkeypatch.setattr(network, "_own_address", lambda: "10.1.2.3")
    assert network.base() == expected


def test_a_typed_address_counts_and_may_lack_its_scheme(monkeypatch):
    monkeypatch.setattr(network.state, "value", lambda *_: " 10.0.0.5:8501/ ")
    assert network.address() == "http://10.0.0.5:8501"
    assert network.short(network.address()) == "10.0.0.5:8501/join"
    parts = urlsplit(network.link(network.address(), "K7M4PX"))
    assert (parts.netloc, parts.path) == ("10.0.0.5:8501", "/join")
    assert parse_qs(parts.query) == {"room": ["K7M4PX"]}
