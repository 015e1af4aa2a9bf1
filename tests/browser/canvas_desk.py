"""The fixture app's pads as a test sees them: what is on the screen, what Python received."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hands import PATIENCE_MS, open_app, pad_named, wait_until_idle
from playwright.sync_api import Locator, Page, expect

Stroke = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """One visitor at the fixture app."""

    page: Page

    @classmethod
    def open(cls, page: Page, url: str) -> Desk:
        """Open the app and wait for both pads."""
        open_app(page, url)
        desk = cls(page)
        for pad in (desk.first, desk.second):
            expect(pad.locator("canvas")).to_be_visible(timeout=PATIENCE_MS)
        return desk

    @property
    def first(self) -> Locator:
        """The square pad with pen and eraser."""
        return pad_named(self.page, "First digit")

    @property
    def second(self) -> Locator:
        """The wide pad over a picture, in a fragment."""
        return pad_named(self.page, "Amount")

    def button(self, name: str, pad: Locator | None = None) -> Locator:
        """A button of the first pad's toolbar, or of `pad`'s."""
        return (pad or self.first).get_by_role("button", name=name, exact=True)

    def tool(self, name: str, pad: Locator | None = None) -> Locator:
        """A tool of the first pad, or of `pad`."""
        return (pad or self.first).get_by_role("radio", name=name, exact=True)

    def received(self, name: str = "first") -> Any:
        """What Python last printed about a pad."""
        return json.loads(self.page.locator(f".st-key-received_{name}").inner_text())

    def wait_for(self, wanted: Callable[[list[Stroke]], bool], name: str = "first") -> list[Stroke]:
        """Wait until the strokes Python received are as wanted, and return them."""
        return self._poll(lambda: self.received(name)["strokes"], wanted)  # type: ignore[no-any-return]

    def wait_for_count(self, count: int, name: str = "first") -> list[Stroke]:
        """Wait until Python received so many strokes, and return them."""
        return self.wait_for(lambda strokes: len(strokes) == count, name)

    def inked(self, pad: Locator, x: float, y: float) -> bool:
        """Whether there is anything but clear paper at a fraction of the sheet."""
        return self.pixel(pad, x, y)[3] > 127

    def pixel(self, pad: Locator, x: float, y: float) -> list[int]:
        """Red, green, blue and opacity at a fraction of the sheet, after the next painting."""
        script = """(canvas, [x, y]) => new Promise(done =>
            requestAnimationFrame(() => requestAnimationFrame(() => done([...canvas.getContext("2d")
              .getImageData(x * canvas.width, y * canvas.height, 1, 1).data]))))"""
        return list(pad.locator("canvas").evaluate(script, [x, y]))

    def slow_down(self) -> None:
        """Make each rerun of the page take two seconds."""
        runs = self.received("runs")
        self.page.get_by_text("Slow", exact=True).click()
        self._poll(lambda: self.received("runs"), lambda now: bool(now > runs))
        wait_until_idle(self.page)

    def _poll(self, read: Callable[[], Any], wanted: Callable[[Any], bool]) -> Any:
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while not wanted(value := read()):
            assert time.monotonic() < deadline, f"still {value}"
            self.page.wait_for_timeout(50)
        return value
