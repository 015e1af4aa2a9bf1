"""The drawing pad across reruns, revisions, pages and neighbours: no stroke is lost or mixed."""

from __future__ import annotations

import pytest
from canvas_desk import Desk
from hands import DASH, ONE, draw_with_mouse, points_on, wait_until_idle
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_strokes_close_in_time_are_sent_together(page: Page, canvas_url: str) -> None:
    sent: list[object] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    desk = Desk.open(page, canvas_url)
    before = len(sent)
    # From within the page: a busy machine must not stretch the time between the strokes.
    desk.first.locator("canvas").evaluate(
        """async canvas => {
          const { left, top } = canvas.getBoundingClientRect()
          const place = x => ({ clientX: left + x, clientY: top + 50, pointerId: 1, isPrimary: true,
                                pointerType: "mouse", bubbles: true, composed: true })
          for (const x of [50, 150]) {
            for (const kind of ["down", "up"])
              canvas.dispatchEvent(new PointerEvent(`pointer${kind}`, place(x)))
            await new Promise(done => setTimeout(done, 40))
          }
        }"""
    )
    desk.wait_for_count(2)
    assert len(sent) == before + 1


def test_a_slow_rerun_loses_no_stroke(desk: Desk) -> None:
    desk.slow_down()
    draw_with_mouse(desk.page, desk.first, ONE)
    app = desk.page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "running", timeout=30_000)
    draw_with_mouse(desk.page, desk.first, DASH)
    desk.wait_for_count(2)
    wait_until_idle(desk.page)
    assert len(desk.received()["strokes"]) == 2
    assert desk.inked(desk.first, 0.5, 0.2)
    assert desk.inked(desk.first, 0.35, 0.5)


def test_a_rerun_that_ends_in_the_middle_of_a_line_leaves_it_alone(desk: Desk) -> None:
    mouse = desk.page.mouse
    desk.slow_down()
    draw_with_mouse(desk.page, desk.first, ONE)
    app = desk.page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "running", timeout=30_000)
    left, right = points_on(desk.first, DASH[0])
    mouse.move(*left)
    mouse.down()
    mouse.move(*right, steps=8)
    (one,) = desk.wait_for_count(1)
    wait_until_idle(desk.page)
    mouse.up()
    assert desk.wait_for_count(2)[0] == one
    assert desk.inked(desk.first, 0.35, 0.5)


def test_a_new_revision_replaces_the_drawing(desk: Desk) -> None:
    draw_with_mouse(desk.page, desk.first, ONE)
    desk.wait_for_count(1)
    desk.page.get_by_role("button", name="Load a seven").click()
    sample = desk.wait_for(lambda strokes: bool(strokes) and strokes[0]["xy"][0] == 260)
    assert sample == [{"w": 80, "xy": [260, 220, 740, 220, 600, 500, 460, 840]}]
    assert desk.inked(desk.first, 0.6, 0.22)
    assert not desk.inked(desk.first, 0.5, 0.9)
    expect(desk.button("Undo")).to_be_disabled()
    draw_with_mouse(desk.page, desk.first, DASH)
    assert desk.wait_for_count(2)[0] == sample[0]
    desk.page.get_by_role("button", name="New round").click()
    desk.wait_for_count(0)
    assert desk.received()["revision"] == 2
    assert not desk.inked(desk.first, 0.6, 0.22)


def test_a_drawing_and_its_history_survive_a_page_switch(desk: Desk) -> None:
    draw_with_mouse(desk.page, desk.first, [ONE[0], DASH[0]])
    both = desk.wait_for_count(2)
    visit_the_other_page(desk)
    assert desk.wait_for_count(2) == both
    assert desk.inked(desk.first, 0.35, 0.5)
    desk.button("Undo").click()
    assert desk.wait_for_count(1) == both[:1]


def test_a_stroke_drawn_just_before_a_page_switch_is_not_lost(desk: Desk) -> None:
    other = desk.page.get_by_role("link", name="Other")
    draw_with_mouse(desk.page, desk.first, ONE)
    other.click()
    expect(desk.page.get_by_role("heading", name="Another page")).to_be_visible()
    desk.page.get_by_role("link", name="Pads").click()
    desk.wait_for_count(1)
    assert desk.inked(desk.first, 0.5, 0.5)


def test_a_button_elsewhere_gets_the_stroke_drawn_just_before(desk: Desk) -> None:
    button = desk.page.get_by_role("button", name="Count the lines")
    draw_with_mouse(desk.page, desk.first, ONE)
    button.click()
    expect(desk.page.locator(".st-key-received_count")).to_have_text("1")


def visit_the_other_page(desk: Desk) -> None:
    desk.page.get_by_role("link", name="Other").click()
    expect(desk.page.get_by_role("heading", name="Another page")).to_be_visible()
    wait_until_idle(desk.page)
    desk.page.get_by_role("link", name="Pads").click()
    expect(desk.first.locator("canvas")).to_be_visible()
    wait_until_idle(desk.page)


def test_two_pads_do_not_mix_and_a_fragment_reruns_alone(desk: Desk) -> None:
    runs = desk.received("runs")
    draw_with_mouse(desk.page, desk.second, DASH)
    (line,) = desk.wait_for_count(1, "second")
    assert line["w"] == 16
    assert line["xy"][1] == pytest.approx(167, abs=5)
    assert desk.received("runs") == runs
    assert desk.received()["strokes"] == []
    draw_with_mouse(desk.page, desk.first, [ONE[0], DASH[0]])
    desk.wait_for_count(2)
    assert desk.received("second")["strokes"] == [line]
    desk.button("Undo").click()
    desk.wait_for_count(1)
    assert desk.received("second")["strokes"] == [line]
