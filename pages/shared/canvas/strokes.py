"""Strokes as the browser sends them, and the bounds that make them safe to use."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

GRID = 1000
"""Width of the grid in units; its height is `GRID` times the pad's ratio."""

EXTRA_TOOLS: tuple[str, ...] = ()
"""Stroke kinds beside pen and eraser; each needs its row in `web/tools.js`."""


class Stroke(TypedDict):
    """One line: its width and `x0, y0, x1, y1, ...`, whole numbers in grid units."""

    w: int
    xy: list[int]
    erase: NotRequired[bool]
    tool: NotRequired[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most a drawing may hold; the pad in the browser keeps to the same numbers.

    Attributes:
        strokes: Number of strokes.
        points: Points in one stroke.
        total: Points after which no further stroke is taken.
        width: Width of a line in grid units.
        overshoot: How far a line may leave the sheet, in grid units.
    """

    strokes: int = 200
    points: int = 2000
    total: int = 12_000
    width: int = 400
    overshoot: int = 100


LIMITS = Limits()


def clean_strokes(raw: object, *, ratio: float = 1.0, limits: Limits = LIMITS) -> list[Stroke]:
    """Keep what is a stroke, within bounds; drop everything else.

    Args:
        raw: Anything at all, as it came from a browser or a file.
        ratio: Height of the sheet over its width.
        limits: What to bound by.

    Returns:
        New strokes, sharing nothing with `raw`. Numbers out of bounds are moved to the bound; a
        stroke with a value that is no finite number is dropped whole, because half a line is a
        different drawing.
    """
    good: list[Stroke] = []
    total = 0
    for item in raw[: limits.strokes] if isinstance(raw, list | tuple) else ():
        if total >= limits.total:
            break
        stroke = _clean_stroke(item, round(GRID * ratio), limits)
        if stroke is not None:
            good.append(stroke)
            total += len(stroke["xy"]) // 2
    return good


def _clean_stroke(item: object, height: int, limits: Limits) -> Stroke | None:
    if not isinstance(item, dict):
        return None
    width = _whole(item.get("w"), 1, limits.width)
    points = _clean_points(item.get("xy"), height, limits)
    tool = item.get("tool")
    if width is None or not points or (tool is not None and tool not in EXTRA_TOOLS):
        return None
    stroke: Stroke = {"w": width, "xy": points}
    if tool is not None:
        stroke["tool"] = str(tool)
    elif item.get("erase") is True:
        stroke["erase"] = True
    return stroke


def _clean_points(raw: object, height: int, limits: Limits) -> list[int]:
    if not isinstance(raw, list | tuple):
        return []
    over = limits.overshoot
    values = raw[: 2 * min(limits.points, len(raw) // 2)]
    points: list[int] = []
    for index, value in enumerate(values):
        number = _whole(value, -over, (height if index % 2 else GRID) + over)
        if number is None:
            return []
        points.append(number)
    return points


def _whole(value: Any, low: int, high: int) -> int | None:
    """The nearest whole number between `low` and `high`; `None` if `value` is no finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return round(min(high, max(low, value)))
