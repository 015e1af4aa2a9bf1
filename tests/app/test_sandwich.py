"""The sandwich page, without a browser."""

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from clever_engine.sandwich import Place
from pages.lesson.sandwich import services, words
from pages.lesson.sandwich.services import Asked
from pages.shared.services import tasks

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _root(monkeypatch):
    monkeypatch.chdir(ROOT)


def opened(**query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    at.switch_page("pages/sandwich.py").run()
    assert not at.exception
    return at


def until_done(at: AppTest, asked: Asked, seconds: float = 100.0):
    deadline = time.monotonic() + seconds
    while tasks().known(asked) is None:
        assert time.monotonic() < deadline, "the sandwich does not come"
        time.sleep(0.3)
    at.run()
    assert not at.exception
    return tasks().known(asked)


@pytest.mark.parametrize("norm", ["l1", "l2", "linf"])
def test_an_address_gives_a_sandwich_with_its_numbers_in_words(norm):
    asked = Asked(hand=3, digit=7, model="mlp-2", norm=norm)
    at = opened(hand="3", digit="7", model="mlp-2", norm=norm)
    made = until_done(at, asked)
    said = " ".join(element.value for element in at.markdown)
    assert words.verdict(made) in said
    assert made.certificate.radius <= made.attack
    assert made.score.label == 7
    assert made.attack_label != 7
    assert at.get("plotly_chart")


def test_only_networks_that_can_be_bounded_are_offered():
    offered = set(services.networks())
    assert {"mlp-1024", "cnn-7", "lenet-5", "cnn-7-robust"} <= offered
    assert not {"vit-small", "cnn-7-quantised"} & offered


@pytest.mark.parametrize("place", list(Place))
def test_every_place_of_the_score_has_its_sentence(place):
    assert words._PLACES[place].endswith(".")
