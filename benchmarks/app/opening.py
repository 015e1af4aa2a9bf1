"""Visitors who open one address at the same moment and wait for what it promises."""

import asyncio
import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.app.screen import Screen
from benchmarks.app.visitor import Visitor

Times = dict[str, list[float]]
"""Seconds by what was waited for, one for each time it was; infinite where it did not come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address, and how one sees that its result is there.

    Attributes:
        path: with the part after the question mark.
        words: that stand on the page with the result and not before; empty where a chart alone
            says so.
        presses: keys of the buttons to press on the way, one after the other.
    """

    path: str
    words: str = ""
    presses: tuple[str, ...] = ()

    def is_there(self, screen: Screen) -> bool:
        """Return whether the result stands on the page, and nothing is still on its way."""
        found = screen.says(self.words) if self.words else screen.has("plotly_chart")
        return found and is_still(screen) and not screen.has("progress")


MEASURE = Address(path="/measure?hand=3&digits=13579&seed=3", words="Your last measurement")
BIG_CHECK = Address(
    path="/big-check?seed=7", words="The best tamper possible", presses=("begin", "hand-in")
)
SANDWICH = Address(path="/sandwich")
FOOLED = Address(path="/fooled?part=1")
BEFORE_AFTER = Address(path="/before-after")
START = Address(path="/")


def is_still(screen: Screen) -> bool:
    """Return whether a run has come to its end and no other is on its way."""
    return screen.runs > 0 and not screen.running


async def warm_up(port: int) -> None:
    """Be the first visitor, for whom the server imports what pages need."""
    for path in ("/", "/measure"):
        async with Visitor(port, path) as visitor:
            await visitor.open()
            await visitor.until(is_still, 120)


async def open_together(port: int, address: Address, visitors: int, patience: float) -> Times:
    """Let visitors open an address at one moment; return when the page and its result stood."""
    results = await asyncio.gather(
        *(_visit(port, address, patience) for _ in range(visitors)), return_exceptions=True
    )
    good = [one if not isinstance(one, BaseException) else _lost(one) for one in results]
    return {"page": [page for page, _ in good], "result": [result for _, result in good]}


async def _visit(port: int, address: Address, patience: float) -> tuple[float, float]:
    """Return the seconds from the click on a link to the first whole page, and to the result.

    Where buttons lead to the result, its seconds count from the first of them.
    """
    begun = time.perf_counter()
    async with Visitor(port, address.path) as visitor:
        await visitor.open()
        page = since(begun, await visitor.until(is_still, patience))
        for number, key in enumerate(address.presses):
            await visitor.until(_offers(key), patience)
            begun = time.perf_counter() if number == 0 else begun
            await visitor.press(key)
        left = max(1.0, patience - (time.perf_counter() - begun))
        return page, since(begun, await visitor.until(address.is_there, left))


def since(begun: float, ended: float | None) -> float:
    """Return the seconds between; infinite where there is no end."""
    return math.inf if ended is None else ended - begun


def _offers(key: str) -> Callable[[Screen], bool]:
    return lambda screen: is_still(screen) and screen.with_key(key) is not None


def _lost(error: BaseException) -> tuple[float, float]:
    print(f"a visitor was lost: {error!r}")
    return math.inf, math.inf
