"""The tamper pad in a real browser: what a hand alters is what is shown and what Python gets."""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import NewPage, Serve
from hands import PATIENCE_MS, Finger, draw_with_mouse, open_app, pad_named, wait_until_idle
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, expect

from clever_engine.handwriting.sets import load_handwriting
from pages.big_check.tamper import on_grid

pytestmark = pytest.mark.browser

Greys = NDArray[np.int64]
SIDE = 28
BUDGET = 3.5
CALM, TWICE, NOTICED = (
    "The teller sees nothing",
    "The teller looks twice",
    "The teller notices: over the budget",
)
PAPER, INK = np.array([255, 253, 245]), np.array([20, 26, 42])

READ_COLOURS = """canvas => new Promise(done => {
  const read = () => {
    const { width } = canvas, { data } = canvas.getContext("2d").getImageData(0, 0, width, width)
    const place = i => Math.floor((i + 0.3) * width / 28)
    const found = []
    for (let i = 0; i < 784; i++) {
      const dot = 4 * (place(Math.floor(i / 28)) * width + place(i % 28))
      found.push(data[dot], data[dot + 1], data[dot + 2])
    }
    done(found)
  }
  requestAnimationFrame(() => requestAnimationFrame(read))
})"""

# Lines in fractions of the sheet.
TOP = [(0.2, 0.09), (0.8, 0.09)]  # over paper only
ACROSS = [(0.2, 0.55), (0.8, 0.55)]  # over the bar of the four


def at(column: int, row: int) -> tuple[float, float]:
    """The middle of a pixel."""
    return ((column + 0.5) / SIDE, (row + 0.5) / SIDE)


def digit(number: int) -> Greys:
    pixels = on_grid(load_handwriting().images[0, number, 0])
    return np.rint(pixels * 255).astype(np.int64)


FOUR = digit(4)


def l2(greys: Greys, original: Greys = FOUR, spent: float = 0.0) -> float:
    this = np.linalg.norm((greys - original).ravel() / 255)
    return float(np.hypot(spent, this))


@dataclass(frozen=True, slots=True)
class Table:
    """One visitor at the fixture app."""

    page: Page

    @classmethod
    def open(cls, page: Page, url: str) -> Table:
        open_app(page, url)
        table = cls(page)
        for pad in (table.first, table.second):
            expect(pad.locator("canvas")).to_be_visible(timeout=PATIENCE_MS)
        return table

    @property
    def first(self) -> Locator:
        return pad_named(self.page, "The 4")

    @property
    def second(self) -> Locator:
        return pad_named(self.page, "The 6")

    def button(self, name: str, pad: Locator | None = None) -> Locator:
        return (pad or self.first).get_by_role("button", name=name, exact=True)

    def choose(self, tool: str, *, touch: str | None = None, pad: Locator | None = None) -> None:
        """Take a tool; `touch` is "Home" for the lightest and "End" for the heaviest."""
        pad = pad or self.first
        pad.get_by_role("radio", name=tool, exact=True).click()
        if touch:
            pad.get_by_role("slider", name="Touch").focus()
            self.page.keyboard.press(touch)

    def draw(self, *lines: Any, pad: Locator | None = None, steps: int = 8) -> None:
        pad = pad or self.first
        # In the middle, or the top of the sheet may lie under the app's header.
        pad.locator("canvas").evaluate("canvas => canvas.scrollIntoView({ block: 'center' })")
        draw_with_mouse(self.page, pad, lines, steps=steps)

    def number(self, pad: Locator | None = None) -> str:
        self.colours(pad)  # after the next painting
        return (pad or self.first).locator(".number").inner_text()

    def colours(self, pad: Locator | None = None) -> Greys:
        """What is on the screen, `(28, 28, 3)`: a dot of each pixel after the next painting."""
        found = (pad or self.first).locator("canvas").evaluate(READ_COLOURS)
        return np.array(found).reshape(SIDE, SIDE, 3)

    def shows(self, greys: Greys, pad: Locator | None = None) -> bool:
        """Whether each pixel on the screen has the colour of its grey."""
        share = greys[..., None] / 255
        expected = PAPER + (INK - PAPER) * share
        return bool(np.abs(self.colours(pad) - expected).max() <= 0.5 + 1e-9)

    def received(self, name: str = "first") -> Greys:
        """What Python last got from a pad, in greys."""
        told = json.loads(self.page.locator(f".st-key-received_{name}").inner_text())
        assert told["type"] == "float32"
        return (
            np.frombuffer(base64.b64decode(told["greys"]), np.uint8)
            .astype(np.int64)
            .reshape(SIDE, SIDE)
        )

    def wait_for(self, wanted: Callable[[Greys], bool], name: str = "first") -> Greys:
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while not wanted(greys := self.received(name)):
            assert time.monotonic() < deadline, f"still {greys.sum()} of ink"
            self.page.wait_for_timeout(50)
        return greys

    def wait_for_other_than(self, greys: Greys, name: str = "first") -> Greys:
        return self.wait_for(lambda now: not np.array_equal(now, greys), name)

    def wait_for_same(self, greys: Greys, name: str = "first") -> Greys:
        return self.wait_for(lambda now: np.array_equal(now, greys), name)


@pytest.fixture(scope="session")
def tamper_url(serve: Serve) -> str:
    return serve(Path(__file__).with_name("tamper_app.py"))


@pytest.fixture
def table(page: Page, tamper_url: str) -> Table:
    return Table.open(page, tamper_url)


# What the tools do


def test_untouched_the_pad_shows_and_returns_the_original(table: Table) -> None:
    assert np.array_equal(table.received(), FOUR)
    assert table.shows(FOUR)
    assert table.number() == "0.0 of 3.5"
    for name in ("Undo", "Redo", "Reset to the original"):
        expect(table.button(name)).to_be_disabled()


def test_the_pen_adds_ink_where_it_went_and_python_gets_what_is_shown(table: Table) -> None:
    table.draw(TOP)
    now = table.wait_for_other_than(FOUR)
    more = now - FOUR
    assert more.min() == 0
    assert set(np.nonzero(more.any(axis=1))[0]) <= {0, 1, 2, 3, 4}
    assert more[2, 7:21].min() > 40, "the line has no gap"
    assert table.shows(now)


def test_light_passes_build_up(table: Table) -> None:
    table.choose("Pen", touch="Home")
    grey = 0
    before = FOUR
    for _ in range(3):
        table.draw(TOP)
        before = table.wait_for_other_than(before)
        assert 10 <= before[2, 14] - grey <= 60
        grey = before[2, 14]
    table.choose("Pen", touch="End")
    table.draw(TOP)
    assert table.wait_for_other_than(before)[2, 14] == 255


def test_white_out_takes_ink_and_adds_none(table: Table) -> None:
    table.choose("White-out", touch="End")
    table.draw(ACROSS)
    now = table.wait_for_other_than(FOUR)
    assert (now - FOUR).max() == 0
    assert now[15, 8:20].max() == 0
    assert table.shows(now)


def test_smudge_moves_ink_and_neither_makes_nor_takes_any(table: Table) -> None:
    table.choose("Smudge")
    column, row = (int(place) for place in np.argwhere(FOUR.T > 250)[-1])
    table.draw([at(column, row), at(column + 5, row - 3)])
    now = table.wait_for_other_than(FOUR)
    assert l2(now) > 0.5
    assert now.sum() == pytest.approx(FOUR.sum(), rel=0.002)
    weight = FOUR.sum()
    middle = [(now - FOUR).sum(axis=axis) @ np.arange(SIDE) / weight for axis in (0, 1)]
    assert middle[0] > 0.02, "to the right"
    assert middle[1] < -0.01, "upwards"


def test_smudging_out_of_the_sheet_loses_no_ink(table: Table) -> None:
    table.choose("Smudge", touch="End")
    table.draw([(0.3, 0.8), (-0.05, 0.85)], [(0.45, 0.5), (0.45, 1.03)])
    now = table.wait_for_other_than(FOUR)
    assert now.sum() == pytest.approx(FOUR.sum(), rel=0.004)


def test_noise_speckles_both_ways_the_same_each_time(table: Table) -> None:
    table.choose("Noise")
    table.draw(ACROSS)
    first = table.wait_for_other_than(FOUR)
    changes = first - FOUR
    assert (changes > 0).sum() > 10
    assert (changes < 0).sum() > 10
    table.button("Undo").click()
    table.wait_for_same(FOUR)
    table.draw(ACROSS)
    again = table.wait_for_other_than(FOUR)
    assert np.array_equal(again, first), "the speckles belong to the pixel and the stroke"
    table.draw(ACROSS)
    second = table.wait_for_other_than(first)
    assert not np.array_equal(second - first, changes)


# History and views


def test_undo_redo_and_reset_are_exact(table: Table) -> None:
    undo, redo, reset = (table.button(name) for name in ("Undo", "Redo", "Reset to the original"))
    seen = [FOUR]
    for tool, line in (("Pen", TOP), ("Noise", ACROSS), ("Smudge", ACROSS), ("White-out", TOP)):
        table.choose(tool)
        table.draw(line)
        seen.append(table.wait_for_other_than(seen[-1]))
    for earlier in reversed(seen[:-1]):
        undo.click()
        table.wait_for_same(earlier)
        assert table.shows(earlier)
    expect(undo).to_be_disabled()
    for later in seen[1:]:
        redo.click()
        table.wait_for_same(later)
    expect(redo).to_be_disabled()
    reset.click()
    table.wait_for_same(FOUR)
    expect(reset).to_be_disabled()
    assert table.number() == "0.0 of 3.5"
    undo.click()
    table.wait_for_same(seen[-1])


def test_a_stroke_that_changes_nothing_is_none(table: Table) -> None:
    table.choose("White-out")
    table.draw(TOP)
    expect(table.first.locator(".did")).to_contain_text("White-out changed nothing")
    expect(table.button("Undo")).to_be_disabled()


def test_the_original_shows_while_the_button_is_held(table: Table) -> None:
    table.draw(TOP)
    now = table.wait_for_other_than(FOUR)
    button = table.button("Hold to compare")
    button.hover()
    table.page.mouse.down()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert table.shows(FOUR)
    assert table.number() != "0.0 of 3.5", "the meter is about the altered digit"
    table.page.mouse.up()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert table.shows(now)
    for key in ("Space", "Enter"):
        button.focus()
        table.page.keyboard.down(key)
        assert table.shows(FOUR)
        table.page.keyboard.up(key)
        assert table.shows(now)
    button.dispatch_event("click")  # a screen reader cannot hold
    assert table.shows(FOUR)
    button.dispatch_event("click")
    assert table.shows(now)
    assert np.array_equal(table.received(), now)


def test_changes_are_tinted_by_their_sign_with_a_legend(table: Table) -> None:
    table.draw(TOP)
    now = table.wait_for_other_than(FOUR)
    table.choose("White-out", touch="End")
    table.draw(ACROSS)
    now = table.wait_for_other_than(now)
    legend = table.first.locator(".legend")
    expect(legend).to_be_hidden()
    table.button("Changes").click()
    expect(legend).to_be_visible()
    expect(legend).to_have_text(re.compile(r"\+ more ink.*− less ink"))
    colours = table.colours()
    warmth = colours[..., 0] - colours[..., 2]
    assert warmth[now > FOUR].min() > 40
    assert warmth[now < FOUR].max() < -20
    plain = colours[now == FOUR]
    assert np.abs(plain[:, 0] - plain[:, 2]).max() <= 12
    table.button("Changes").click()
    assert table.shows(now)


# The teller


def test_the_meter_agrees_with_numpy_and_its_moods_follow_the_budget(table: Table) -> None:
    words = table.first.locator(".words")
    meter = table.first.get_by_role("meter")
    moods = []
    now = FOUR
    for row in (1, 3, 24, 26, 1, 3):
        table.draw([at(3, row), at(12, row)])
        now = table.wait_for_other_than(now)
        expected = l2(now)
        assert table.number() == f"{expected:.1f} of {BUDGET}"
        assert meter.get_attribute("aria-valuetext") == f"{words.inner_text()}. {table.number()}"
        mood = NOTICED if expected > BUDGET else TWICE if expected >= 0.7 * BUDGET else CALM
        assert words.inner_text() == mood
        moods.append(mood)
    assert list(dict.fromkeys(moods)) == [CALM, TWICE, NOTICED]
    expect(table.first.locator(".seen")).to_have_text(f"{NOTICED}. {table.number()}")
    while words.inner_text() != CALM:
        table.button("Undo").click()
        table.colours()


def test_what_other_digits_spent_counts(table: Table) -> None:
    six = digit(6)
    assert table.number(table.second) == "2.0 of 4.0"
    table.choose("Pen", touch="End", pad=table.second)
    table.draw(TOP, pad=table.second)
    now = table.wait_for_other_than(six, "second")
    expected = l2(now, six, spent=2.0)
    assert expected > 2.2
    assert table.number(table.second) == f"{expected:.1f} of 4.0"


def test_the_meter_moves_while_the_hand_draws_and_no_rerun_happens(table: Table) -> None:
    runs = table.page.locator(".st-key-received_runs").inner_text()
    box = table.first.locator("canvas").bounding_box()
    assert box is not None
    mouse = table.page.mouse
    seen = []
    mouse.move(box["x"] + 60, box["y"] + 30)
    mouse.down()
    for x in (120, 180, 240):
        mouse.move(box["x"] + x, box["y"] + 30, steps=6)
        seen.append(float(table.number().split()[0]))
        table.page.wait_for_timeout(300)  # longer than the hand has to rest before pixels are sent
    assert seen == sorted(set(seen))
    assert seen[0] > 0
    assert table.page.locator(".st-key-received_runs").inner_text() == runs
    assert np.array_equal(table.received(), FOUR)
    mouse.up()
    now = table.wait_for_other_than(FOUR)
    assert f"{l2(now):.1f}" == f"{seen[-1]:.1f}"


# Keyboard


def test_tampering_by_keyboard(table: Table) -> None:
    keys = table.page.keyboard
    table.first.locator("canvas").focus()
    for key in ("ArrowLeft", "Shift+ArrowUp", "Shift+ArrowUp", "Shift+ArrowUp"):
        keys.press(key)
    expect(table.first.locator(".did")).to_have_text("Row 3, column 14, 0 % ink")
    keys.down("Space")
    for _ in range(4):
        keys.press("ArrowRight")
    keys.up("Space")
    now = table.wait_for_other_than(FOUR)
    more = now - FOUR
    assert more[2, 13:18].min() > 40
    assert more[2].argmax() in range(13, 18)
    assert more[:, :11].sum() + more[:, 20:].sum() + more[6:].sum() == 0
    expect(table.first.locator(".did")).to_contain_text("Pen used.")
    keys.press("Control+z")
    table.wait_for_same(FOUR)
    keys.press("Control+y")
    table.wait_for_same(now)
    keys.press("Control+z")
    table.wait_for_same(FOUR)
    keys.press("Control+Shift+Z")
    table.wait_for_same(now)


def test_leaving_by_keyboard_keeps_the_stroke(table: Table) -> None:
    keys = table.page.keyboard
    table.first.locator("canvas").focus()
    keys.press("Shift+ArrowUp")
    keys.down("Space")
    keys.press("ArrowRight")
    keys.press("Tab")
    keys.up("Space")
    table.wait_for_other_than(FOUR)
    expect(table.first.get_by_role("radio", name="Pen")).to_be_focused()
    keys.press("ArrowRight")
    expect(table.first.get_by_role("radio", name="White-out")).to_be_checked()


# Touch


def test_by_touch_everything_fits_and_the_page_does_not_scroll(
    phone_page: Page, tamper_url: str
) -> None:
    table = Table.open(phone_page, tamper_url)
    pad = table.first
    box = pad.bounding_box()
    sheet = pad.locator("canvas").bounding_box()
    assert box is not None
    assert sheet is not None
    assert sheet["width"] <= 340
    assert sheet["width"] % SIDE == 0
    assert box["height"] <= 580
    assert box["y"] + box["height"] <= 844
    scroller = phone_page.get_by_test_id("stMain")
    room, before = scroller.evaluate("e => [e.scrollHeight - e.clientHeight, e.scrollTop]")
    assert room > 100, "a page that cannot scroll proves nothing"
    Finger(phone_page).draw(pad, [[(0.12, 0.2), (0.12, 0.8)]])
    now = table.wait_for_other_than(FOUR)
    assert now[6:22, 3].min() > 40
    assert table.shows(now)
    assert scroller.evaluate("e => e.scrollTop") == before
    assert table.number() == f"{l2(now):.1f} of 3.5"


def test_a_second_finger_is_ignored(phone_page: Page, tamper_url: str) -> None:
    table = Table.open(phone_page, tamper_url)
    box = table.first.locator("canvas").bounding_box()
    assert box is not None
    finger = Finger(phone_page)
    x, y = box["x"], box["y"]
    finger.send("touchStart", (x + 40, y + 40, 0))
    finger.send("touchStart", (x + 40, y + 40, 0), (x + 300, y + 300, 1))
    finger.send("touchMove", (x + 40, y + 120, 0), (x + 300, y + 200, 1))
    finger.send("touchEnd", (x + 300, y + 200, 1))
    finger.send("touchEnd")
    now = table.wait_for_other_than(FOUR)
    assert (now - FOUR)[:, 6:].sum() == 0


def test_a_pen_takes_over_from_the_palm_and_the_palm_leaves_no_ink(
    phone_page: Page, tamper_url: str
) -> None:
    table = Table.open(phone_page, tamper_url)
    box = table.first.locator("canvas").bounding_box()
    assert box is not None
    finger = Finger(phone_page)
    x, y = box["x"], box["y"]
    finger.send("touchStart", (x + 300, y + 310, 0))
    finger.pen("mousePressed", (x + 40, y + 40))
    finger.pen("mouseMoved", (x + 40, y + 120))
    finger.pen("mouseReleased", (x + 40, y + 120))
    finger.send("touchEnd")
    now = table.wait_for_other_than(FOUR)
    assert (now - FOUR)[:, 6:].sum() == 0
    assert now[4:9, 3].min() > 40


def test_the_original_shows_under_a_held_finger(phone_page: Page, tamper_url: str) -> None:
    table = Table.open(phone_page, tamper_url)
    finger = Finger(phone_page)
    finger.draw(table.first, [TOP])
    now = table.wait_for_other_than(FOUR)
    box = table.button("Hold to compare").bounding_box()
    assert box is not None
    finger.send("touchStart", (box["x"] + 20, box["y"] + 20, 0))
    phone_page.wait_for_timeout(700)  # a long press
    assert table.shows(FOUR)
    finger.send("touchEnd")
    assert table.shows(now)


@pytest.mark.parametrize("width", [320, 390])
def test_targets_are_large_enough_for_a_finger(
    new_page: NewPage, tamper_url: str, width: int
) -> None:
    page = new_page("phone", viewport={"width": width, "height": 844})
    table = Table.open(page, tamper_url)
    table.button("Changes").click()
    pad = table.first.locator(".sheet").bounding_box()
    assert pad is not None
    targets = table.first.locator("button, input")
    assert targets.count() == 10
    for target in [*targets.all(), table.first.locator(".legend"), table.first.locator(".words")]:
        box = target.bounding_box()
        assert box is not None
        assert box["x"] >= pad["x"] - 1
        assert box["x"] + box["width"] <= pad["x"] + pad["width"] + 1
    for target in targets.all():
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44


@pytest.mark.parametrize("scale", [1, 1.5, 3])
def test_pixels_are_squares_of_whole_dots(new_page: NewPage, tamper_url: str, scale: float) -> None:
    table = Table.open(new_page("desktop", device_scale_factor=scale), tamper_url)
    for width in (1280, 700, 400):
        table.page.set_viewport_size({"width": width, "height": 800})
        table.page.wait_for_function(
            """canvas => canvas.width % 28 === 0 && canvas.width === canvas.height
                && canvas.clientWidth % 28 === 0
                && Math.abs(canvas.width - devicePixelRatio * canvas.clientWidth) <= 14""",
            arg=table.first.locator("canvas").element_handle(),
        )
        assert table.shows(FOUR)


# Reruns, pages, neighbours


def test_a_digit_and_its_history_survive_a_page_switch(table: Table) -> None:
    table.draw(TOP)
    one = table.wait_for_other_than(FOUR)
    table.draw(ACROSS)
    both = table.wait_for_other_than(one)
    visit_the_other_page(table)
    assert np.array_equal(table.received(), both)
    assert table.shows(both)
    assert table.number() == f"{l2(both):.1f} of 3.5"
    table.button("Undo").click()
    table.wait_for_same(one)


def test_a_stroke_made_just_before_a_page_switch_is_not_lost(table: Table) -> None:
    table.draw(TOP)
    table.page.get_by_role("link", name="Other").click()
    expect(pad_named(table.page, "Wide 3").locator("canvas")).to_be_visible()
    table.page.get_by_role("link", name="Pads").click()
    now = table.wait_for_other_than(FOUR)
    assert table.shows(now)


def test_a_button_elsewhere_gets_the_stroke_made_just_before(table: Table) -> None:
    button = table.page.get_by_role("button", name="Hand in")
    table.draw(TOP)
    button.click()
    expect(table.page.locator(".st-key-received_handed_in")).to_contain_text("float32")
    handed_in = table.received("handed_in")
    assert (handed_in - FOUR)[2, 10] > 40
    assert table.shows(handed_in)


def test_a_slow_rerun_loses_no_stroke(table: Table) -> None:
    table.page.get_by_text("Slow", exact=True).click()
    app = table.page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "running", timeout=PATIENCE_MS)
    wait_until_idle(table.page)
    table.draw(TOP)
    expect(app).to_have_attribute("data-test-script-state", "running", timeout=PATIENCE_MS)
    table.draw([(0.2, 0.93), (0.8, 0.93)])
    now = table.wait_for(lambda greys: (greys - FOUR)[26].sum() > 0)
    wait_until_idle(table.page)
    assert (now - FOUR)[2].sum() > 0
    assert table.shows(now)


def test_a_new_round_replaces_the_digit(table: Table) -> None:
    table.draw(TOP)
    table.wait_for_other_than(FOUR)
    table.page.get_by_role("button", name="Take a seven").click()
    seven = table.wait_for_same(digit(7))
    assert table.shows(seven)
    expect(table.button("Undo")).to_be_disabled()
    assert table.number() == "0.0 of 3.5"
    table.draw(TOP)
    now = table.wait_for_other_than(seven)
    assert table.number() == f"{l2(now, seven):.1f} of 3.5"


def test_two_pads_do_not_mix_and_a_fragment_reruns_alone(table: Table) -> None:
    runs = table.page.locator(".st-key-received_runs").inner_text()
    six = digit(6)
    table.draw(TOP, pad=table.second)
    second = table.wait_for_other_than(six, "second")
    assert table.page.locator(".st-key-received_runs").inner_text() == runs
    assert np.array_equal(table.received(), FOUR)
    assert table.shows(FOUR)
    table.choose("White-out")
    table.draw(ACROSS)
    table.wait_for_other_than(FOUR)
    assert np.array_equal(table.received("second"), second)
    assert table.shows(second, table.second)
    table.button("Undo").click()
    table.wait_for_same(FOUR)
    assert np.array_equal(table.received("second"), second)


def test_a_pad_starts_from_given_pixels_and_a_disabled_one_takes_no_input(table: Table) -> None:
    table.page.get_by_role("link", name="Other").click()
    locked, wide = (pad_named(table.page, name) for name in ("Locked 1", "Wide 3"))
    expect(locked.locator("canvas")).to_be_visible()
    wait_until_idle(table.page)
    three = digit(3)
    half = np.rint(on_grid(three.astype(np.float32) / np.float32(255) * 0.5) * 255).astype(np.int64)
    assert table.shows(half, wide)
    assert table.number(wide) == f"{l2(half, three):.1f} of 5.0"
    table.button("Reset to the original", wide).click()
    assert table.shows(three, wide)
    one = digit(1)
    table.draw(TOP, pad=locked)
    assert table.shows(one, locked)
    for name in ("Undo", "Redo", "Reset to the original"):
        expect(table.button(name, locked)).to_be_disabled()
    for radio in locked.get_by_role("radio").all():
        expect(radio).to_be_disabled()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_check_is_light_paper_in_both_themes(
    new_page: NewPage, tamper_url: str, scheme: str
) -> None:
    table = Table.open(new_page("desktop", scheme), tamper_url)
    expect(table.first).to_have_attribute("data-scheme", scheme)
    assert table.shows(FOUR)


def visit_the_other_page(table: Table) -> None:
    table.page.get_by_role("link", name="Other").click()
    expect(pad_named(table.page, "Wide 3").locator("canvas")).to_be_visible()
    wait_until_idle(table.page)
    table.page.get_by_role("link", name="Pads").click()
    expect(table.first.locator("canvas")).to_be_visible()
    wait_until_idle(table.page)
