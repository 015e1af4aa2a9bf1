"""The scenarios by name, each against a server of its own."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from benchmarks.app.drawing import Group, draw_together
from benchmarks.app.opening import (
    BEFORE_AFTER,
    BIG_CHECK,
    FOOLED,
    MEASURE,
    SANDWICH,
    Address,
    Times,
    open_together,
    warm_up,
)
from benchmarks.app.server import Server

MOST_VISITORS = 200
LONGEST = 3600.0
"""Bounds of what may be asked for: visitors at once, seconds of one scenario."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Something visitors do together.

    Attributes:
        name: what and how many.
        run: does it at a port of this machine, within a patience in seconds.
    """

    name: str
    run: Callable[[int, float], Awaitable[Times]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a scenario took.

    Attributes:
        times: seconds by what was waited for.
        processor: seconds of processor time the server used from the first visitor to the last.
    """

    times: Times
    processor: float


def scenarios(together: int, groups: tuple[int, ...], seconds: float) -> list[Scenario]:
    """Return the scenarios.

    Args:
        together: visitors who open one address at the same moment.
        groups: sizes of the groups that draw.
        seconds: how long they draw.

    Raises:
        ValueError: more is asked for than a machine should bear.
    """
    if not all(1 <= number <= MOST_VISITORS for number in (together, *groups)):
        raise ValueError(f"Expected 1 to {MOST_VISITORS} visitors; got {together} and {groups}.")
    if not 0 < seconds <= LONGEST:
        raise ValueError(f"Expected up to {LONGEST:.0f} seconds of drawing; got {seconds}.")
    opened = [
        ("measure", MEASURE, 1),
        ("measure", MEASURE, together),
        ("big check", BIG_CHECK, 1),
        ("big check", BIG_CHECK, together),
        ("sandwich", SANDWICH, together),
        ("hidden gradient", FOOLED, together),
        ("before and after", BEFORE_AFTER, together),
    ]
    return [
        *(_opening(name, address, visitors) for name, address, visitors in opened),
        *(_drawing(visitors, seconds) for visitors in groups),
    ]


def measure(scenario: Scenario, server: Server, patience: float) -> Measured:
    """Warm the server up, let the visitors in, and return what they waited."""
    asyncio.run(warm_up(server.port))
    before = server.processor_seconds()
    times = asyncio.run(_bounded(scenario, server.port, patience))
    return Measured(times=times, processor=server.processor_seconds() - before)


async def _bounded(scenario: Scenario, port: int, patience: float) -> Times:
    async with asyncio.timeout(2 * LONGEST):  # whatever happens, it ends
        return await scenario.run(port, patience)


def _opening(name: str, address: Address, visitors: int) -> Scenario:
    async def run(port: int, patience: float) -> Times:
        return await open_together(port, address, visitors, patience)

    return Scenario(name=f"{name}, {visitors} at once", run=run)


def _drawing(visitors: int, seconds: float) -> Scenario:
    group = partial(Group, visitors=visitors, seconds=seconds)

    async def run(port: int, patience: float) -> Times:
        return await draw_together(port, group(patience=patience))

    return Scenario(name=f"drawing, {visitors} at once", run=run)
