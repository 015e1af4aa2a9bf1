"""The whole lesson, forward and back, by button, arrow key and clicker."""

from __future__ import annotations

import pytest
from hands import open_app, wait_until_idle
from playwright.sync_api import Page, expect

from pages.lesson.stops import STOPS, Stop

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

PATIENCE_MS = 60_000


def expect_stop(page: Page, number: int) -> None:
    """See the head of a stop, and its address."""
    stop = STOPS[number]
    place = page.locator(".lesson-place")
    expect(place).to_contain_text(f"{number + 1} of {len(STOPS)}", timeout=PATIENCE_MS)
    expect(page.locator(".lesson-title")).to_be_visible()
    wait_until_idle(page)
    assert f"/{stop.page}" in page.url
    if stop.part > 1:
        assert f"part={stop.part}" in page.url
    assert page.locator("[data-testid='stException']").count() == 0


def address(url: str, stop: Stop) -> str:
    return f"{url}/{stop.page}" + (f"?part={stop.part}" if stop.part else "")


def test_the_whole_lesson_forward_by_button_and_back_by_keys(page: Page, app_url: str) -> None:
    open_app(page, address(app_url, STOPS[0]))
    expect_stop(page, 0)
    expect(page.get_by_role("button", name="Back", exact=True)).to_be_disabled()
    for number in range(1, len(STOPS)):
        page.get_by_role("button", name="Next", exact=True).click()
        expect_stop(page, number)
    expect(page.get_by_role("button", name="Next", exact=True)).to_be_disabled()
    page.locator(".lesson-title").click()  # so that no slider has the keys
    for number in reversed(range(len(STOPS) - 1)):
        page.keyboard.press("PageUp" if number % 2 else "ArrowLeft")
        expect_stop(page, number)
    page.keyboard.press("ArrowRight")
    expect_stop(page, 1)


@pytest.mark.parametrize("number", [4, 9])
def test_every_stop_has_an_address_of_its_own(page: Page, app_url: str, number: int) -> None:
    open_app(page, address(app_url, STOPS[number]))
    expect_stop(page, number)


def test_a_slider_keeps_its_arrow_keys(page: Page, app_url: str) -> None:
    number = next(
        k for k, stop in enumerate(STOPS) if stop.page == "inside-clever" and stop.part == 2
    )
    open_app(page, address(app_url, STOPS[number]))
    expect_stop(page, number)
    page.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowRight")
    wait_until_idle(page)
    expect_stop(page, number)
