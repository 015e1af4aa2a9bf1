"""No violation of axe-core's rules on any page, light or dark, nor in what visitors make of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe import violations, violations_everywhere
from conftest import NewPage, Scheme
from hands import PATIENCE_MS, SEVEN, draw_with_mouse, open_app, pad_named, wait_until_idle
from playwright.sync_api import Page, expect

from pages.lesson.stops import parts
from pages.shared import menu

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

MEASURING_MS = 120_000  # a busy machine with two cores
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
BEGUN = "[data-testid='stMain'] :is(h1, [data-testid='stAlert'])"


PHONES = ("", "measure", "label-it", "join", "accuracy")
"""Pages looked at on a phone as well, whose layout there is one of its own."""


UNFOLDED = ("measure", "big-check", "accuracy", "before-after", "take-aways")
"""Pages with most that is folded, looked at with all of it open."""


def addresses() -> list[str]:
    """Every page of the menu; of a page with several screens the first, whose parts all have."""
    return [
        f"{page}?part={stops[0].part}" if (stops := parts(page)) and stops[0].part else page
        for page in ("", *menu.titles())
    ]


def open_page(page: Page, url: str, address: str) -> None:
    """Open a page and wait until it shows its content and measures nothing any more."""
    open_app(page, f"{url}/{address}")
    expect(page.locator(BEGUN).first).to_be_visible(timeout=PATIENCE_MS)
    rest(page)


def rest(page: Page) -> None:
    """Wait until nothing is being measured."""
    expect(page.get_by_role("button", name="Stop", exact=True)).to_have_count(
        0, timeout=MEASURING_MS
    )
    wait_until_idle(page)


def report(found: list[str], *where: str) -> list[str]:
    """Say of each violation where it is."""
    return [f"{', '.join(where)}: {each}" for each in found]


def passes(found: list[str]) -> bool:
    """Print what was found; return whether it is nothing."""
    print(*found, sep="\n")
    return not found


@pytest.mark.parametrize("address", addresses())
def test_a_page(new_page: NewPage, app_url: str, address: str) -> None:
    page = new_page()
    page.emulate_media(color_scheme="light")
    open_page(page, app_url, address)
    look = violations_everywhere if address in UNFOLDED else violations
    found = report(look(page), f"/{address}", "light")
    # In the dark what folds is the same but for its colours, of which there are few.
    page.emulate_media(color_scheme="dark")
    open_page(page, app_url, address)
    found += report(violations(page), f"/{address}", "dark")
    if address in PHONES:  # each pass takes seconds, and all tests a quarter of an hour
        phone = new_page("phone")
        open_page(phone, app_url, address)
        found += report(violations(phone), f"/{address}", "phone")
    assert passes(found)


def test_the_mathematics(page: Page, app_url: str) -> None:
    found = []
    for address in ("drawing-a-line", "inside-clever?part=1", "sandwich", "fooled?part=1"):
        open_page(page, app_url, address)
        page.get_by_text("Show the mathematics").click()
        expect(page.locator(".katex").first).to_be_visible(timeout=PATIENCE_MS)
        found += report(violations(page), f"/{address} with its mathematics")
    assert passes(found)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_menu(new_page: NewPage, app_url: str, scheme: Scheme) -> None:
    page = new_page("desktop", scheme)
    open_page(page, app_url, "")
    page.get_by_role("button", name="Lesson", exact=True).click()
    expect(page.get_by_role("menuitem", name="Label it!")).to_be_visible()
    found = report(violations(page), "the menu's lesson", scheme)
    page = new_page("phone", scheme)
    open_page(page, app_url, "")
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(page.get_by_role("link", name="Label it!")).to_be_visible()
    found += report(violations(page), "the menu on a phone", scheme)
    assert passes(found)


@pytest.mark.parametrize("scheme", SCHEMES[:1])
def test_a_measurement(new_page: NewPage, app_url: str, scheme: Scheme, photo: Path) -> None:
    page = new_page("desktop", scheme)
    open_page(page, app_url, "measure?model=mlp-1024&effort=quick")
    draw_with_mouse(page, pad_named(page, "Drawing pad"), SEVEN)
    expect(page.locator(".st-key-reading")).to_contain_text("7")
    page.get_by_role("button", name="Score", exact=True).click()
    expect(page.get_by_text("An example, measured beforehand")).to_have_count(0)
    rest(page)
    found = report(violations_everywhere(page), "a score", scheme)
    for source in ("Gallery", "Camera", "Upload"):
        page.get_by_text(source, exact=True).first.click()
        wait_until_idle(page)
        found += report(violations(page), source, scheme)
    page.locator("input[type=file]").set_input_files(photo)
    expect(page.get_by_alt_text("boxes around the 1 digits")).to_be_visible(timeout=PATIENCE_MS)
    found += report(violations(page), "a photo", scheme)
    assert passes(found)


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A digit on grey paper."""
    import numpy as np
    from PIL import Image

    from clever_engine.handwriting.sets import load_handwriting

    digit = Image.fromarray((load_handwriting().images[2, 4, 0] * 255).astype(np.uint8))
    sheet = np.full((300, 400), 230, dtype=np.uint8)
    sheet[90:202, 140:252] -= (np.asarray(digit.resize((112, 112))) * 0.8).astype(np.uint8)
    path = tmp_path_factory.mktemp("photo") / "photo.jpg"
    Image.fromarray(sheet).save(path)
    return path


@pytest.mark.parametrize("scheme", SCHEMES[:1])
def test_a_game(new_page: NewPage, app_url: str, scheme: Scheme) -> None:
    page = new_page("desktop", scheme)
    open_page(page, app_url, "big-check?seed=7")
    page.get_by_role("button", name="Take the check").click()
    found = []
    for check in range(5):
        expect(page.get_by_text(f"Check {check + 1} of 5")).to_be_visible(timeout=PATIENCE_MS)
        if check == 0:
            found += report(violations(page), "the desk", scheme)
            page.get_by_role("button", name="Hint").click()
            expect(page.locator(".scores")).to_be_visible(timeout=MEASURING_MS)
            page.get_by_role("button", name="Peek").click()
            expect(page.get_by_text("The bank would read")).to_be_visible(timeout=PATIENCE_MS)
            found += report(violations(page), "the desk with hint and peek", scheme)
        page.get_by_role("button", name="Hand it in").click()
        if check == 0:
            best = page.get_by_role("heading", name="The best tamper possible")
            expect(best).to_be_visible(timeout=MEASURING_MS)
            rest(page)
            found += report(violations_everywhere(page), "the verdict", scheme)
        if check < 4:
            page.get_by_role("button", name="Next check").click()
    page.get_by_role("button", name="Play again").click()
    expect(page.locator("table.board")).to_be_visible(timeout=PATIENCE_MS)
    found += report(violations(page), "the scoreboard", scheme)
    assert passes(found)


@pytest.mark.parametrize("scheme", SCHEMES[1:])
def test_a_quiz(new_page: NewPage, app_url: str, scheme: Scheme) -> None:
    page = new_page("desktop", scheme)
    open_page(page, app_url, "label-it?seed=3")
    found = []
    for card in range(8):
        page.locator(".st-key-label-7 button").click()
        expect(page.locator(".label-said")).to_be_visible(timeout=PATIENCE_MS)
        if card == 0:
            found += report(violations(page), "an answer", scheme)
        page.locator(".st-key-label-on button").click()
    expect(page.locator(".label-end")).to_be_visible(timeout=PATIENCE_MS)
    found += report(violations_everywhere(page), "the end of the round", scheme)
    assert passes(found)
