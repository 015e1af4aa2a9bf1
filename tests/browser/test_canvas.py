"""The drawing pad in a real browser: what a hand does, and what Python gets of it."""

from __future__ import annotations

import pytest
from canvas_desk import Desk
from conftest import NewPage
from hands import DASH, ONE, SEVEN, Finger, draw_with_mouse, points_on, wait_until_idle
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def assert_is_a_seven(xy: list[int], tolerance: int = 8) -> None:
    ends = [*xy[:2], *xy[-2:]]
    assert ends == pytest.approx([250, 200, 450, 850], abs=tolerance)
    corner = max(zip(xy[::2], xy[1::2], strict=True))
    assert corner == pytest.approx((750, 200), abs=tolerance)


def test_a_seven_drawn_by_mouse_arrives(desk: Desk) -> None:
    draw_with_mouse(desk.page, desk.first, SEVEN)
    (stroke,) = desk.wait_for_count(1)
    assert stroke["w"] == 80
    assert "erase" not in stroke
    assert_is_a_seven(stroke["xy"])


def test_a_seven_drawn_by_touch_arrives_and_the_page_does_not_scroll(
    phone_page: Page, canvas_url: str
) -> None:
    desk = Desk.open(phone_page, canvas_url)
    scroller = phone_page.get_by_test_id("stMain")
    points_on(desk.first, SEVEN[0])
    room, before = scroller.evaluate("e => [e.scrollHeight - e.clientHeight, e.scrollTop]")
    assert room > 100, "a page that cannot scroll proves nothing"
    Finger(phone_page).draw(desk.first, SEVEN)
    (stroke,) = desk.wait_for_count(1)
    assert_is_a_seven(stroke["xy"])
    assert scroller.evaluate("e => e.scrollTop") == before


def test_a_second_finger_is_ignored(phone_page: Page, canvas_url: str) -> None:
    desk = Desk.open(phone_page, canvas_url)
    finger = Finger(phone_page)
    (a, b, c), (palm,) = (
        points_on(desk.first, [(0.3, 0.3), (0.5, 0.5), (0.7, 0.7)]),
        points_on(desk.first, [(0.8, 0.2)]),
    )
    finger.send("touchStart", (*a, 0))
    finger.send("touchStart", (*a, 0), (*palm, 1))
    finger.send("touchMove", (*b, 0), (*palm, 1))
    finger.send("touchMove", (*c, 0), (*palm, 1))
    finger.send("touchEnd", (*palm, 1))
    finger.send("touchEnd")
    (stroke,) = desk.wait_for_count(1)
    assert stroke["xy"][:2] == pytest.approx([300, 300], abs=8)
    assert max(stroke["xy"][::2]) < 720


def test_a_pen_takes_over_from_the_palm_that_came_first(phone_page: Page, canvas_url: str) -> None:
    desk = Desk.open(phone_page, canvas_url)
    finger = Finger(phone_page)
    palm, start, end = points_on(desk.first, [(0.8, 0.8), (0.3, 0.3), (0.3, 0.7)])
    finger.send("touchStart", (*palm, 0))
    finger.pen("mousePressed", start)
    finger.pen("mouseMoved", end)
    finger.pen("mouseReleased", end)
    finger.send("touchEnd")
    finger.draw(desk.first, [[(0.9, 0.9), (0.8, 0.9)]])  # the hand is lifted after the pen
    (stroke,) = desk.wait_for_count(1)
    assert stroke["xy"] == pytest.approx([300, 300, 300, 700], abs=8)


def test_undo_redo_and_clear(desk: Desk) -> None:
    undo, redo, clear = (desk.button(name) for name in ("Undo", "Redo", "Clear the drawing"))
    for button in (undo, redo, clear):
        expect(button).to_be_disabled()
    draw_with_mouse(desk.page, desk.first, [ONE[0], DASH[0]])
    one, dash = desk.wait_for_count(2)
    undo.click()
    assert desk.wait_for_count(1) == [one]
    redo.click()
    assert desk.wait_for_count(2) == [one, dash]
    expect(redo).to_be_disabled()
    clear.click()
    desk.wait_for_count(0)
    expect(clear).to_be_disabled()
    undo.click()
    assert desk.wait_for_count(2) == [one, dash]


def test_the_eraser_takes_ink_drawn_before_it_only(desk: Desk) -> None:
    draw_with_mouse(desk.page, desk.first, DASH)
    assert desk.inked(desk.first, 0.5, 0.5)
    desk.tool("Eraser").click()
    draw_with_mouse(desk.page, desk.first, ONE)
    _, erased = desk.wait_for_count(2)
    assert erased["erase"] is True
    assert erased["w"] == 120
    assert not desk.inked(desk.first, 0.5, 0.5)
    assert desk.inked(desk.first, 0.35, 0.5)
    desk.tool("Pen").click()
    draw_with_mouse(desk.page, desk.first, DASH)
    desk.wait_for_count(3)
    assert desk.inked(desk.first, 0.5, 0.5)


def test_the_eraser_leaves_the_picture_beneath(desk: Desk) -> None:
    clean = desk.pixel(desk.second, 0.5, 0.5)
    assert clean[3] == 255, "the picture is part of the sheet"
    draw_with_mouse(desk.page, desk.second, DASH)
    desk.wait_for_count(1, "second")
    assert desk.pixel(desk.second, 0.5, 0.5) != clean
    desk.tool("Eraser", desk.second).click()
    draw_with_mouse(desk.page, desk.second, DASH)
    desk.wait_for_count(2, "second")
    assert desk.pixel(desk.second, 0.5, 0.5) == clean


def test_the_line_width_follows_the_slider(desk: Desk) -> None:
    slider = desk.first.get_by_role("slider", name="Line width")
    slider.focus()
    desk.page.keyboard.press("End")
    draw_with_mouse(desk.page, desk.first, ONE)
    slider.focus()
    desk.page.keyboard.press("Home")
    draw_with_mouse(desk.page, desk.first, DASH)
    wide, thin = desk.wait_for_count(2)
    assert (wide["w"], thin["w"]) == (226, 28)


def test_drawing_by_keyboard(desk: Desk) -> None:
    keys = desk.page.keyboard
    desk.first.locator("canvas").focus()
    for key in ("ArrowLeft", "Shift+ArrowUp", "Space", "ArrowDown", "ArrowDown", "Space"):
        keys.press(key)
    (stroke,) = desk.wait_for_count(1)
    assert stroke["xy"] == [475, 400, 475, 425, 475, 450]
    expect(desk.first.get_by_role("status")).to_contain_text("Pen up. Line 1 drawn")
    keys.press("Control+z")
    desk.wait_for_count(0)
    keys.press("Control+Shift+Z")
    desk.wait_for_count(1)


def test_leaving_by_keyboard_lifts_the_pen(desk: Desk) -> None:
    desk.first.locator("canvas").focus()
    for key in ("Space", "ArrowRight", "Tab"):
        desk.page.keyboard.press(key)
    (stroke,) = desk.wait_for_count(1)
    assert stroke["xy"] == [500, 500, 525, 500]
    expect(desk.tool("Pen")).to_be_focused()


def test_a_disabled_pad_takes_no_input(desk: Desk) -> None:
    desk.page.get_by_role("link", name="Other").click()
    pad = desk.page.get_by_role("group", name="Locked digit", exact=True)
    expect(pad.locator("canvas")).to_be_visible()
    wait_until_idle(desk.page)
    assert desk.inked(pad, 0.6, 0.22)
    draw_with_mouse(desk.page, pad, [[(0.1, 0.9), (0.3, 0.9)]])
    assert not desk.inked(pad, 0.2, 0.9)
    for button in pad.get_by_role("button").all() + pad.get_by_role("radio").all():
        expect(button).to_be_disabled()
    expect(pad.get_by_role("radio")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 390])
def test_targets_are_large_enough_for_a_finger(
    new_page: NewPage, canvas_url: str, width: int
) -> None:
    desk = Desk.open(new_page("phone", viewport={"width": width, "height": 844}), canvas_url)
    sheet = desk.first.locator("canvas").bounding_box()
    assert sheet is not None
    targets = desk.first.locator("button, input")
    assert targets.count() == 6
    for target in targets.all():
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
        assert box["x"] >= sheet["x"] - 2
        assert box["x"] + box["width"] <= sheet["x"] + sheet["width"] + 2


def test_the_sheet_is_as_sharp_as_the_screen_and_follows_its_size(
    new_page: NewPage, canvas_url: str
) -> None:
    desk = Desk.open(new_page("desktop", device_scale_factor=2), canvas_url)
    draw_with_mouse(desk.page, desk.first, DASH)
    canvas = desk.first.locator("canvas")
    for size in ((1280, 800), (700, 800), (500, 800)):
        desk.page.set_viewport_size({"width": size[0], "height": size[1]})
        desk.page.wait_for_function(
            "canvas => canvas.width === 2 * canvas.clientWidth", arg=canvas.element_handle()
        )
        assert desk.inked(desk.first, 0.5, 0.5)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_ink_stands_out_from_the_paper_in_both_themes(
    new_page: NewPage, canvas_url: str, scheme: str
) -> None:
    desk = Desk.open(new_page("desktop", scheme), canvas_url)
    draw_with_mouse(desk.page, desk.first, DASH)
    expect(desk.first).to_have_attribute("data-scheme", scheme)
    red = desk.pixel(desk.first, 0.5, 0.5)[0]
    assert red < 80 if scheme == "light" else red > 200


def test_the_hint_shows_on_an_empty_pad_only(desk: Desk) -> None:
    ghost = desk.first.locator(".ghost")
    expect(ghost).to_have_css("opacity", "1")
    expect(ghost).to_have_text("Draw a digit")
    draw_with_mouse(desk.page, desk.first, ONE)
    expect(ghost).to_have_css("opacity", "0")
    desk.button("Clear the drawing").click()
    expect(ghost).to_have_css("opacity", "1")
