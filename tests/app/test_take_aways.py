"""Take-aways: numbers are the benchmark's, the sheet is whole, every plan fills its time."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.accuracy import services
from pages.lesson.stops import (
    STOPS,
    parts,
    stop_at,
)
from pages.lesson.take_aways import words
from pages.lesson.take_aways.facts import facts
from pages.lesson.take_aways.plans import PLANS
from pages.lesson.take_aways.sheet import sheet_html
from pages.shared import menu
from tests.app.zoo_benchmark import write_made_up

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _root(monkeypatch):
    monkeypatch.chdir(ROOT)


def opened() -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    at.run()
    at.switch_page("pages/take_aways.py").run()
    assert not at.exception
    return at


def said(at: AppTest) -> str:
    return " ".join(element.value for element in [*at.markdown, *at.caption, *at.get("html")])


def test_numbers_come_from_the_benchmark(tmp_path, monkeypatch):
    path = tmp_path / "benchmark.json"
    monkeypatch.setattr(services, "FILE", path)
    benchmark = write_made_up(path)
    found = facts(benchmark)
    row = next(row for row in benchmark.rows if row.name == found.worst)
    assert found.networks == len(benchmark.rows)
    score, attack = row.scores["l2", "clever untargeted"], row.scores["l2", "attack"]
    beaten = sum(
        bool(right) and a < s
        for right, a, s in zip(row.right, attack.values, score.values, strict=True)
    )
    assert found.overtaken == beaten
    assert f"For {beaten} of {found.worst_right} digits" in said(opened())


def test_without_the_benchmark_nothing_is_made_up(tmp_path, monkeypatch):
    monkeypatch.setattr(services, "FILE", tmp_path / "none.json")
    text = said(opened())
    assert "An attacker may need less than the score says." in text
    assert not any(letter.isdigit() for _, line in words.take_aways(None) for letter in line)


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: str(plan.minutes))
def test_a_plan_fills_its_time_with_pages_there_are(plan):
    assert sum(activity.minutes for activity in plan.activities) == plan.minutes
    assert {activity.page for activity in plan.activities} <= set(menu.titles())
    assert len(plan.questions) >= 3
    assert all(question.endswith("?") and answer for question, answer in plan.questions)


def test_the_sheet_is_one_page_of_its_own_with_all_plans_and_words():
    class Reader(HTMLParser):
        def __init__(self):
            super().__init__()
            self.tags, self.text, self.outside = [], "", []

        def handle_starttag(self, tag, attrs):
            self.tags.append(tag)
            self.outside += [value for name, value in attrs if name in ("src", "href")]

        def handle_data(self, data):
            self.text += data

    reader = Reader()
    html = sheet_html(PLANS, words.GLOSSARY, words.take_aways(None), menu.titles())
    reader.feed(html)
    assert reader.tags.count("section") == len(PLANS) + 2
    assert not reader.outside, "nothing is fetched when it is printed"
    assert all(term in reader.text for term, _ in words.GLOSSARY)
    assert all(question in reader.text for plan in PLANS for question, _ in plan.questions)
    assert "@page" in html


def test_stops_are_found_by_address_and_lead_to_pages_there_are():
    assert [stop_at(stop.page, str(stop.part)) for stop in STOPS] == list(range(len(STOPS)))
    assert stop_at("inside-clever", None) == stop_at("inside-clever", "1")
    assert stop_at("inside-clever", "99") == stop_at("inside-clever", "1")
    assert [stop.part for stop in parts("inside-clever")] == [1, 2, 3, 4, 5, 6]
    assert {stop.page for stop in STOPS} <= set(menu.titles())
    with pytest.raises(ValueError, match="no stop"):
        stop_at("nowhere", None)
