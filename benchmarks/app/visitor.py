"""One visitor: a web socket to the app, handled as Streamlit's page in the browser handles it."""

import asyncio
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from benchmarks.app.messages import SUBPROTOCOLS, drawn, pressed, rerun
from benchmarks.app.pen import Stroke
from benchmarks.app.screen import Screen, Shown
from benchmarks.app.server import HOST

LARGEST = 64_000_000
"""Bytes of one message."""


class Visitor:
    """A session: `open` first, then `press` and `draw`; `until` waits for what is on the page.

    Times are `time.perf_counter()` at the moment a message has been taken in.
    """

    def __init__(self, port: int, address: str) -> None:
        """Name a page, such as `/measure?seed=3`, of the server at a port of this machine."""
        parts = urlsplit(address)
        self._port, self._page = port, parts.path.strip("/")
        self.screen = Screen(query=parts.query)
        self._touched: dict[str, WidgetState] = {}
        self._timers: dict[str, tuple[float, asyncio.Task[None]]] = {}
        self._changed = asyncio.Event()
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None
        self._at = 0.0

    async def __aenter__(self) -> Self:
        """Connect."""
        self._socket = await connect(
            f"ws://{HOST}:{self._port}/_stcore/stream",
            subprotocols=[Subprotocol(name) for name in SUBPROTOCOLS],
            max_size=LARGEST,
            ping_interval=None,
            open_timeout=60,
            proxy=None,
        )
        self._reader = asyncio.create_task(self._read(self._socket))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave."""
        for _, task in self._timers.values():
            task.cancel()
        if self._reader is not None:
            self._reader.cancel()
        if self._socket is not None:
            await self._socket.close()

    async def open(self) -> None:
        """Ask for the page, as the browser does when it has connected."""
        await self._send_rerun(page_name=self._page)

    async def press(self, key: str) -> None:
        """Press the button with this key.

        Raises:
            LookupError: it is not on the page.
        """
        button = self._widget(key)
        await self._send_rerun(fragment=button.fragment, also=pressed(button.id))

    async def draw(self, key: str, strokes: list[Stroke]) -> None:
        """Leave these strokes on the pad with this key.

        Raises:
            LookupError: it is not on the page.
        """
        pad = self._widget(key)
        self._touched[pad.id] = drawn(pad.id, strokes, version=pad.version or "")
        await self._send_rerun(fragment=pad.fragment)

    async def until(self, there: Callable[[Screen], bool], patience: float) -> float | None:
        """Return when the screen is as wanted; None where it is not within `patience` seconds."""
        try:
            async with asyncio.timeout(patience):
                while not there(self.screen):
                    self._changed.clear()
                    await self._changed.wait()
                    if self._reader is not None and self._reader.done():
                        return None
        except TimeoutError:
            return None
        return self._at or time.perf_counter()

    def _widget(self, key: str) -> Shown:
        found = self.screen.with_key(key)
        if found is None:
            raise LookupError(f"Expected a widget {key!r} on the page {self._page!r}; none there.")
        return found

    async def _send_rerun(
        self,
        *,
        page_name: str = "",
        fragment: str = "",
        by_timer: bool = False,
        also: WidgetState | None = None,
    ) -> None:
        assert self._socket is not None
        states = [*self._touched.values(), *([] if also is None else [also])]
        message = rerun(
            query=self.screen.query,
            page_name=page_name,
            page_hash=self.screen.page_hash,
            fragment=fragment,
            by_timer=by_timer,
            widgets=states,
        )
        await self._socket.send(message.SerializeToString())

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for raw in socket:
                message = ForwardMsg()
                message.ParseFromString(raw if isinstance(raw, bytes) else raw.encode())
                self.screen.apply(message)
                self._at = time.perf_counter()
                self._set_timers()
                self._changed.set()
        except ConnectionClosed:
            self.screen.problem = self.screen.problem or "the connection was closed"
        finally:
            self._changed.set()

    def _set_timers(self) -> None:
        """Let the timers that run be those that the page wants, as `setInterval` does."""
        wanted = self.screen.timers
        for fragment, (gap, task) in list(self._timers.items()):
            if wanted.get(fragment) != gap:
                task.cancel()
                del self._timers[fragment]
        for fragment, gap in wanted.items():
            if fragment not in self._timers:
                self._timers[fragment] = (gap, asyncio.create_task(self._repeat(fragment, gap)))

    async def _repeat(self, fragment: str, gap: float) -> None:
        beat = time.perf_counter()
        while True:
            beat += gap
            await asyncio.sleep(max(0.0, beat - time.perf_counter()))
            await self._send_rerun(fragment=fragment, by_timer=True)
