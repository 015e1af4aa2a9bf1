"""The lesson's page "Inside CLEVER" as a visitor uses it: leaf through, click, move sliders."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hands import PATIENCE_MS, open_app, wait_until_idle
from playwright.sync_api import Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SAMPLING_MS = 120_000  # a busy machine with two cores
TITLES = (
    "The lead",
    "Small changes at random",
    "Slopes",
    "The steepest one",
    "The score",
    "Straight lines",
)


def open_part(page: Page, url: str, part: int, query: str = "") -> None:
    open_app(page, f"{url}/inside-clever?part={part}{query}")
    expect(page.locator(".lesson-title")).to_have_text(TITLES[part - 1], timeout=PATIENCE_MS)
    if part == 2:
        expect(page.locator(".inside-grid img")).to_have_count(12, timeout=PATIENCE_MS)
    else:
        expect(chart(page)).to_be_visible(timeout=SAMPLING_MS)
    wait_until_idle(page)


def chart(page: Page) -> Locator:
    return page.locator("[class*='st-key-inside-chart'] .main-svg").first


def slider(page: Page, name: str) -> Locator:
    return page.get_by_role("slider", name=name)


def test_a_click_on_a_bar_compares_with_that_digit(page: Page, app_url: str) -> None:
    open_part(page, app_url, 1)
    lead = page.locator(".inside-sum small").nth(1)
    expect(lead).to_have_text("its lead over 9")
    bar = page.locator(".st-key-inside-chart-lead .barlayer .point path").nth(3)
    box = bar.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(lead).to_have_text("its lead over 3", timeout=PATIENCE_MS)
    wait_until_idle(page)
    assert "target=3" in page.url
    expect(page.get_by_role("radio", name="3").last).to_be_checked()


@pytest.mark.parametrize(
    ("part", "name", "value"),
    [(2, "Radius of the ball", "5"), (3, "Points sampled", "50"), (4, "Batches", "32")],
)
def test_a_slider_begins_where_the_step_does(
    page: Page, app_url: str, part: int, name: str, value: str
) -> None:
    # A seed nobody used: the sampling ends while the page is already drawn.
    open_part(page, app_url, part, f"&seed={70 + part}")
    expect(slider(page, name)).to_have_attribute("aria-valuetext", value)


def test_points_by_keyboard_fill_the_histogram_and_the_button_replays_it(
    page: Page, app_url: str
) -> None:
    open_part(page, app_url, 3)
    caption = page.locator(".inside-point figcaption").first
    expect(caption).to_have_text("point 50")
    slider(page, "Points sampled").focus()
    page.keyboard.press("ArrowRight")
    expect(caption).to_have_text("point 80", timeout=PATIENCE_MS)
    expect(page.locator(".lesson-title")).to_have_text("Slopes")  # the arrow was the slider's
    wait_until_idle(page)
    heights = (
        "[...document.querySelectorAll('.barlayer .point path')]"
        ".reduce((sum, path) => sum + path.getBBox().height, 0)"
    )
    full = page.evaluate(heights)
    page.locator(".updatemenu-button").click()
    page.wait_for_function(f"{heights} < {0.5 * full}", timeout=PATIENCE_MS)
    page.wait_for_function(f"{heights} > {0.99 * full}", timeout=PATIENCE_MS)


def test_other_seeds_are_a_dozen_marks(page: Page, app_url: str) -> None:
    open_part(page, app_url, 4)
    page.get_by_role("button", name="Again with other seeds").click()
    expect(page.get_by_text("A dozen other seeds")).to_be_visible(timeout=SAMPLING_MS)
    marks = page.locator(".st-key-inside-chart .x3y .scatterlayer .points path")
    expect(marks).to_have_count(12, timeout=PATIENCE_MS)


def test_a_small_radius_cuts_the_score(page: Page, app_url: str) -> None:
    open_part(page, app_url, 5)
    expect(page.get_by_text("Not cut.")).to_be_visible()
    slider(page, "Radius of the ball").focus()
    page.keyboard.press("Home")
    expect(page.locator(".inside-sum .result.cut b")).to_have_text("0.250", timeout=PATIENCE_MS)
    wait_until_idle(page)
    assert "radius=0.25" in page.url


def test_straight_lines_lead_to_the_same_score_on_measure(page: Page, app_url: str) -> None:
    open_part(page, app_url, 6, "&hand=3")
    charts = page.locator(".st-key-inside-chart .js-plotly-plot")
    expect(charts).to_have_count(2)
    score = page.locator(".inside-sum .result b").inner_text()
    page.get_by_role("button", name="Measure this digit").click()
    expect(page.get_by_role("heading", name="Measure a digit")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text("Your last measurement")).to_be_visible(timeout=SAMPLING_MS)
    expect(page.locator(".score").first).to_have_text(score, timeout=PATIENCE_MS)


def test_every_part_fits_the_screen_forward_and_back(
    page: Page, phone_page: Page, app_url: str
) -> None:
    open_part(page, app_url, 1)
    main = page.get_by_test_id("stMain")
    for button in ("Next", "Back"):
        for number, _ in enumerate(leafed(page, button), start=1):
            too_high = main.evaluate("main => main.scrollHeight - main.clientHeight")
            assert too_high <= 0, f"{number} by {button}"
        if button == "Next":
            expect(page.locator(".inside-sum .result")).to_be_visible(timeout=SAMPLING_MS)
            page.get_by_text("Show the mathematics").click()
            expect(page.locator(".katex-display").first).to_be_visible(timeout=PATIENCE_MS)
    for part in range(1, 7):
        open_part(phone_page, app_url, part)
        width = phone_page.evaluate("document.documentElement.scrollWidth")
        assert width <= phone_page.viewport_size["width"], "the page must not scroll sideways"


def leafed(page: Page, button: str) -> Iterator[None]:
    """Stop at each part, the one that is open first, up to the end that the button leads to."""
    names = TITLES if button == "Next" else TITLES[::-1]
    for name in names:
        expect(page.locator(".lesson-title")).to_have_text(name, timeout=PATIENCE_MS)
        if name == TITLES[1]:
            expect(page.locator(".inside-grid img")).to_have_count(12, timeout=PATIENCE_MS)
        else:
            expect(chart(page)).to_be_visible(timeout=SAMPLING_MS)
        wait_until_idle(page)
        yield
        if name != names[-1]:
            page.get_by_role("button", name=button).click()
