"""The page "Label it!" as a visitor uses it: by mouse, by keyboard, on a phone."""

from __future__ import annotations

import pytest
from hands import PATIENCE_MS, open_app, wait_until_idle
from playwright.sync_api import Locator, Page, expect

from clever_engine.lesson.twins import load_twins, make_round

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def open_quiz(page: Page, url: str, query: str = "") -> None:
    open_app(page, f"{url}/label-it{query}")
    expect(page.locator("img.label-digit")).to_be_visible(timeout=PATIENCE_MS)


def press_until(page: Page, key: str, seen: Locator) -> None:
    """Press a key until it shows: on a busy machine the page may not listen yet.

    A second press does nothing, because the button that the first one pressed is gone.
    """
    for _ in range(20):
        wait_until_idle(page)
        page.keyboard.press(key)
        try:
            expect(seen).to_be_visible(timeout=3000)
        except AssertionError:
            continue
        return
    raise AssertionError(f"{key} does nothing")


def play(page: Page, answers: list[int]) -> None:
    """Answer every digit and go on, with the keyboard alone."""
    for digit in answers:
        expect(page.get_by_text("Which digit is this?")).to_be_visible(timeout=PATIENCE_MS)
        press_until(page, str(digit), page.locator(".label-said"))
        press_until(page, "Enter", page.locator(".st-key-label-keys, .label-end"))


def test_a_whole_round_by_keyboard(page: Page, app_url: str) -> None:
    cards = make_round(load_twins(), 3)
    open_quiz(page, app_url, "?seed=3")
    assert page.locator("img.label-digit").get_attribute("alt") == "A handwritten digit"
    play(page, [card.truth for card in cards])
    right = sum(not card.fooled for card in cards)
    expect(page.get_by_text(f"You 8, AI {right}")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator(".label-row figure")).to_have_count(3)
    wait_until_idle(page)
    assert "seed=3" in page.url
    page.get_by_role("radio", name="+").or_(page.get_by_role("button", name="+")).first.click()
    expect(page.locator(".label-row figure")).to_have_count(6, timeout=PATIENCE_MS)


def test_by_mouse_and_the_buttons_are_large(page: Page, app_url: str) -> None:
    open_quiz(page, app_url)
    button = page.locator(".st-key-label-7 button")
    box = button.bounding_box()
    assert box is not None
    assert box["width"] >= 44
    assert box["height"] >= 44
    button.click()
    expect(page.locator(".label-said")).to_be_visible(timeout=PATIENCE_MS)


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_quiz_and_reveal_fit_the_screen(new_page, app_url: str, device: str) -> None:
    page = new_page(device)
    open_quiz(page, app_url)
    height = page.viewport_size["height"]
    last = page.locator(".st-key-label-9 button").bounding_box()
    assert last is not None
    assert last["y"] + last["height"] <= height
    for query in ("?seed=2&card=2", "?seed=2&card=9"):
        open_app(page, f"{app_url}/label-it{query}")
        facts = page.locator(".label-facts")
        expect(facts).to_be_visible(timeout=PATIENCE_MS)
        box = facts.bounding_box()
        assert box is not None
        if device == "desktop":
            assert box["y"] + box["height"] <= height
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= page.viewport_size["width"], "the page must not scroll sideways"
