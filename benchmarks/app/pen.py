"""Digits as a hand draws them: a few strokes each, a little different from visitor to visitor."""

import math
import random
from typing import TypedDict

GRID = 1000
RATIO = 0.62
WIDTH = 45
"""Units of the pad's grid: `GRID` wide and `GRID * RATIO` high, as on the page Measure."""


class Stroke(TypedDict):
    """One line: its width and `x0, y0, x1, y1, ...`."""

    w: int
    xy: list[int]


Point = tuple[float, float]

SHAPES: dict[int, tuple[tuple[Point, ...], ...]] = {
    1: (((0.40, 0.15), (0.55, 0.0), (0.55, 1.0)),),
    2: (
        ((0.10, 0.22), (0.25, 0.04), (0.55, 0.0), (0.80, 0.2), (0.7, 0.45), (0.1, 1.0), (0.9, 1.0)),
    ),
    3: (
        (
            (0.15, 0.1),
            (0.5, 0.0),
            (0.8, 0.2),
            (0.65, 0.42),
            (0.4, 0.5),
            (0.7, 0.56),
            (0.85, 0.78),
            (0.55, 1.0),
            (0.1, 0.92),
        ),
    ),
    4: (((0.55, 0.0), (0.1, 0.62), (0.9, 0.62)), ((0.68, 0.3), (0.66, 1.0))),
    5: (
        ((0.25, 0.0), (0.2, 0.42), (0.55, 0.38), (0.85, 0.6), (0.75, 0.9), (0.4, 1.0), (0.1, 0.9)),
        ((0.25, 0.0), (0.85, 0.0)),
    ),
    7: (((0.1, 0.0), (0.9, 0.0), (0.4, 1.0)), ((0.3, 0.5), (0.8, 0.5))),
}
"""Corners of each stroke in a box of width and height 1, y downwards."""


def digit(number: int, hand: random.Random) -> list[Stroke]:
    """Return the strokes of a digit in the middle of the pad, moved, turned and sized by chance."""
    height = hand.uniform(300, 420)
    width, turn = height * hand.uniform(0.5, 0.65), hand.uniform(-0.12, 0.12)
    x, y = hand.uniform(350, 650), GRID * RATIO / 2 + hand.uniform(-40, 40)
    strokes = []
    for corners in SHAPES[number]:
        points = [
            _turned((across - 0.5) * width, (down - 0.5) * height, turn)
            for across, down in _between(corners)
        ]
        xy = [round(value) for dx, dy in points for value in (x + dx, y + dy)]
        strokes.append(Stroke(w=WIDTH, xy=xy))
    return strokes


def digits_of(visitor: int, count: int) -> list[list[Stroke]]:
    """Return the digits one visitor draws, the same at every call."""
    hand = random.Random(visitor)
    return [digit(hand.choice(list(SHAPES)), hand) for _ in range(count)]


def _between(corners: tuple[Point, ...], steps: int = 6) -> list[Point]:
    """Return the corners with points on the lines between them, as a pen leaves them."""
    points = [corners[0]]
    for (x0, y0), (x1, y1) in zip(corners, corners[1:], strict=False):
        for step in range(1, steps + 1):
            share = step / steps
            points.append((x0 + share * (x1 - x0), y0 + share * (y1 - y0)))
    return points


def _turned(x: float, y: float, angle: float) -> Point:
    return (
        x * math.cos(angle) - y * math.sin(angle),
        x * math.sin(angle) + y * math.cos(angle),
    )
