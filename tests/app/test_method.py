"""The measure page by the published way and by ours: named, linked, set beside, never mixed."""

import re
import time

import pytest
from streamlit.testing.v1 import AppTest

from clever_engine import CleverScore
from pages.measure.words import command
from pages.shared.text import number
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


def assert_both_are_named(told: str, own: str = "by straight lines") -> None:
    assert re.match(rf"As published [\d.]+, {own} [\d.]+ for this digit\. The ", told)


def test_a_published_score_names_itself_and_is_set_beside_straight_lines():
    at = opened("measure", **LINK, method="published")
    assert at.segmented_control(key="method").value == "published"
    assert "on this machine" in words(at)  # how long it takes
    until_done(at)
    assert "by mlp-1024, as published" in words(at)
    assert "50 batches of 100 random points alone" in words(at)
    assert_both_are_named(until_told(at))
    record = at.session_state["record"]
    assert record.ranking.method == "published"
    assert command(record).endswith("--model mlp-1024 --method published")
    assert "published" in at.query_params["method"]
    assert "effort" not in at.query_params


def test_a_score_by_straight_lines_is_set_beside_the_published_one_when_asked():
    at = opened("measure", **LINK, seed="5")
    until_done(at)
    told = words(at)
    assert "by mlp-1024, by straight lines" in told
    assert "200 lines were drawn near it" in told
    assert "Each of 100 batches keeps its steepest" in told
    (score,) = at.session_state["record"].ranking.scores
    assert f"The curve fitted to the slopes below ends at **{steepest(score):.3g}**" in told
    assert f"= **{number(score.value)}**." in told
    low, high = map(number, score.plausible)
    assert f"lies between **{low}** and **{high}**, nine times in ten" in told
    assert not at.info
    assert "about" in at.button(key="set-beside").label
    at.button(key="set-beside").click().run()
    assert_both_are_named(until_told(at))
    record = at.session_state["record"]
    assert record.ranking.method == "chords"
    assert command(record).endswith("--model mlp-1024 --seed 5")
    assert "method" not in at.query_params


def steepest(score: CleverScore) -> float:
    entry = next(entry for entry in score.per_target if entry.target == score.target)
    assert entry.lipschitz_estimate == entry.fit.location, "the end point is the reason"
    return entry.lipschitz_estimate


def test_a_guided_score_says_so():
    at = opened("measure", **LINK, method="guided", seed="6")
    until_done(at)
    told = words(at)
    assert "by mlp-1024, guided" in told
    assert "random points were drawn in a ball of radius" in told
    record = at.session_state["record"]
    assert record.ranking.method == "guided"
    assert command(record).endswith("--model mlp-1024 --seed 6 --method guided")
    assert not at.info
    at.button(key="set-beside").click().run()
    assert_both_are_named(until_told(at), "guided")


def test_a_score_cut_at_a_radius_says_so():
    at = opened("measure", **LINK, radius="0.05")
    until_done(at)
    assert "cut at the radius 0.05" in words(at)


def test_lines_come_first():
    at = opened("measure")
    method = at.segmented_control(key="method")
    assert method.options == ["Lines", "Guided", "Published"]
    assert method.value == "chords"
    assert at.selectbox(key="effort").options[1] == "Standard: 200 lines"


def test_each_method_has_its_own_efforts():
    at = opened("measure", method="published", points="100x256")
    assert at.selectbox(key="points").value == "100x256"
    at.segmented_control(key="method").set_value("guided").run()
    assert at.selectbox(key="walks").value == "standard"
    assert not any(box.key == "points" for box in at.selectbox)


def test_a_link_of_earlier_days_means_the_papers_effort():
    at = opened("measure", effort="paper")
    assert not at.toast
    assert at.segmented_control(key="method").value == "published"
    assert at.selectbox(key="points").value == "500x1024"
