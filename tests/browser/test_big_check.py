"""The game as a player plays it: a bank, the pen, the bank's answer, and again."""

from __future__ import annotations

import time

import pytest
from conftest import NewPage
from forgery import Dab, checks, forge
from hands import PATIENCE_MS, Finger, draw_with_mouse, open_app, pad_named, wait_until_idle
from playwright.sync_api import Locator, Page, expect

from pages.big_check.words import dollars

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

SEARCH_MS = 120_000  # a busy machine with two cores
LEVEL = "one-of-three"


def enter(page: Page, url: str, seed: int) -> None:
    """Open the game by an address that everybody shares."""
    open_app(page, f"{url}/big-check?seed={seed}")
    expect(page.get_by_role("heading", name="The Big Check")).to_be_visible(timeout=PATIENCE_MS)


def pad_of(page: Page, digit: int) -> Locator:
    """The pad with the leading digit."""
    pad = pad_named(page, f"1st digit, a {digit}")
    expect(pad.locator("canvas")).to_be_visible(timeout=PATIENCE_MS)
    pad.locator("canvas").evaluate("canvas => canvas.scrollIntoView({ block: 'center' })")
    return pad


def hand_in(page: Page) -> float:
    """Hand the check in; return the seconds until the three columns are there."""
    start = time.monotonic()
    page.get_by_role("button", name="Hand it in").click()
    expect(page.get_by_text("How much the bank credits")).to_be_visible(timeout=PATIENCE_MS)
    return time.monotonic() - start


def see_the_result(page: Page, original: int, credited: int) -> None:
    """See the three columns, the amount, the table with its marks and the best tamper."""
    expect(page.get_by_text("Original check", exact=True)).to_be_visible()
    expect(page.get_by_text("Check given to the bank", exact=True)).to_be_visible()
    expect(page.locator(".credited .amount")).to_have_attribute("aria-label", dollars(credited))
    expect(page.get_by_text(f"the check was worth {dollars(original)}")).to_be_visible()
    expect(page.get_by_role("heading", name="The best tamper possible")).to_be_visible(
        timeout=SEARCH_MS
    )
    wait_until_idle(page)
    table = page.locator(".score-table")
    expect(table.locator("tbody tr")).to_have_count(len(str(original)))
    expect(table.get_by_text("▼ lowest")).to_have_count(1)
    expect(table.get_by_text("★ most")).to_have_count(1)


def test_a_whole_game_by_mouse(page: Page, app_url: str) -> None:
    game = checks(7, bank="plain", level=LEVEL)
    enter(page, app_url, 7)
    page.get_by_role("textbox", name="Your name on the board").fill("Mouse <i>")
    page.get_by_role("button", name="Take the check").click()
    for number, check in enumerate(game):
        pad = pad_of(page, check.digits[0])
        expect(page.get_by_text(f"Check {number + 1} of 5")).to_be_visible()

        def dab(place: Dab, pad: Locator = pad) -> None:
            draw_with_mouse(page, pad, [[place, place]])

        if number == 0:
            read = forge(page, pad, check, dab, bank="plain", level=LEVEL)
        else:
            read = str(check.amount)
        hand_in(page)
        if number in (0, 2, 4):  # the search for the best tamper takes most of the game's time
            see_the_result(page, check.amount, int(read))
        if number == 0:
            expect(page.get_by_role("heading", name="Congratulations")).to_be_visible()
        if number < 4:
            page.get_by_role("button", name="Next check").click()
    expect(page.get_by_text("in 5 checks")).to_be_visible()
    page.get_by_role("button", name="Play again").click()
    expect(page.get_by_role("button", name="Take the check")).to_be_visible()
    expect(page.locator("table.board")).to_contain_text("Mouse <i>")


def test_a_whole_game_by_touch_on_a_phone(new_page: NewPage, app_url: str) -> None:
    page = new_page("phone")
    game = checks(11, bank="plain", level=LEVEL)
    enter(page, app_url, 11)
    for bank in ("deep", "plain"):  # another one and back: the plain one answers soonest
        page.locator(f".st-key-bank-other-{bank}").get_by_role("button").tap()
        expect(page.locator(f".st-key-bank-taken-{bank}")).to_be_visible()
    page.get_by_role("button", name="Take the check").tap()
    finger = Finger(page)
    for number, check in enumerate(game):
        pad = pad_of(page, check.digits[0])
        expect(page.get_by_text(f"Check {number + 1} of 5")).to_be_visible()

        def dab(place: Dab, pad: Locator = pad) -> None:
            pad.locator("canvas").evaluate("canvas => canvas.scrollIntoView({ block: 'center' })")
            finger.draw(pad, [[place, place]])

        read = str(check.amount)
        if number == 0:
            read = forge(page, pad, check, dab, bank="plain", level=LEVEL)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        hand_in(page)
        if number in (0, 3):  # the game by mouse waits for others
            see_the_result(page, check.amount, int(read))
        if number < 4:
            page.get_by_role("button", name="Next check").tap()
    expect(page.get_by_text("in 5 checks")).to_be_visible()
    page.get_by_role("button", name="Play again").tap()
    expect(page.get_by_role("button", name="Take the check")).to_be_visible()


def test_the_game_by_keyboard_and_over_the_budget(page: Page, app_url: str) -> None:
    (check, *_) = checks(7, bank="plain", level=LEVEL)
    enter(page, app_url, 7)
    begin = page.get_by_role("button", name="Take the check")
    begin.focus()
    page.keyboard.press("Enter")
    pad = pad_of(page, check.digits[0])
    pad.locator("canvas").focus()
    for row in range(6):
        page.keyboard.down(" ")
        for _ in range(20):
            page.keyboard.press("ArrowRight" if row % 2 else "ArrowLeft")
        page.keyboard.up(" ")
        page.keyboard.press("ArrowDown")
    expect(pad.get_by_text("The teller notices")).to_be_visible()
    page.get_by_role("button", name="Hand it in").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The teller noticed")).to_be_visible()
    see_the_result(page, check.amount, 0)


def test_two_players_at_once_each_have_their_own_check(new_page: NewPage, app_url: str) -> None:
    first, second = new_page(), new_page("phone")
    for page, seed in ((first, 7), (second, 8)):
        enter(page, app_url, seed)
        page.get_by_role("button", name="Take the check").click()
    for page, seed in ((first, 7), (second, 8)):
        (check, *_) = checks(seed, bank="plain", level=LEVEL)
        pad_of(page, check.digits[0])
        hand_in(page)
        see_the_result(page, check.amount, check.amount)
