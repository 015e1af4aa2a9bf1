"""The pages run through the app, without a browser."""

import json
import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from clever_engine.io.records import from_json
from pages.measure.services import EXAMPLE
from pages.measure.words import command

ROOT = Path(__file__).resolve().parents[2]


def app() -> AppTest:
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)


def opened(page: str, **query: str) -> AppTest:
    at = app()
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    return at.switch_page(f"pages/{page}.py").run()


def until_done(at: AppTest, seconds: float = 60.0) -> AppTest:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and any(button.key == "measure-stop" for button in at.button):
        time.sleep(0.2)
        at.run()
    return at


def words(at: AppTest) -> str:
    return " ".join(element.value for element in [*at.markdown, *at.caption, *at.get("html")])


@pytest.fixture(autouse=True)
def _root(monkeypatch):
    monkeypatch.chdir(ROOT)


def test_start_page_says_what_this_is_and_leads_on():
    at = app().run()
    assert not at.exception
    assert "How CLEVER is your digit?" in words(at)
    assert at.button(key="go-measure").label == "Measure a digit"


def test_measure_page_opens_with_a_finished_result():
    at = opened("measure")
    assert not at.exception
    example = from_json(json.loads(EXAMPLE.read_text(encoding="utf-8")))
    for score in example.ranking.scores:
        assert f"{score.value:#.3g}" in words(at)
    assert "An estimate of a bound is not a bound" in words(at)


def test_gallery_digits_are_scored_and_the_weakest_is_shown():
    at = opened("measure")
    at.segmented_control(key="source").set_value("gallery").run()
    at.selectbox(key="model").set_value("mlp-1024").run()
    at.selectbox(key="effort").set_value("quick").run()
    at.text_input(key="digits").set_value("461").run()
    at.button(key="score").click().run()
    until_done(at)
    assert not at.exception
    assert "An example" not in words(at)
    assert [button.key for button in at.button if button.key.startswith("show-")] == [
        "show-0",
        "show-1",
        "show-2",
    ]


def test_digits_to_write_that_are_none():
    at = opened("measure")
    at.segmented_control(key="source").set_value("gallery").run()
    at.text_input(key="digits").set_value("abc").run()
    assert "Expected digits 0 to 9" in at.warning[0].value
    assert at.button(key="score").disabled


def test_another_digit_can_be_looked_at():
    at = opened("measure")
    at.button(key="show-2").click().run()
    assert not at.exception
    assert "3rd digit" in words(at)


def test_a_link_is_measured_at_once():
    at = opened("measure", hand="4", digits="73", model="mlp-1024", effort="quick")
    until_done(at)
    assert not at.exception
    assert "An example" not in words(at)
    assert len([button for button in at.button if button.key.startswith("show-")]) == 2


def test_only_ink_may_change():
    free = opened("measure", hand="4", digits="73", model="mlp-1024", effort="quick")
    until_done(free)
    at = opened("measure", hand="4", digits="73", model="mlp-1024", effort="quick", where="ink")
    until_done(at)
    assert not at.exception
    assert "pixels that hold ink could change" in words(at)
    assert "pixels that hold ink could change" not in words(free)
    assert command(at.session_state["record"]).endswith("--only-ink")


def test_a_link_sets_the_method_by_stable_names():
    at = opened("measure", model="mlp-1024", effort="quick", norm="linf", target="3", seed="9")
    assert at.selectbox(key="model").value == "mlp-1024"
    assert at.selectbox(key="effort").value == "quick"
    assert at.selectbox(key="norm").value == "linf"
    assert at.selectbox(key="target").value == "3"
    assert at.number_input(key="seed").value == 9


def test_unknown_names_in_a_link_are_said():
    at = opened("measure", model="nobody", seed="abc", radius="-1", hand="999")
    assert not at.exception
    assert at.selectbox(key="model").value == "cnn-7-forms"
    assert at.number_input(key="seed").value == 0
    assert at.number_input(key="radius").value is None
    assert "nobody" in at.toast[0].value


def test_a_digit_that_is_the_target_already_is_said_beside_the_button():
    at = opened("measure", model="mlp-1024")
    at.segmented_control(key="source").set_value("gallery").run()
    at.text_input(key="digits").set_value("714").run()
    at.selectbox(key="target").set_value("1").run()
    at.button(key="score").click().run()
    assert "The 2nd digit is read as a 1 already" in at.warning[0].value
    at.selectbox(key="target").set_value("untargeted").run()
    at.button(key="score").click().run()
    until_done(at)
    assert not any("already" in warning.value for warning in at.warning)


def test_a_finished_run_starts_no_other():
    at = opened("measure", model="mlp-1024", effort="quick")
    at.segmented_control(key="source").set_value("gallery").run()
    at.text_input(key="digits").set_value("46").run()
    at.button(key="score").click().run()
    until_done(at)
    at.text_input(key="digits").set_value("123").run()
    assert not any(button.key == "measure-stop" for button in at.button)
    assert len([button for button in at.button if button.key.startswith("show-")]) == 2


def test_a_damaged_link_is_said():
    at = opened("measure", d="broken")
    assert not at.exception
    assert "Expected digits in the address" in at.warning[0].value


def test_stop_brings_the_page_back():
    at = opened("measure")
    at.segmented_control(key="source").set_value("gallery").run()
    at.segmented_control(key="method").set_value("published").run()
    at.selectbox(key="points").set_value("500x1024").run()
    at.button(key="score").click().run()
    at.button(key="measure-stop").click().run()
    assert not at.exception
    assert not any(button.key == "measure-stop" for button in at.button)
