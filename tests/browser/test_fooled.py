"""When CLEVER is fooled, as a visitor meets it: leaf through, move the sliders, on any screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from hands import PATIENCE_MS, open_app, wait_until_idle
from playwright.sync_api import Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

MEASURING_MS = 240_000  # a busy machine with two cores


@pytest.fixture(scope="module")
def fooled_url(serve) -> str:
    """Address of the app with a made-up benchmark."""
    return serve(Path(__file__).with_name("accuracy_app.py"))


def open_part(page: Page, url: str, query: str) -> Locator:
    """Open a part by its address; return its figure."""
    open_app(page, f"{url}/fooled?{query}")
    figure = page.locator(".st-key-fooled-chart .js-plotly-plot .main-svg").first
    expect(figure).to_be_visible(timeout=MEASURING_MS)
    return figure


def value_of(page: Page, name: str) -> Locator:
    """The number in the row of this name."""
    return page.locator(".fooled-rows > div", has_text=name).locator("b")


def test_the_four_parts_follow_each_other(page: Page, fooled_url: str) -> None:
    open_part(page, fooled_url, "part=2")
    for title in ("Too large a ball", "Ask an attacker"):
        page.get_by_role("button", name="Next").click()
        expect(page.locator(".lesson-title")).to_have_text(title, timeout=PATIENCE_MS)
    expect(page.locator(".fooled-tools")).to_be_visible(timeout=PATIENCE_MS)


def test_the_slider_of_confidence_moves_by_keyboard_and_only_probabilities_move(
    page: Page, fooled_url: str
) -> None:
    open_part(page, fooled_url, "part=2&factor=1")
    on_logits = value_of(page, "CLEVER on logits").inner_text()
    on_probabilities = value_of(page, "CLEVER on probabilities: lead").inner_text()
    slider = page.get_by_role("slider").first
    slider.focus()
    page.keyboard.press("End")
    expect(value_of(page, "CLEVER on probabilities: lead")).to_have_text("∞", timeout=PATIENCE_MS)
    assert on_probabilities != "∞"
    expect(value_of(page, "CLEVER on logits")).to_have_text(on_logits)
    wait_until_idle(page)
    assert "factor=50" in page.url


def test_every_part_fits_the_screen_s_width(new_page, fooled_url: str) -> None:
    for device in ("desktop", "phone"):
        page = new_page(device)
        for part in (2, 3, 4):
            open_part(page, fooled_url, f"part={part}")
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= page.viewport_size["width"], (device, part)


def test_a_hidden_gradient_shows_its_twin_and_its_warning(
    phone_page: Page, fooled_url: str
) -> None:
    open_part(phone_page, fooled_url, "part=1&digit=5")
    expect(value_of(phone_page, "CLEVER as published")).to_have_text("∞")
    expect(phone_page.locator(".fooled-digits img")).to_have_count(2)
    expect(phone_page.get_by_text("All slopes are zero")).to_be_visible()
