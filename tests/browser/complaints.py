"""What a browser page complained about while a test drove it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page, Request, WebSocket

LOCAL_HOSTS = {"127.0.0.1", "localhost"}
LOCAL_SCHEMES = {"data", "blob", "about"}


class Complaints:
    """Console errors, page errors, failed requests and calls to other hosts, in order."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def watch(self, page: Page) -> None:
        """Record whatever `page` complains about from now on."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(f"page error: {error}"))
        page.on("request", lambda request: self._address(request.url))
        page.on("requestfailed", self._failed)
        page.on("websocket", self._socket)
        page.on("response", lambda answer: self._status(answer.status, answer.url))

    def report(self) -> str:
        """All complaints, one a line; empty when there were none."""
        return "\n".join(dict.fromkeys(self.found))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.found.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _failed(self, request: Request) -> None:
        # A page that is left gives up what it was loading: no fault of the app.
        if request.failure != "net::ERR_ABORTED":
            self.found.append(f"failed: {request.url} {request.failure}")

    def _status(self, status: int, url: str) -> None:
        if status >= 400:
            self.found.append(f"status {status}: {url}")

    def _socket(self, socket: WebSocket) -> None:
        self._address(socket.url)

    def _address(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in LOCAL_SCHEMES and parts.hostname not in LOCAL_HOSTS:
            self.found.append(f"request to another host: {url}")
