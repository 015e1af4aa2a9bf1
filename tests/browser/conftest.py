"""Fixtures for tests that drive the app in a real Chromium.

Every page given out here fails its test at the end if the browser complained: an error on the
console, an uncaught exception, a request that failed or one that left this machine.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest
from complaints import Complaints
from server import ROOT, streamlit_server

if TYPE_CHECKING:
    from canvas_desk import Desk
    from playwright.sync_api import Browser, Page


CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DEVICES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "has_touch": True,
        "is_mobile": True,
    },
}

Device = Literal["desktop", "phone"]
Scheme = Literal["light", "dark"]
NewPage = Callable[..., "Page"]
Serve = Callable[[Path], str]


class WithoutPlaywright(pytest.Module):
    """Stands for a test file that could not even be imported."""

    def collect(self) -> Iterable[pytest.Item]:
        """Say why there are no tests."""
        pytest.skip("the browser tests need playwright: pip install playwright")


def pytest_pycollect_makemodule(
    module_path: Path, parent: pytest.Collector
) -> pytest.Module | None:
    """Skip this folder's files, with the reason, where playwright is not installed."""
    if find_spec("playwright") is not None:
        return None
    module: pytest.Module = WithoutPlaywright.from_parent(parent, path=module_path)
    return module


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Start a script's server the first time it is asked for; stop all at the end."""
    addresses: dict[Path, str] = {}
    logs = tmp_path_factory.mktemp("server-logs")
    with ExitStack() as stack:

        def address(script: Path) -> str:
            if script not in addresses:
                log = logs / f"{script.stem}.log"
                addresses[script] = stack.enter_context(streamlit_server(script, log))
            return addresses[script]

        yield address
    failures = [log for log in logs.iterdir() if "Traceback" in log.read_text(errors="replace")]
    assert not failures, f"the server's log holds a traceback: {failures}"


@pytest.fixture(scope="session")
def app_url(serve: Serve) -> str:
    """Address of the whole app."""
    script = ROOT / "app.py"
    if not script.exists():
        pytest.skip("there is no app.py yet")
    return serve(script)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for the session."""
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if path is None:
        pytest.skip(f"the browser tests need one of {', '.join(CHROMIUM_NAMES)} on the PATH")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Make pages: `new_page("phone", "dark")`; each is a visitor of its own."""
    from hands import PATIENCE_MS

    complaints = Complaints()
    contexts = []

    def make(device: Device = "desktop", scheme: Scheme = "light", **options: Any) -> Page:
        settings = {**DEVICES[device], "color_scheme": scheme, **options}
        context = browser.new_context(**settings)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        complaints.watch(page)
        return page

    yield make
    for context in contexts:
        context.close()
    if complaints.report():
        pytest.fail(f"the browser complained:\n{complaints.report()}", pytrace=False)


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """1280 by 800, mouse, light."""
    return new_page("desktop", "light")


@pytest.fixture
def dark_page(new_page: NewPage) -> Page:
    """1280 by 800, mouse, dark."""
    return new_page("desktop", "dark")


@pytest.fixture
def phone_page(new_page: NewPage) -> Page:
    """390 by 844, touch, light."""
    return new_page("phone", "light")


@pytest.fixture
def dark_phone_page(new_page: NewPage) -> Page:
    """390 by 844, touch, dark."""
    return new_page("phone", "dark")


@pytest.fixture(scope="session")
def canvas_url(serve: Serve) -> str:
    """Address of the small app around the drawing pad."""
    return serve(Path(__file__).with_name("canvas_app.py"))


@pytest.fixture
def desk(page: Page, canvas_url: str) -> Desk:
    """A visitor at that app, with a mouse."""
    from canvas_desk import Desk

    return Desk.open(page, canvas_url)
