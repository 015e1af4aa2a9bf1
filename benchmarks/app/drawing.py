"""Visitors who draw: a stroke every few seconds on the page Measure, Score after each digit."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.app.opening import MEASURE, Times, is_still, since
from benchmarks.app.pen import Stroke, digits_of
from benchmarks.app.screen import Screen
from benchmarks.app.visitor import Visitor

PAD, SCORE = "pad", "score"
LABEL = "class='sure'"
"""What the line says in which the label of a digit on the pad appears."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Visitors who draw at the same time.

    Attributes:
        visitors: how many.
        seconds: how long they go on.
        pause: seconds between two strokes of one visitor.
        patience: seconds after which one waits no longer.
    """

    visitors: int
    seconds: float
    pause: float = 3.0
    patience: float = 60.0


async def draw_together(port: int, group: Group) -> Times:
    """Let visitors draw and score; return how long page, labels and scores took."""
    times: Times = {"opening the page": [], "stroke to label": [], "Score to result": []}
    drawn = await asyncio.gather(
        *(_visit(port, number, group, times) for number in range(group.visitors)),
        return_exceptions=True,
    )
    for error in drawn:
        if isinstance(error, BaseException):
            print(f"a visitor was lost: {error!r}")
    return times


async def _visit(port: int, number: int, group: Group, times: Times) -> None:
    # They come one after the other within a pause, and so do their strokes.
    await asyncio.sleep(random.Random(number).uniform(0, group.pause))
    end = time.perf_counter() + group.seconds
    begun = time.perf_counter()
    async with Visitor(port, "/measure") as visitor:
        await visitor.open()
        there = await visitor.until(_offers_pad, group.patience)
        times["opening the page"].append(since(begun, there))
        beat = time.perf_counter()
        for digit in digits_of(number, round(group.seconds / group.pause) + 1):
            for count in range(1, len(digit) + 1):
                beat = max(beat + group.pause, time.perf_counter())
                if beat > end:
                    return
                await asyncio.sleep(beat - time.perf_counter())
                times["stroke to label"].append(await _stroke(visitor, digit[:count], group))
            times["Score to result"].append(await _score(visitor, group))


async def _stroke(visitor: Visitor, strokes: list[Stroke], group: Group) -> float:
    begun, before = time.perf_counter(), visitor.screen.drawn
    await visitor.draw(PAD, strokes)
    return since(begun, await visitor.until(_says(LABEL, before), group.patience))


async def _score(visitor: Visitor, group: Group) -> float:
    await visitor.until(is_still, group.patience)
    begun, before = time.perf_counter(), visitor.screen.drawn
    await visitor.press(SCORE)
    return since(begun, await visitor.until(_scored(before), group.patience))


def _offers_pad(screen: Screen) -> bool:
    return is_still(screen) and screen.with_key(PAD) is not None


def _says(words: str, since: int) -> Callable[[Screen], bool]:
    return lambda screen: screen.says(words, since)


def _scored(since: int) -> Callable[[Screen], bool]:
    """Return whether the page was drawn again with a result, and nothing is on its way."""
    return lambda screen: MEASURE.is_there(screen) and screen.says(MEASURE.words, since)
