"""The web server around the app: warmed up, compressed, without stray requests."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.server.stale import leave_out_lost_fragments

SHELL = Path(__file__).resolve().parent / "shell.py"
"""The script the server runs for every visitor."""


@asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[None]:
    """Load networks and digits while the server starts."""
    from pages.server import shell  # its caches want the server's runtime, which is up by now

    leave_out_lost_fragments()

    # Warming up needs no visitor, which Streamlit would remark on.
    logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").disabled = True
    shell.warm_up()
    yield


class OneAddress:
    """Tell the browser where the server is, in the page's head.

    Opened at /measure, Streamlit's script first looks for a server below /measure: two requests
    that fail, two errors on the console, and a delay before the page appears.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; add a line to the head of an HTML answer."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        # What is compressed further in cannot be changed here; GZipMiddleware compresses it after.
        headers = [(key, value) for key, value in scope["headers"] if key != b"accept-encoding"]
        start: Message | None = None
        body = b""

        async def hold_html(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                kind = MutableHeaders(raw=message["headers"]).get("content-type", "")
                if kind.startswith("text/html"):
                    start = message
                    return
            if start is None or message["type"] != "http.response.body":
                await send(message)
                return
            body += message.get("body", b"")
            if not message.get("more_body", False):
                body = _with_address(body)
                MutableHeaders(raw=start["headers"])["content-length"] = str(len(body))
                await send(start)
                await send({"type": "http.response.body", "body": body})

        await self._app({**scope, "headers": headers}, receive, hold_html)


def _with_address(page: bytes) -> bytes:
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    path = f"/{base}/" if base else "/"
    line = f"<script>window.__streamlit={{BACKEND_BASE_URL:location.origin+'{path}'}}</script>"
    named = page.replace(b"<title>Streamlit</title>", b"<title>How CLEVER is your digit?</title>")
    return named.replace(b"<head>", b"<head>" + line.encode(), 1)


# Streamlit serves its own scripts as they are; compressed, the first visit is a third as large,
# which a room full of phones feels.
MIDDLEWARE = [
    Middleware(GZipMiddleware, minimum_size=2000, compresslevel=5),
    Middleware(OneAddress),
]
