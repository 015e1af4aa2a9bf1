""" "Drawing a line" as a visitor uses it: click, change the norm, train, share the address."""

from __future__ import annotations

import pytest
from conftest import NewPage
from hands import open_app, wait_until_idle
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

LEARNING_MS = 120_000  # a busy machine with two cores
PLOT = "[data-testid='stPlotlyChart'] .js-plotly-plot"
VIEW = 2.0

Place = tuple[float, float]


def open_plane(page: Page, url: str, query: str = "") -> None:
    """Open the page and wait until a trained network is drawn with its balls."""
    open_app(page, f"{url}/drawing-a-line{query}")
    wait_until_learned(page)


def wait_until_learned(page: Page) -> None:
    expect(page.locator(".plane-verdict:not(.learning)")).to_be_visible(timeout=LEARNING_MS)
    wait_until_idle(page)
    page.wait_for_function(
        f"document.querySelector(\"{PLOT}\")?.data?.some(t => t.name === 'CLEVER')",
        timeout=LEARNING_MS,
    )


def outline(page: Page, name: str) -> list[Place]:
    """The corners of one trace of the picture."""
    xs, ys = page.evaluate(
        f"""name => {{
            const trace = document.querySelector("{PLOT}")._fullData.find(t => t.name === name);
            return [Array.from(trace.x), Array.from(trace.y)];
        }}""",
        name,
    )
    return list(zip(xs, ys, strict=True))


def click_at(page: Page, x: float, y: float, *, tap: bool = False) -> None:
    """Click the picture where the plane has these coordinates."""
    box = page.get_by_role("application").bounding_box()
    assert box is not None
    assert box["width"] == pytest.approx(box["height"], abs=2)
    across = box["x"] + (x + VIEW) / (2 * VIEW) * box["width"]
    down = box["y"] + (VIEW - y) / (2 * VIEW) * box["height"]
    if tap:
        page.touchscreen.tap(across, down)
    else:
        page.mouse.click(across, down)


def input_is(page: Page, x: float, y: float) -> None:
    """Wait until the picture shows the input there, and the numbers say so."""
    expect(page.get_by_label("Input, across")).to_have_value(f"{x:.2f}", timeout=LEARNING_MS)
    expect(page.get_by_label("Input, up")).to_have_value(f"{y:.2f}", timeout=LEARNING_MS)
    wait_until_idle(page)
    page.wait_for_function(
        f"""([x, y]) => {{
            const found = document.querySelector("{PLOT}")?._fullData?.find(
                t => t.name === 'input');
            return found && Math.abs(found.x[0] - x) < 1e-6 && Math.abs(found.y[0] - y) < 1e-6;
        }}""",
        arg=[x, y],
        timeout=LEARNING_MS,
    )


def test_a_click_moves_the_input(page: Page, app_url: str) -> None:
    open_plane(page, app_url, "?data=moons")
    for place in ((-1.0, -1.0), (1.2, 0.3), (-1.0, -1.0)):
        click_at(page, *place)
        input_is(page, *place)
    assert "x=-1" in page.url
    assert "y=-1" in page.url


def test_dragging_leaves_the_input_where_the_hand_lets_go(page: Page, app_url: str) -> None:
    open_plane(page, app_url, "?data=moons")
    box = page.get_by_role("application").bounding_box()
    assert box is not None
    quarter = box["width"] / 4
    page.mouse.move(box["x"] + 2 * quarter, box["y"] + 2 * quarter)
    page.mouse.down()
    for _ in range(3):
        page.mouse.move(box["x"] + quarter, box["y"] + 3 * quarter, steps=12)
        page.mouse.move(box["x"] + 3 * quarter, box["y"] + quarter, steps=12)
    page.mouse.up()
    input_is(page, 1.0, 1.0)
    expect(page.get_by_role("radio", name="Moons")).to_be_checked()
    expect(page.get_by_role("radio", name="16", exact=True)).to_be_checked()


def test_arrow_keys_on_the_picture_move_it(page: Page, app_url: str) -> None:
    open_plane(page, app_url, "?data=moons&x=0&y=0")
    page.get_by_role("application").focus()
    for press in ("ArrowRight", "ArrowUp", "ArrowUp"):
        page.keyboard.press(press)
    input_is(page, 0.1, 0.2)


def test_arrow_buttons_by_keyboard_move_it_too(page: Page, app_url: str) -> None:
    open_plane(page, app_url, "?data=moons&x=0&y=0")
    right = page.get_by_role("button", name="→")
    right.focus()
    for number in (1, 2, 3):
        page.keyboard.press("Enter")
        input_is(page, number / 10, 0.0)


def test_the_norm_changes_the_balls_shape(page: Page, app_url: str) -> None:
    open_plane(page, app_url, "?data=moons&norm=l2")
    assert len(outline(page, "CLEVER")) > 100
    (x0, y0), *_ = outline(page, "input")
    for option, word in (("◆ L1", "diamond"), ("■ L∞", "square")):
        page.get_by_role("radio", name=option).click()
        expect(page.locator(".plane-verdict")).to_contain_text(word, timeout=LEARNING_MS)
        wait_until_idle(page)
        page.wait_for_function(
            f"document.querySelector(\"{PLOT}\")._fullData.find(t => t.name === 'CLEVER')"
            ".x.length === 5",
            timeout=LEARNING_MS,
        )
    on_axis = [abs(x - x0) < 1e-6 or abs(y - y0) < 1e-6 for x, y in outline(page, "CLEVER")]
    assert not any(on_axis), "the corners of a square lie off the input's own row and column"


def test_training_is_drawn_while_it_runs(page: Page, app_url: str) -> None:
    open_plane(page, app_url, "?data=moons")
    page.evaluate(
        """() => {
            window.seen = new Set();
            new MutationObserver(() => {
                for (const text of document.querySelectorAll('.annotation-text'))
                    if (text.textContent.startsWith('Learning')) window.seen.add(text.textContent);
            }).observe(document.body, { subtree: true, childList: true, characterData: true });
        }"""
    )
    page.get_by_role("button", name="Train another").click()
    page.wait_for_url("**seed=1*", timeout=LEARNING_MS)
    wait_until_learned(page)
    assert page.evaluate("window.seen.size") >= 1, "no picture of the network while it learned"


def test_the_address_reproduces_the_picture(page: Page, new_page: NewPage, app_url: str) -> None:
    open_plane(page, app_url, "?data=rings&seed=4&norm=linf&x=0.6&y=0.2")
    click_at(page, -0.4, 1.1)
    input_is(page, -0.4, 1.1)
    other = new_page("phone", "dark")
    open_app(other, page.url)
    wait_until_learned(other)
    input_is(other, -0.4, 1.1)
    for name in ("CLEVER", "truth", "class 0"):
        assert outline(other, name) == outline(page, name)
    assert other.locator(".plane-verdict b").all_inner_texts() == (
        page.locator(".plane-verdict b").all_inner_texts()
    )


def test_on_a_phone_a_tap_moves_it_and_nothing_is_too_wide(phone_page: Page, app_url: str) -> None:
    open_plane(phone_page, app_url, "?data=moons")
    phone_page.locator(PLOT).scroll_into_view_if_needed()
    click_at(phone_page, 1.0, 1.0, tap=True)
    input_is(phone_page, 1.0, 1.0)
    assert phone_page.evaluate("document.documentElement.scrollWidth") <= 390
    for button in phone_page.locator("[data-testid='stButton'] button:visible").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44


def test_it_fits_one_screen_and_says_in_words_what_it_shows(dark_page: Page, app_url: str) -> None:
    open_plane(dark_page, app_url, "?data=moons")
    bottom = dark_page.get_by_label("Input, across").bounding_box()
    assert bottom is not None
    assert bottom["y"] + bottom["height"] <= 800
    figure = dark_page.get_by_role("figure")
    told = figure.get_attribute("aria-label") or ""
    assert "The input at 0.50, 0.90 is read as blue" in told
