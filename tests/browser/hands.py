"""Hands for the tests: waiting for the app, drawing by mouse and by finger."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import CDPSession, Locator, Page, expect

Point = tuple[float, float]
Line = Sequence[Point]

PATIENCE_MS = 30_000

# Lines in fractions of the pad's width and height.
SEVEN: Sequence[Line] = [[(0.25, 0.2), (0.75, 0.2), (0.6, 0.5), (0.45, 0.85)]]
ONE: Sequence[Line] = [[(0.5, 0.15), (0.5, 0.85)]]
FOUR: Sequence[Line] = [[(0.35, 0.15), (0.25, 0.55), (0.75, 0.55)], [(0.62, 0.3), (0.62, 0.88)]]
DASH: Sequence[Line] = [[(0.3, 0.5), (0.7, 0.5)]]


def wait_until_idle(page: Page) -> None:
    """Wait until the app is connected and no script is running."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED", timeout=PATIENCE_MS)
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=PATIENCE_MS)


def open_app(page: Page, url: str) -> None:
    """Load `url` and wait until its first run is over."""
    page.goto(url, timeout=PATIENCE_MS)
    wait_until_idle(page)


def pad_named(page: Page, label: str) -> Locator:
    """The drawing pad with this accessible name."""
    return page.get_by_role("group", name=label, exact=True)


def points_on(pad: Locator, line: Line) -> list[Point]:
    """A line's points in page pixels; the sheet is scrolled into view first."""
    canvas = pad.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None, "the pad is not visible"
    return [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in line]


def draw_with_mouse(page: Page, pad: Locator, lines: Sequence[Line], *, steps: int = 8) -> None:
    """Draw each line with the left button held down."""
    for line in lines:
        (x, y), *rest = points_on(pad, line)
        page.mouse.move(x, y)
        page.mouse.down()
        for x, y in rest:
            page.mouse.move(x, y, steps=steps)
        page.mouse.up()


class Finger:
    """Touches sent the way a phone sends them."""

    def __init__(self, page: Page) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)

    def send(self, kind: str, *points: tuple[float, float, int]) -> None:
        """Send one event, such as "touchStart", with the fingers as `(x, y, number)`."""
        touches = [{"x": x, "y": y, "id": number} for x, y, number in points]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def pen(self, kind: str, point: Point) -> None:
        """Send one event of a stylus: "mousePressed", "mouseMoved" or "mouseReleased"."""
        held = {"button": "left", "buttons": int(kind != "mouseReleased"), "clickCount": 1}
        place = {"type": kind, "x": point[0], "y": point[1], "pointerType": "pen"}
        self._session.send("Input.dispatchMouseEvent", {**place, **held})

    def draw(self, pad: Locator, lines: Sequence[Line], *, steps: int = 6) -> None:
        """Draw each line with one finger."""
        for line in lines:
            start, *rest = between(points_on(pad, line), steps)
            self.send("touchStart", (*start, 0))
            for point in rest:
                self.send("touchMove", (*point, 0))
            self.send("touchEnd")


def between(points: Sequence[Point], steps: int) -> list[Point]:
    """The points with `steps` equal moves from each to the next."""
    path = [points[0]]
    for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
        path += [(x0 + (x1 - x0) * i / steps, y0 + (y1 - y0) * i / steps) for i in range(1, steps)]
        path.append((x1, y1))
    return path
