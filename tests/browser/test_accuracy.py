"""The page "Accuracy is not robustness" as a visitor uses it, by mouse, keyboard and finger."""

from __future__ import annotations

from pathlib import Path

import pytest
from hands import PATIENCE_MS, Finger, open_app, wait_until_idle
from playwright.sync_api import Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

MEASURING_MS = 120_000  # a busy machine with two cores


@pytest.fixture(scope="module")
def accuracy_url(serve) -> str:
    """Address of the app with a made-up benchmark."""
    return serve(Path(__file__).with_name("accuracy_app.py"))


def open_accuracy(page: Page, url: str, query: str = "") -> Locator:
    """Open the page by its address; return the scatter's marks."""
    open_app(page, f"{url}/accuracy{query}")
    marks = page.locator(".st-key-zoo-chart .scatterlayer .trace:nth-child(2) .points path")
    expect(marks.first).to_be_visible(timeout=PATIENCE_MS)
    return marks


def click_the_mark(page: Page, marks: Locator, number: int) -> None:
    """Click where a mark is drawn; plotly listens on a layer above it."""
    marks.nth(number).evaluate("mark => mark.scrollIntoView({ block: 'center' })")
    box = marks.nth(number).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def card(page: Page) -> Locator:
    return page.locator(".st-key-zoo-card .zoo-title")


def test_a_click_on_a_mark_shows_its_card_and_the_address_names_it(
    page: Page, accuracy_url: str
) -> None:
    marks = open_accuracy(page, accuracy_url)
    expect(card(page)).to_have_text("Deep network")
    assert marks.count() >= 18
    click_the_mark(page, marks, 0)
    expect(card(page)).to_have_text("Plain perceptron", timeout=PATIENCE_MS)
    wait_until_idle(page)
    expect(page.get_by_role("combobox", name="Network")).to_have_value("Plain perceptron")
    assert "network=mlp-1024" in page.url
    click_the_mark(page, marks, 2)
    expect(card(page)).to_have_text("Perceptron, two hidden layers", timeout=PATIENCE_MS)


def test_a_network_by_keyboard(page: Page, accuracy_url: str) -> None:
    open_accuracy(page, accuracy_url)
    box = page.get_by_role("combobox", name="Network")
    box.focus()
    page.keyboard.type("TRADES")
    page.keyboard.press("Enter")
    expect(card(page)).to_have_text("TRADES network", timeout=PATIENCE_MS)


def test_names_do_not_cover_each_other_and_the_page_fits(new_page, accuracy_url: str) -> None:
    for device in ("desktop", "phone"):
        page = new_page(device)
        open_accuracy(page, accuracy_url)
        names = page.locator(".st-key-zoo-chart .annotation-text")
        boxes = [
            name.bounding_box()
            for name in names.all()
            if name.evaluate("name => getComputedStyle(name).visibility") == "visible"
        ]
        shown = [box for box in boxes if box is not None]
        assert len(shown) >= 8
        for number, one in enumerate(shown):
            for other in shown[number + 1 :]:
                across = one["x"] < other["x"] + other["width"] - 2
                back = other["x"] < one["x"] + one["width"] - 2
                down = one["y"] < other["y"] + other["height"] - 4
                up = other["y"] < one["y"] + one["height"] - 4
                assert not (across and back and down and up), (one, other)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= page.viewport_size["width"], "the page must not scroll sideways"


def test_a_finger_scrolls_over_the_chart_and_a_tap_chooses(
    phone_page: Page, accuracy_url: str
) -> None:
    marks = open_accuracy(phone_page, accuracy_url)
    marks.first.evaluate("mark => mark.scrollIntoView({ block: 'center' })")
    main = phone_page.get_by_test_id("stMain")
    before = main.evaluate("main => main.scrollTop")
    finger = Finger(phone_page)
    finger.send("touchStart", (200, 600, 0))
    for y in range(590, 300, -20):
        finger.send("touchMove", (200, y, 0))
    finger.send("touchEnd")
    phone_page.wait_for_timeout(500)
    assert main.evaluate("main => main.scrollTop") > before + 100
    marks.first.evaluate("mark => mark.scrollIntoView({ block: 'center' })")
    phone_page.touchscreen.tap(*resting_place(marks.first))
    expect(card(phone_page)).to_have_text("Plain perceptron", timeout=PATIENCE_MS)


def resting_place(mark: Locator) -> tuple[float, float]:
    """The middle of a mark once the page has stopped moving beneath it."""
    before, place = None, _middle(mark)
    while place != before:
        mark.page.wait_for_timeout(300)
        before, place = place, _middle(mark)
    return place


def _middle(mark: Locator) -> tuple[float, float]:
    box = mark.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_examples_are_measured_by_the_network_chosen(page: Page, accuracy_url: str) -> None:
    open_accuracy(page, accuracy_url, "?network=mlp-1024")
    page.get_by_role("button", name="Show it reading digits").click()
    digits = page.locator(".zoo-digit")
    expect(digits).to_have_count(4, timeout=MEASURING_MS)
    expect(digits.first).to_contain_text("changed by")
    assert digits.locator("img").count() == 8
