"""Before and after, as a visitor uses it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hands import SEVEN, draw_with_mouse, open_app, pad_named, wait_until_idle
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

COMPARING_MS = 200_000


def done(page: Page) -> None:
    expect(page.locator(".verdict").first).to_be_visible(timeout=COMPARING_MS)
    expect(page.get_by_role("button", name="Stop")).to_have_count(0, timeout=COMPARING_MS)
    wait_until_idle(page)


def test_an_address_gives_verdict_plot_and_csv(page: Page, app_url: str, tmp_path: Path) -> None:
    query = "?before=mlp-1024&after=mlp-2&count=5&attack=no"
    open_app(page, f"{app_url}/before-after{query}")
    done(page)
    expect(page.locator(".js-plotly-plot .scatterlayer .trace").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Every number as CSV").click()
    saved = tmp_path / "comparison.csv"
    download.value.save_as(saved)
    with saved.open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert [line["model"] for line in lines] == ["mlp-1024", "mlp-2"] * 5
    assert all(float(line["clever score [units of norm; pixels 0 to 1]"]) >= 0 for line in lines)


def test_own_drawing_on_a_phone_and_its_address_for_a_friend(new_page, app_url: str) -> None:
    phone = new_page("phone", "dark")
    query = "?before=mlp-1024&after=mlp-2&attack=no&digits=drawn"
    open_app(phone, f"{app_url}/before-after{query}")
    draw_with_mouse(phone, pad_named(phone, "Drawing pad"), SEVEN)
    button = phone.get_by_role("button", name="Compare", exact=True)
    expect(button).to_be_enabled()
    button.click()
    done(phone)
    said = phone.locator(".verdict + *, .verdict").first.inner_text()
    friend = new_page("desktop", "light")
    open_app(friend, phone.url)
    done(friend)
    assert friend.locator(".verdict").first.inner_text() == said
