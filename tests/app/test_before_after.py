"""The page "Before and after", through the app, without a browser."""

import time
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from clever_engine.comparison.results import Verdict
from pages.before_after import choosing, services, words

ROOT = Path(__file__).resolve().parents[2]
LIGHT = {"before": "mlp-1024", "after": "mlp-1024", "count": "5", "attack": "no"}


@pytest.fixture(autouse=True)
def _root(monkeypatch):
    monkeypatch.chdir(ROOT)


def opened(**query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    at.switch_page("pages/before_after.py").run()
    assert not at.exception
    return at


def until_done(at: AppTest, seconds: float = 110.0) -> AppTest:
    deadline = time.monotonic() + seconds
    while any(button.key == "compare-stop" for button in at.button):
        assert time.monotonic() < deadline, "the comparison does not end"
        time.sleep(0.3)
        at.run()
    assert not at.exception
    return at


def said(at: AppTest) -> str:
    return " ".join(element.value for element in [*at.markdown, *at.caption, *at.get("html")])


def result(at: AppTest):
    return at.session_state["compare result"][1]


def test_an_address_is_followed_and_a_network_beside_itself_has_not_changed():
    at = until_done(opened(**LIGHT))
    comparison = result(at)
    assert comparison.pairs[0].verdict is Verdict.NO_MEASURABLE_CHANGE
    assert comparison.pairs[0].clever.difference == 0
    assert comparison.attack_steps == 0
    assert comparison.scores[0].labels.tolist() == [0, 1, 2, 3, 4]
    assert "No measurable change" in said(at)
    assert "No attacker was asked." in said(at)


def test_the_numbers_on_the_page_are_the_engines():
    at = until_done(opened(**{**LIGHT, "after": "cnn-7", "after-defense": "squeeze"}))
    pair = result(at).pairs[0]
    assert words.headline(pair) in said(at)
    assert f"{pair.clever.difference:+.3g}".lstrip("+-") in words.headline(pair)
    assert words.counts(pair.clever, True) in said(at)
    # The sets that accuracy is measured on are named, with their size.
    assert f"on {result(at).accuracy.sizes[1]:,}" in said(at)
    assert at.get("plotly_chart")


def test_a_preset_sets_both_sides_and_compares_at_once():
    at = until_done(opened(**{**LIGHT, "third": "mlp-2"}))
    at.button_group(key="compare preset").set_value("Go deeper").run()
    until_done(at)
    comparison = result(at)
    assert [side.model for side in comparison.sides] == ["mlp-1024", "cnn-7"]
    assert "More robust" in said(at) or "Less robust" in said(at) or "No measurable" in said(at)


def test_other_digits_for_one_side_are_compared_by_means_alone():
    at = until_done(opened(**{**LIGHT, "after-data": "digits-8x8"}))
    comparison = result(at)
    assert not comparison.paired
    assert {side.data for side in comparison.sides} == {"hands", "digits-8x8"}
    assert "only the means are compared" in said(at)


def test_other_norms_have_no_verdict():
    at = until_done(opened(**{**LIGHT, "after-norm": "linf"}))
    assert result(at).pairs[0].verdict is Verdict.NOT_COMPARABLE
    assert "Different norms have different units" in said(at)


def test_a_third_side_is_compared_with_the_first():
    at = until_done(opened(**{**LIGHT, "third": "cnn-7"}))
    comparison = result(at)
    assert [side.model for side in comparison.sides] == ["mlp-1024", "mlp-1024", "cnn-7"]
    assert [pair.after for pair in comparison.pairs] == [1, 2]


def test_an_address_that_names_nothing_known_is_said_and_the_usual_taken():
    at = until_done(opened(**{**LIGHT, "after": "no-such-network"}))
    assert any("no-such-network" in toast.value for toast in at.toast) or "mlp-1024" in said(at)
    assert {box.key: box.value for box in at.selectbox}["compare after"] == "cnn-7-robust"


def test_stopping_leaves_the_page_as_it_was():
    at = opened(**{**LIGHT, "after": "cnn-7-robust", "count": "50", "attack": "yes"})
    at.button(key="compare-stop").click().run()
    assert "Stopped." in [warning.value for warning in at.warning]
    assert not any(button.key == "compare-stop" for button in at.button)
    assert "compare result" not in at.session_state


@pytest.mark.parametrize("name", ["hands", "digits-8x8"])
def test_digits_are_chosen_class_by_class_and_the_same_each_time(name):
    chosen = services.first_digits(name, 20)
    assert sorted(chosen.labels) == sorted([*range(10), *range(10)])
    assert chosen.images.shape == (20, 1, 28, 28)
    again = services.first_digits.__wrapped__(name, 20)
    assert np.array_equal(chosen.images, again.images)
    later = services.first_digits(name, 20, 40)
    assert not np.array_equal(chosen.images, later.images)


def test_every_preset_names_networks_and_defenses_there_are():
    from clever_engine.comparison.defenses import find_defense
    from clever_engine.zoo.catalogue import find_entry

    for preset in choosing.PRESETS:
        for model, defense in (preset.before, preset.after):
            assert find_entry(model).sha256
            assert find_defense(defense)
