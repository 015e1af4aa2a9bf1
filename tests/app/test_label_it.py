"""The page "Label it!" through the app, without a browser."""

import re
import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from clever_engine.lesson.twins import load_twins, make_round
from pages.lesson.label_it import services

ROOT = Path(__file__).resolve().parents[2]
TWINS = load_twins()


@pytest.fixture(autouse=True)
def _root(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.fixture
def offline(tmp_path, monkeypatch):
    monkeypatch.setattr(services, "weights_folders", lambda: (tmp_path,))


def opened(**query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    at.switch_page("pages/label_it.py").run()
    assert not at.exception
    return at


def words(at: AppTest) -> str:
    elements = [*at.markdown, *at.caption, *at.get("html"), *at.info, *at.warning]
    return " ".join(element.value for element in elements)


def address(at: AppTest, name: str) -> str | None:
    told = at.query_params.get(name)
    return told[0] if isinstance(told, list) else told


def answer(at: AppTest, digit: int) -> AppTest:
    return at.button(key=f"label-{digit}").click().run()


def played(at: AppTest, answers: list[int]) -> AppTest:
    for digit in answers:
        answer(at, digit)
        at.button(key="label-on").click().run()
        assert not at.exception
    return at


def test_the_first_digit_gives_nothing_away():
    at = opened()
    picture = next(e.value for e in at.get("html") if "label-digit" in e.value)
    assert re.search(r"alt='([^']*)'", picture)[1] == "A handwritten digit"
    assert services.digit(make_round(TWINS, 0)[0].image) in picture
    assert "AI model says" not in words(at)
    assert [at.button(key=f"label-{k}").label for k in range(10)] == list("0123456789")
    assert address(at, "seed") is None


def test_the_visitor_answers_then_the_network():
    cards = make_round(TWINS, 3)
    at = opened(seed="3")
    for card in cards:
        answer(at, card.truth)
        told = next(e.value for e in at.get("html") if "label-said" in e.value)
        said = "Surprisingly, AI model says" if card.fooled else "AI model says"
        assert said in told
        assert ("Surprisingly" in told) == card.fooled
        assert re.search(r"class='ai \w+'>(\d)<", told)[1] == str(card.label)
        assert not [button for button in at.button if button.key == "label-0"]
        at.button(key="label-on").click().run()
    twins = sum(card.fooled for card in cards)
    assert f"You 8, AI {8 - twins}" in words(at)


def test_the_score_counts_what_was_wrong():
    cards = make_round(TWINS, 0)
    at = played(opened(), [(card.truth + (k < 3)) % 10 for k, card in enumerate(cards)])
    right = sum(not card.fooled for card in cards)
    assert f"You 5, AI {right}" in words(at)


def test_each_card_is_opened_up_with_its_numbers():
    cards = make_round(TWINS, 5)
    at = played(opened(seed="5"), [card.truth for card in cards])
    attacks = services.record()["attacks"]
    for number, card in enumerate(cards, start=1):
        at.segmented_control(key="label-look").set_value(number).run()
        assert not at.exception
        assert address(at, "card") == str(number)
        told = words(at)
        if card.twin is None:
            assert "Nobody has changed this one" in told
            continue
        change = card.twin.change
        assert f"L2 {change.l2:.2f} · L∞ {change.linf:.2f}" in told
        assert f"the digit has {change.whole:.0f}" in told
        assert attacks[card.twin.method]["title"] in told
        assert services.titles()[card.network] in told
        assert re.search(r"magnified \d+ times", told)


def test_the_last_card_is_the_hardened_networks():
    at = opened(seed="5", card="9")
    changed = [card for card in make_round(TWINS, 5) if card.twin]
    card = min(changed, key=lambda card: card.twin.change.l2)
    assert "hardened network was trained on attacked digits" in words(at)
    times = card.hardened.change.l2 / card.twin.change.l2
    assert f"must change <b>{times:.1f} times</b> as much" in words(at)
    assert "You 8" not in words(at)  # whoever follows a link has not played
    assert "python -m clever_engine.lesson.twins" in at.code[0].value


def test_another_round_and_the_same_one_again():
    at = opened(seed="7", card="2")
    at.button(key="label-again").click().run()
    assert address(at, "seed") == "8"
    assert address(at, "card") is None
    played(at, [card.truth for card in make_round(TWINS, 8)])
    at.button(key="label-same").click().run()
    assert address(at, "seed") == "8"
    assert "Which digit is this?" in words(at)


@pytest.mark.parametrize("seed", ["", "-1", "²", "99999999999", "x"])
def test_an_address_without_sense_opens_the_first_round(seed):
    at = opened(seed=seed)
    assert address(at, "seed") is None
    assert at.toast[0].value.startswith("Expected seed in the address as a whole number from 0")
    assert services.digit(make_round(TWINS, 0)[0].image) in words(at)


def test_a_round_is_kept_while_another_page_is_looked_at():
    at = opened(seed="4")
    answer(at, 1)
    at.switch_page("pages/drawing_a_line.py").run()
    at.switch_page("pages/label_it.py").run()
    assert "You say" in words(at)


def test_without_weights_it_says_so_and_offers_a_download(offline):
    at = opened()
    at.segmented_control(key="label mode").set_value("photo").run()
    assert not at.exception
    assert address(at, "with") == "photo"
    assert "not on this computer" in words(at)
    assert "98 MB" in at.button(key="label-download").label


def test_a_download_that_fails_says_why(offline, tmp_path, monkeypatch):
    from clever_engine.lesson import imagenet

    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(imagenet, "weights_url", lambda: "http://127.0.0.1:9/resnet50-0a0a0a0a.pth")
    monkeypatch.setattr(imagenet, "weights_folders", lambda: (tmp_path,))
    at = opened()
    at.segmented_control(key="label mode").set_value("photo").run()
    at.button(key="label-download").click().run()
    deadline = time.monotonic() + 60
    while not at.warning and time.monotonic() < deadline:
        time.sleep(0.3)
        at.run()
    assert "could not be downloaded" in at.warning[0].value
    at.segmented_control(key="label mode").set_value("digits").run()
    assert "Which digit is this?" in words(at)
