"""The start page in a browser: where it leads, and whether its buttons can be read."""

from __future__ import annotations

import pytest
from hands import PATIENCE_MS, open_app, wait_until_idle
from playwright.sync_api import Page, expect

WAYS = {
    "Measure a digit": "/measure",
    "Play The Big Check": "/big-check",
    "Take the lesson": "/label-it",
    "Compare networks": "/accuracy",
    "Play together in a room": "/host",
}
LUMINANCE = """button => {
    const style = getComputedStyle(button);
    const canvas = new OffscreenCanvas(1, 1).getContext("2d");
    return [style.color, style.backgroundColor].map(color => {
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = Array.from(canvas.getImageData(0, 0, 1, 1).data.slice(0, 3), v => {
            v /= 255;
            return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    });
}"""


@pytest.mark.parametrize("name", WAYS)
def test_each_button_leads_to_its_page(page: Page, app_url: str, name: str) -> None:
    open_app(page, app_url)
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_url(f"**{WAYS[name]}*", timeout=PATIENCE_MS)
    expect(page.get_by_role("heading", level=1).first).to_be_visible(timeout=PATIENCE_MS)
    wait_until_idle(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_main_button_has_enough_contrast(new_page, app_url: str, scheme: str) -> None:
    page = new_page("desktop", scheme)
    open_app(page, app_url)
    button = page.get_by_role("button", name="Measure a digit", exact=True)
    darker, lighter = sorted(button.evaluate(LUMINANCE))
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5, "WCAG 2.2, criterion 1.4.3"
