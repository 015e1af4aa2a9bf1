"""The measure page as a visitor uses it: draw, score, look, follow a link."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hands import PATIENCE_MS, SEVEN, Finger, draw_with_mouse, open_app, pad_named, wait_until_idle
from playwright.sync_api import Locator, Page, expect
from server import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

MEASURING_MS = 120_000  # a busy machine with two cores


def open_measure(page: Page, url: str, query: str = "") -> Locator:
    """Open the page by its address; return the pad."""
    open_app(page, f"{url}/measure{query}")
    return pad_named(page, "Drawing pad")


def score(page: Page) -> None:
    """Press Score and wait for the visitor's own result."""
    page.get_by_role("button", name="Score", exact=True).click()
    expect(page.get_by_text("An example, measured beforehand")).to_have_count(0)
    expect(page.get_by_role("button", name="Stop")).to_have_count(0, timeout=MEASURING_MS)
    # The example's chosen card may linger until the rerun ends.
    expect(page.get_by_role("button", name="Shown")).to_have_count(1, timeout=MEASURING_MS)
    wait_until_idle(page)


def assert_label_score_and_plot(page: Page) -> float:
    """See a 7, its score above zero and the histogram; return the score."""
    card = page.locator("[class*='st-key-card-digit-0']")
    expect(card.locator(".turn")).to_contain_text("7 ➜")
    expect(page.locator(".js-plotly-plot .barlayer path").first).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text("end point").first).to_be_visible()
    value = float(card.locator(".score").inner_text())
    assert value > 0
    return value


def test_the_label_appears_while_drawing(page: Page, app_url: str) -> None:
    pad = open_measure(page, app_url)
    expect(page.get_by_role("button", name="Score", exact=True)).to_be_disabled()
    draw_with_mouse(page, pad, SEVEN)
    expect(page.locator(".st-key-reading")).to_contain_text("7")
    expect(page.get_by_role("button", name="Score", exact=True)).to_be_enabled()


def test_a_seven_by_mouse_is_scored_as_on_the_command_line(
    page: Page, app_url: str, tmp_path: Path
) -> None:
    pad = open_measure(page, app_url, "?model=mlp-1024&effort=quick&seed=3")
    draw_with_mouse(page, pad, SEVEN)
    expect(page.locator(".st-key-reading")).to_contain_text("7")
    score(page)
    assert_label_score_and_plot(page)
    page.get_by_text("Take it with you").click()
    saved = {}
    for name in ("JSON", "Digits (PNG)"):
        with page.expect_download() as download:
            page.get_by_role("button", name=name, exact=True).click()
        saved[name] = tmp_path / download.value.suggested_filename
        download.value.save_as(saved[name])
    report = json.loads(saved["JSON"].read_text())
    command = page.locator("[data-testid='stCode'] code").inner_text().split()
    assert command[:5] == ["python", "-m", "clever_engine", "score", "digits.png"]
    arguments = [sys.executable, *command[1:4], str(saved["Digits (PNG)"]), *command[5:], "--json"]
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=True)
    (ours,), (theirs,) = report["digits"], json.loads(done.stdout)["digits"]
    # The app measures with one thread and the command with all: sums may round in another order.
    assert ours["score"] == pytest.approx(theirs["score"], rel=1e-6)
    assert ours["interval"] == pytest.approx(theirs["interval"], rel=1e-6)


def test_a_seven_by_touch_on_a_phone(phone_page: Page, app_url: str) -> None:
    pad = open_measure(phone_page, app_url, "?model=mlp-1024&effort=quick")
    Finger(phone_page).draw(pad, SEVEN)
    expect(phone_page.locator(".st-key-reading")).to_contain_text("7")
    score(phone_page)
    assert_label_score_and_plot(phone_page)
    width = phone_page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390, "the page must not scroll sideways"


def test_the_address_reproduces_the_run(page: Page, new_page, app_url: str) -> None:
    pad = open_measure(page, app_url, "?model=mlp-1024&effort=quick")
    draw_with_mouse(page, pad, SEVEN)
    expect(page.locator(".st-key-reading")).to_contain_text("7")
    score(page)
    first = assert_label_score_and_plot(page)
    page.wait_for_url("**d=*")
    other = new_page()
    open_app(other, page.url)
    expect(other.get_by_role("button", name="Shown").first).to_be_visible(timeout=MEASURING_MS)
    expect(other.get_by_text("An example, measured beforehand")).to_have_count(
        0, timeout=MEASURING_MS
    )
    assert assert_label_score_and_plot(other) == first


def test_a_photo_is_read_and_framed(page: Page, app_url: str, tmp_path: Path) -> None:
    import numpy as np
    from PIL import Image

    from clever_engine.handwriting.sets import load_handwriting

    sheet = np.full((300, 560), 230, dtype=np.uint8)
    for number, digit in enumerate(load_handwriting().images[2, [4, 6, 1], 0]):
        large = np.asarray(Image.fromarray((digit * 255).astype(np.uint8)).resize((112, 112)))
        sheet[90:202, 80 + 140 * number : 192 + 140 * number] -= (large * 0.8).astype(np.uint8)
    photo = tmp_path / "photo.jpg"
    Image.fromarray(sheet).save(photo)
    open_measure(page, app_url)
    page.get_by_text("Upload", exact=True).first.click()
    page.locator("input[type=file]").set_input_files(photo)
    labels = page.locator(".st-key-reading b")
    expect(labels).to_have_text(["4", "6", "1"], timeout=PATIENCE_MS)
    expect(page.get_by_alt_text("boxes around the 3 digits")).to_be_visible(timeout=PATIENCE_MS)


def test_a_file_that_is_no_picture_gets_one_sentence(
    page: Page, app_url: str, tmp_path: Path
) -> None:
    words = tmp_path / "words.png"
    words.write_text("no picture")
    open_measure(page, app_url)
    page.get_by_text("Upload", exact=True).first.click()
    page.locator("input[type=file]").set_input_files(words)
    expect(page.get_by_text("Expected a picture")).to_be_visible()
    expect(page.get_by_role("button", name="Score", exact=True)).to_be_disabled()


def test_start_leads_to_measure_and_back(page: Page, app_url: str) -> None:
    open_app(page, app_url)
    page.get_by_role("button", name="Measure a digit").click()
    expect(page.get_by_role("heading", name="Measure a digit")).to_be_visible()
    page.get_by_role("link", name="Start").click()
    expect(page.get_by_role("heading", name="How CLEVER is your digit?")).to_be_visible()
    wait_until_idle(page)


def test_every_picture_and_chart_has_words(page: Page, app_url: str) -> None:
    open_measure(page, app_url)
    expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=PATIENCE_MS)
    for image in page.locator("[data-testid='stImage'] img").all():
        assert image.get_attribute("alt")
    for chart in page.locator("[data-testid='stPlotlyChart']").all():
        assert chart.get_attribute("aria-label") or chart.locator("[aria-label]").count()


def test_buttons_are_large_enough_for_a_finger(phone_page: Page, app_url: str) -> None:
    open_measure(phone_page, app_url)
    # The page is laid out anew while its chart comes in.
    expect(phone_page.locator(".js-plotly-plot").first).to_be_visible(timeout=MEASURING_MS)
    wait_until_idle(phone_page)
    # On a touch screen Streamlit keeps a hidden copy of each button that has a tooltip.
    heights = phone_page.locator("[data-testid='stButton'] button").evaluate_all(
        "buttons => buttons.filter(b => b.checkVisibility()).map(b => b.offsetHeight)"
    )
    assert len(heights) >= 5
    assert min(heights) >= 44


def test_dark_pages_show_no_complaint(dark_page: Page, dark_phone_page: Page, app_url: str) -> None:
    for visitor in (dark_page, dark_phone_page):
        open_measure(visitor, app_url)
        expect(visitor.locator(".js-plotly-plot").first).to_be_visible(timeout=PATIENCE_MS)


def test_without_a_camera_the_page_goes_on(page: Page, app_url: str) -> None:
    open_measure(page, app_url)
    page.get_by_text("Camera", exact=True).first.click()
    expect(page.get_by_text("Hold a sheet with dark, thick digits into the light")).to_be_visible()
    page.get_by_text("Gallery", exact=True).first.click()
    expect(page.get_by_label("Digits to write")).to_have_value("50986")
    wait_until_idle(page)
