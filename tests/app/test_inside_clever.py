"""The lesson's page "Inside CLEVER", through the app, without a browser."""

import base64
import json
import time
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from clever_engine import clever_score, load_classifier
from clever_engine.handwriting.sets import load_handwriting
from clever_engine.lesson.inside import lesson_settings
from pages.shared.text import number

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _root(monkeypatch):
    monkeypatch.chdir(ROOT)


def opened(part: int, **query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in query.items():
        at.query_params[name] = value
    at.query_params["part"] = str(part)
    at.run()
    at.switch_page("pages/inside_clever.py").run()
    return until_drawn(at)


def until_drawn(at: AppTest, seconds: float = 120.0) -> AppTest:
    """Run again until no sampling is on its way."""
    deadline = time.monotonic() + seconds
    while at.get("progress") and time.monotonic() < deadline:
        time.sleep(0.2)
        at.run()
    assert not at.exception
    assert not at.get("progress")
    return at


def words(at: AppTest) -> str:
    return " ".join(element.value for element in [*at.markdown, *at.caption, *at.get("html")])


def drawn(at: AppTest, trace: int, axis: str = "y") -> list[float]:
    """The numbers of one of the first chart's traces."""
    chart = at.get("plotly_chart")[0]
    values = json.loads(chart.proto.spec)["data"][trace][axis]
    if isinstance(values, dict):  # an array, packed
        return np.frombuffer(base64.b64decode(values["bdata"]), values["dtype"]).tolist()
    return values


def test_the_lead_is_shown_and_another_class_changes_it():
    at = opened(1)
    assert "reads the one with most: **7**" in words(at)
    logits = load_classifier("mlp-1024").logits(load_handwriting().images[0, 7][None])[0].numpy()
    assert drawn(at, 0) == pytest.approx(logits.tolist(), abs=1e-4)
    at.segmented_control(key="inside-target-0").set_value("2").run()
    assert f"**{number(float(logits[7] - logits[2]))}**" in words(at)
    assert at.query_params["target"] in ("2", ["2"])


def test_a_class_that_is_read_goes_back_to_the_runner_up():
    at = opened(1, target="3")
    assert at.segmented_control(key="inside-target-0").value == "3"
    at.segmented_control(key="inside-digit").set_value(3).run()
    assert not at.exception
    assert at.segmented_control(key="inside-target-1").value == "runner-up"
    assert "target" not in at.query_params


def test_random_points_are_shown_and_counted():
    at = opened(2)
    assert words(at).count("✓ still 7") == 12
    assert "Of 100 points, **none** turned" in words(at)
    at.select_slider(key="inside-radius-l2").set_value(10).run()
    at.segmented_control(key="inside-norm").set_value("linf").run()
    assert "no pixel changes more than the radius" in words(at)
    assert at.select_slider(key="inside-radius-linf").value == 0.3


def test_slopes_pour_into_the_histogram():
    at = opened(3)
    assert sum(drawn(at, 0)) == 50
    at.select_slider(key="inside-points").set_value(1024).run()
    assert sum(drawn(at, 0)) == 1024


def test_batches_settle_and_other_seeds_are_dots():
    at = opened(4)
    assert len(drawn(at, 1)) == 32
    at.select_slider(key="inside-batches").set_value(64).run()
    assert len(drawn(at, 1)) == 64
    assert drawn(at, 4) == []
    until_drawn(at.button(key="inside-again").click().run())
    first = drawn(at, 4)
    assert len(first) == 12
    until_drawn(at.button(key="inside-again").click().run())
    assert drawn(at, 4) != first


@pytest.mark.parametrize(("norm", "radius"), [("l2", 5), ("linf", 0.04), ("l1", 20)])
def test_the_score_is_the_engines_own(norm, radius):
    at = opened(5, norm=norm, radius=str(radius), batches="16", samples="4", seed="3", hand="2")
    expected = clever_score(
        load_classifier("mlp-1024"),
        load_handwriting().images[1, 7],
        norm=norm,
        target="runner-up",
        radius=radius,
        settings=lesson_settings(16, 4),
        seed=3,
    )
    assert f"<b>{number(expected.value)}</b>" in words(at)
    assert f"--radius {radius} --batches 16 --samples 4" in at.code[0].value


@pytest.mark.parametrize("norm", ["l2", "linf"])
def test_straight_lines_give_the_score_that_measure_shows(norm):
    at = opened(6, norm=norm, hand="2", seed="3")
    image = load_handwriting().images[1, 7]
    score = clever_score(load_classifier("mlp-1024"), image, norm=norm, target="runner-up", seed=3)
    assert f"<b>{number(score.value)}</b>" in words(at)
    assert f"ends at **{number(score.per_target[0].fit.location)}**" in words(at)
    line = drawn(at, 1)
    assert len(line) == 41
    assert line[0] == pytest.approx(score.per_target[0].margin, rel=1e-4)
    assert len(at.get("plotly_chart")) == 2
    assert f"--norm {norm} --target {score.target} --seed 3" in at.code[0].value
    at.button(key="inside-measure").click().run()
    at.switch_page("pages/measure.py").run()
    at.button(key="score").click().run()
    until_drawn(at)
    assert f"{number(score.value)}</div>" in words(at)


def test_another_norm_measures_again():
    at = opened(6)
    assert "(L2)" in at.get("plotly_chart")[0].proto.spec
    until_drawn(at.segmented_control(key="inside-norm").set_value("linf").run())
    assert at.query_params["norm"] in ("linf", ["linf"])
    assert "200 lines near it" in words(at)


def test_a_small_ball_cuts_the_score():
    at = opened(5)
    assert "Not cut" in words(at)
    at.select_slider(key="inside-radius-l2").set_value(0.25).run()
    assert "Cut at the radius" in words(at)
    assert "<b>0.250</b>" in words(at)


@pytest.mark.parametrize("part", range(1, 7))
def test_the_mathematics_is_hidden_until_asked_for(part):
    at = opened(part)
    assert not at.get("latex")
    at.toggle(key="inside-maths").set_value(True).run()
    (formulas,) = at.get("latex")
    assert formulas.value.count(r"\\") >= 1


def test_measuring_opens_with_the_same_digit():
    at = opened(6, digit="4", hand="3", target="9", seed="2")
    at.button(key="inside-measure").click().run()
    assert not at.exception
    assert at.text_input(key="digits").value == "4"
    assert at.number_input(key="hand").value == 3
    assert at.selectbox(key="model").value == "mlp-1024"
    assert at.selectbox(key="target").value == "9"
    assert at.number_input(key="seed").value == 2


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (3, "nothing pours in but zeros"),
        (4, "so is the end point"),
        (5, "claims nothing here"),
        (6, "finds no slope either: **0**"),
    ],
)
def test_a_network_that_hides_its_slopes_is_said_to(part, said):
    at = opened(part, model="cnn-7-quantised", digit="3", batches="4", samples="1")
    assert said in words(at)
    if part >= 5:
        assert "<b>0</b>" in words(at)


def test_an_address_that_makes_no_sense_opens_what_is_usual():
    at = opened(4, digit="x", norm="l7", batches="5", radius="-1", target="12", model="none")
    assert at.select_slider(key="inside-batches").value == 32
    assert at.selectbox(key="inside-model").value == "mlp-1024"
