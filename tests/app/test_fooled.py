"""The page "When CLEVER is fooled", through the app, without a browser."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from clever_engine import Finding
from clever_engine.benchmark.file import write_benchmark
from pages.accuracy import services
from pages.lesson.fooled import words as fooled_words
from pages.shared import text
from tests.app.zoo_benchmark import made_up_benchmark, write_made_up

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 240.0  # seconds; a busy machine with two cores

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(autouse=True)
def _root(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.fixture
def benchmark(tmp_path, monkeypatch):
    path = tmp_path / "benchmark.json"
    monkeypatch.setattr(services, "FILE", path)
    return write_made_up(path)


def opened(part: int, **query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    at.run()
    for key, value in {"part": str(part), **query}.items():
        at.query_params[key] = value
    at.switch_page("pages/fooled.py").run()
    assert not at.exception
    return at


def measured(at: AppTest) -> AppTest:
    """Wait until the figure is there."""
    deadline = time.monotonic() + PATIENCE
    while not at.get("plotly_chart") and time.monotonic() < deadline:
        time.sleep(0.4)
        at.run()
        assert not at.exception
    assert at.get("plotly_chart")
    return at


def words(at: AppTest) -> str:
    return " ".join(e.value for e in [*at.markdown, *at.caption, *at.get("html"), *at.info])


def warned(at: AppTest) -> list[str]:
    return [warning.value for warning in at.warning]


def test_a_hidden_gradient_is_warned_of_and_the_attacker_is_not_stopped():
    at = measured(opened(1))
    assert "endlessly too large" in words(at)
    assert "claims nothing" in words(at)
    assert "this is enough" in words(at)
    assert text.finding(Finding.ZERO_GRADIENTS) in warned(at)
    assert "1804.07870" in words(at)
    assert "1810.08640" in words(at)


def test_a_nearly_hidden_gradient_is_not_warned_of_and_lines_feel_it():
    at = measured(opened(1, way="slope", slope="0.1"))
    assert at.select_slider[0].value == 0.1
    assert "times too large" in words(at)
    assert "Straight lines feel the jumps" in words(at)
    assert text.finding(Finding.ZERO_GRADIENTS) not in warned(at)


def test_confidence_moves_probabilities_alone():
    at = measured(opened(2, factor="1"))
    told = words(at)
    at.select_slider(key="fooled-factor").set_value(50.0).run()
    assert not at.exception
    assert told != words(at)
    assert "&gt; 99.9 %" in words(at)
    assert text.finding(Finding.PROBABILITIES) in warned(at)
    assert text.finding(Finding.ZERO_GRADIENTS) in warned(at)
    logits = [line.split("</b>")[0] for line in (told, words(at)) for line in [_row(line)]]
    assert logits[0] == logits[1]


def _row(told: str) -> str:
    return told.split("CLEVER on logits, as published")[1]


def test_a_small_ball_is_cut_and_says_so():
    at = measured(opened(3, radius="0.1"))
    assert "at least 0.1" in words(at)
    assert text.finding(Finding.CUT_AT_RADIUS) in warned(at)
    at.select_slider(key="fooled-radius").set_value(5.0).run()
    assert not at.exception
    assert text.finding(Finding.CUT_AT_RADIUS) not in warned(at)
    assert fooled_words.NO_WARNING in words(at)
    assert "radius" not in at.query_params  # the default goes without saying


def test_the_mathematics_and_the_command_come_when_asked_for():
    at = measured(opened(3))
    assert not at.get("latex")
    at.toggle(key="fooled-maths").set_value(True).run()
    assert not at.exception
    assert len(at.latex) == 2
    assert "--sampling uniform" in at.code[0].value


def test_promises_are_counted_from_the_benchmark(tmp_path, monkeypatch):
    made = made_up_benchmark(("mlp-1024", "cnn-7", "cnn-7-quantised"))
    rows = []
    for row in made.rows:
        if row.name == "cnn-7":  # an attacker who needs half of what CLEVER says, at three digits
            attack = row.scores["l2", "attack"]
            values = attack.values.copy()
            chosen = row.right.nonzero()[0][:3]
            values[chosen] = row.scores["l2", "clever untargeted"].values[chosen] / 2
            halved = replace(attack, values=values, low=values, high=values)
            row = replace(row, scores={**row.scores, ("l2", "attack"): halved})
        rows.append(row)
    path = tmp_path / "benchmark.json"
    monkeypatch.setattr(services, "FILE", path)
    write_benchmark(path, replace(made, rows=tuple(rows)))
    at = opened(4, network="cnn-7")
    right = int(next(row for row in rows if row.name == "cnn-7").right.sum())
    assert f"3 of {right}" in words(at)
    assert "at worst 2.0 times" in words(at)
    assert "No slopes, no claim:** Masked gradient" in words(at)


def test_a_masked_network_promised_nothing(benchmark):
    at = opened(4, network="cnn-7-quantised")
    assert "No promise" in words(at)
    assert any(text.finding(Finding.ZERO_GRADIENTS) in line for line in warned(at))


def test_without_a_benchmark_the_page_says_how_to_make_it(tmp_path, monkeypatch):
    monkeypatch.setattr(services, "FILE", tmp_path / "none.json")
    at = opened(4)
    assert "python -m clever_engine benchmark" in at.info[0].value
    assert "What it can promise" in words(at)


def test_an_address_that_makes_no_sense_opens_what_is_usual(benchmark):
    at = opened(4, network="nobody", norm="l7")
    assert at.selectbox(key="fooled-network").value == "cnn-7"
    assert at.segmented_control(key="fooled-norm").value == "l2"
