"""A reading is corrected by hand: by mouse, by touch and by keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hands import PATIENCE_MS, Finger, open_app, wait_until_idle
from PIL import Image
from playwright.sync_api import Page, expect

from clever_engine.handwriting.sets import load_handwriting

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A sheet that says 4 6 1."""
    sheet = np.full((300, 560), 230, dtype=np.uint8)
    for number, digit in enumerate(load_handwriting().images[2, [4, 6, 1], 0]):
        large = np.asarray(Image.fromarray((digit * 255).astype(np.uint8)).resize((112, 112)))
        sheet[90:202, 80 + 140 * number : 192 + 140 * number] -= (large * 0.8).astype(np.uint8)
    Image.fromarray(sheet).save(tmp_path / "photo.png")
    return tmp_path / "photo.png"


def upload(page: Page, url: str, photo: Path) -> None:
    open_app(page, f"{url}/measure")
    page.get_by_text("Upload", exact=True).first.click()
    page.locator("input[type=file]").set_input_files(photo)
    reads(page, "461")


def reads(page: Page, digits: Sequence[str]) -> None:
    """See these digits under the picture and on its boxes."""
    expect(page.locator(".st-key-reading b")).to_have_text(list(digits), timeout=PATIENCE_MS)
    expect(page.locator(".mark")).to_have_count(len(digits), timeout=PATIENCE_MS)
    expect(page.locator(".mark span")).to_have_text(list(digits), timeout=PATIENCE_MS)
    wait_until_idle(page)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_by_mouse(page: Page, app_url: str, photo: Path) -> None:
    upload(page, app_url, photo)
    six = page.locator(".mark").nth(1)
    box = six.bounding_box()
    assert box is not None
    six.click()
    press(page, "Drop")
    reads(page, "41")
    press(page, "Undo")
    reads(page, "461")
    page.locator(".mark").nth(1).click()
    press(page, "Split")
    expect(page.locator(".mark")).to_have_count(4)
    press(page, "Join")  # the chosen left half with the half on its right
    reads(page, "461")
    page.locator(".mark").nth(1).click()
    press(page, "Drop")
    reads(page, "41")
    press(page, "Add a box")
    page.mouse.move(box["x"] - 4, box["y"] - 4)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] + 4, box["y"] + box["height"] + 4, steps=5)
    page.mouse.up()
    reads(page, "461")
    press(page, "As found")
    reads(page, "461")
    before = page.locator(".photo img").bounding_box()
    press(page, "Turn")
    expect(page.locator(".photo img")).not_to_have_js_property(
        "naturalWidth", 560, timeout=PATIENCE_MS
    )
    after = page.locator(".photo img").bounding_box()
    assert before is not None
    assert after is not None
    assert after["height"] > after["width"] > 0.99 * before["width"]


def test_by_touch_on_a_phone(phone_page: Page, app_url: str, photo: Path) -> None:
    page = phone_page
    upload(page, app_url, photo)
    six = page.locator(".mark").nth(1)
    six.scroll_into_view_if_needed()
    box = six.bounding_box()
    assert box is not None
    # A finger is broader than a digit is on a phone: beside it is near enough.
    page.touchscreen.tap(box["x"] + box["width"] + 12, box["y"] + box["height"] / 2)
    expect(six).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Drop", exact=True).tap()
    reads(page, "41")
    page.get_by_role("button", name="Add a box", exact=True).tap()
    six_at = page.locator(".photo").bounding_box()
    assert six_at is not None
    left, top = six_at["x"] + six_at["width"] * 215 / 560, six_at["y"] + six_at["height"] * 80 / 300
    right, bottom = six_at["x"] + six_at["width"] * 345 / 560, top + six_at["height"] * 130 / 300
    finger = Finger(page)
    finger.send("touchStart", (left, top, 0))
    for share in (0.3, 0.6, 1.0):
        finger.send("touchMove", (left + share * (right - left), top + share * (bottom - top), 0))
    finger.send("touchEnd")
    reads(page, "461")
    for button in page.locator(".row button").all():
        size = button.bounding_box()
        assert size is not None
        assert min(size["width"], size["height"]) >= 44


def test_by_keyboard(page: Page, app_url: str, photo: Path) -> None:
    upload(page, app_url, photo)
    page.locator(".mark").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Choose the next digit").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".mark").nth(1)).to_be_focused()
    page.keyboard.press("Delete")
    reads(page, "41")
    page.get_by_role("button", name="Add a box").focus()
    page.keyboard.press("Enter")  # it lies in the middle, where the 6 is
    expect(page.locator(".mark")).to_have_count(3)
    page.get_by_role("button", name="Choose the digit before").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".mark")).to_have_count(3)
    page.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    reads(page, "41")
