""" "Drawing a line" through the app, without a browser."""

import json
import re
import time
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from clever_engine.lesson.plane import PlaneRecipe, look_at, train_plane

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _root(monkeypatch):
    monkeypatch.chdir(ROOT)


def opened(**query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    return until_learned(at.switch_page("pages/drawing_a_line.py").run())


def until_learned(at: AppTest) -> AppTest:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and "The network is learning" in words(at):
        time.sleep(0.2)
        at.run()
    assert not at.exception
    assert "CLEVER says" in words(at)
    return at


def words(at: AppTest) -> str:
    return " ".join(element.value for element in [*at.markdown, *at.caption, *at.get("html")])


def trace(at: AppTest, name: str) -> np.ndarray:
    """The places of one trace of the picture."""
    (chart,) = at.get("plotly_chart")
    figure = json.loads(chart.proto.spec)
    (found,) = (trace for trace in figure["data"] if trace["name"] == name)
    return np.stack([numbers(found[axis]) for axis in ("x", "y")], axis=1)


def numbers(values) -> np.ndarray:
    """Plotly sends arrays as lists, or as base64 with their type."""
    if isinstance(values, dict):
        import base64

        return np.frombuffer(base64.b64decode(values["bdata"]), dtype=values["dtype"])
    return np.array(values, dtype=float)


def said(at: AppTest) -> tuple[str, str]:
    """CLEVER's number and the true one."""
    found = re.findall(r"<small>(?:CLEVER says|the truth is)</small><b>([^<]*)</b>", words(at))
    return found[0], found[1]


def test_the_page_opens_with_a_network_and_its_two_balls():
    at = opened()
    clever, truth = map(float, said(at))
    assert 0 < clever <= truth
    assert "lies inside the true one" in words(at)
    assert len(trace(at, "CLEVER")) == len(trace(at, "truth")) == 121
    assert not at.latex


def test_the_numbers_are_the_engines():
    at = opened(data="rings", units="8", seed="3", norm="linf", x="0.2", y="-1.1")
    trained = train_plane(PlaneRecipe(data="rings", hidden=8, seed=3))
    look = look_at(trained.network, trained.boundary, np.array([0.2, -1.1]), norm="linf")
    assert look.nearest is not None
    assert said(at) == (f"{look.score.value:#.3g}", f"{look.nearest.distance:#.3g}")
    np.testing.assert_allclose(trace(at, "input"), [[0.2, -1.1]])
    np.testing.assert_allclose(trace(at, "nearest"), [look.nearest.point])


def test_the_norm_changes_the_balls_shape():
    at = opened()
    at.segmented_control(key="plane-norm").set_value("l1").run()
    x, y = (trace(at, "CLEVER") - trace(at, "input")).T
    np.testing.assert_allclose(np.abs(x) + np.abs(y), np.abs(x).max())
    assert "diamond" in words(at)
    at.segmented_control(key="plane-norm").set_value("linf").run()
    x, y = (trace(at, "CLEVER") - trace(at, "input")).T
    np.testing.assert_allclose(np.abs(x), np.abs(y))
    assert "square" in words(at)


def test_arrow_buttons_and_numbers_move_the_input_and_the_address():
    at = opened(x="1.95", y="0")
    at.button(key="plane-right").click().run()
    at.button(key="plane-up").click().run()
    np.testing.assert_allclose(trace(at, "input"), [[2.0, 0.1]])
    at.number_input(key="plane-x").set_value(-0.35).run()
    np.testing.assert_allclose(trace(at, "input"), [[-0.35, 0.1]])
    assert at.query_params["x"] == ["-0.35"] or at.query_params["x"] == "-0.35"


def test_another_network_has_another_seed_and_other_points():
    at = opened(data="moons")
    before = trace(at, "class 0")
    until_learned(at.button(key="plane-again").click().run())
    assert not np.array_equal(trace(at, "class 0"), before)
    assert "seed" in at.query_params
    until_learned(at.button(key="plane-reset").click().run())
    np.testing.assert_array_equal(trace(at, "class 0"), before)


def test_another_data_set_has_three_classes():
    at = opened()
    until_learned(at.segmented_control(key="plane-data").set_value("blobs").run())
    assert len(trace(at, "class 2")) > 50


def test_the_example_of_a_wrong_clever_is_wrong():
    at = opened()
    until_learned(at.button(key="plane-wrong").click().run())
    clever, truth = map(float, said(at))
    assert clever > 1.05 * truth
    assert "sticks out" in words(at)
    assert "An estimate is not a bound" in words(at)


def test_arrows_and_mathematics_come_when_asked_for():
    at = opened()
    at.toggle(key="plane-arrows").set_value(True).run()
    assert len(trace(at, "samples")) > 5
    at.toggle(key="plane-maths").set_value(True).run()
    formulas = " ".join(element.value for element in at.latex)
    assert "g(x) - g(y)" in formulas
    assert "truth" in formulas


@pytest.mark.parametrize("query", [{"x": "nan"}, {"y": "7"}, {"seed": "-1"}, {"data": "suns"}])
def test_an_address_that_makes_no_sense_gives_the_pages_own(query):
    at = opened(**query)
    np.testing.assert_allclose(trace(at, "input"), [[0.5, 0.9]])
    assert "lies inside" in words(at)
