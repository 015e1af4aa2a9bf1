"""The measure page by the published way and by ours: named, linked, set beside, never mixed."""

import re
import time

import pytest
from streamlit.testing.v1 import AppTest

from pages.measure.words import command
from tests.app.test_pages import ROOT, opened, until_done, words

LINK = {"hand": "4", "digits": "7", "model": "mlp-1024"}


@pytest.fixture(autouse=True)
def _root(monkeypatch):
    monkeypatch.chdir(ROOT)


def until_told(at: AppTest, seconds: float = 60.0) -> str:
    deadline = time.monotonic() + seconds
    while not at.info and time.monotonic() < deadline:
        time.sleep(0.2)
        at.run()
    assert not at.exception
    return str(at.info[0].value)


def assert_both_are_named(told: str) -> None:
    assert re.match(r"As published [\d.]+, guided [\d.]+ for this digit\. The ", told)


def test_a_published_score_names_itself_and_is_set_beside_the_guided_one():
    at = opened("measure", **LINK, method="published")
    assert at.segmented_control(key="method").value == "published"
    assert "on this machine" in words(at)  # how long it takes
    until_done(at)
    assert "by mlp-1024, as published" in words(at)
    assert "50 batches of 100 random points, no walk" in words(at)
    assert_both_are_named(until_told(at))
    record = at.session_state["record"]
    assert record.ranking.method == "published"
    assert command(record).endswith("--model mlp-1024 --method published")
    assert "published" in at.query_params["method"]
    assert "effort" not in at.query_params


def test_a_guided_score_is_set_beside_the_published_one_when_asked():
    at = opened("measure", **LINK, seed="5")
    until_done(at)
    assert "by mlp-1024, guided" in words(at)
    assert not at.info
    assert "about" in at.button(key="set-beside").label
    at.button(key="set-beside").click().run()
    assert_both_are_named(until_told(at))
    assert at.session_state["record"].ranking.method == "guided"
    assert "method" not in at.query_params


def test_a_score_by_straight_lines_says_so():
    at = opened("measure", **LINK, method="chords")
    until_done(at)
    told = words(at)
    assert "by mlp-1024, by straight lines" in told
    assert "the engine drew 256 lines in 128 batches" in told
    record = at.session_state["record"]
    assert record.ranking.method == "chords"
    assert command(record).endswith("--model mlp-1024 --method chords")
    assert not at.info


def test_each_method_has_its_own_efforts():
    at = opened("measure", method="published", points="100x256")
    assert at.selectbox(key="points").value == "100x256"
    at.segmented_control(key="method").set_value("guided").run()
    assert at.selectbox(key="effort").value == "standard"
    assert not any(box.key == "points" for box in at.selectbox)


def test_a_link_of_earlier_days_means_the_papers_effort():
    at = opened("measure", effort="paper")
    assert not at.toast
    assert at.segmented_control(key="method").value == "published"
    assert at.selectbox(key="points").value == "500x1024"
