"""Where to write names beside points so that nothing covers anything else.

Greedy: the most important name first, each at the nearest free place around its point; a name that
finds none is left out. Pixels, with y growing downwards, as on a screen.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

CHARACTER = 0.56
"""Width of a character as a share of the font's size, on average, a little generously."""

_DISTANCES = (3.0, 10.0, 22.0, 36.0, 50.0, 66.0, 84.0, 104.0)
_ANGLES = (0, 180, 90, 270, 40, 140, 320, 220, 65, 115, 295, 245, 20, 160, 340, 200)
_MARK = 8.0
_CROSSING = 30.0
_EVERY = 7.0
_ROUNDS = 4

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A name that found a place.

    Attributes:
        index: of its point.
        x: middle of the text, relative to the point.
        y: middle of the text, relative to the point, downwards.
        leader: whether it lies so far off that a line should lead to the point.
    """

    index: int
    x: float
    y: float
    leader: bool


def place_labels(
    points: Sequence[tuple[float, float]],
    texts: Sequence[str],
    *,
    width: float,
    height: float,
    size: float,
    order: Sequence[int] | None = None,
    taken: Sequence[Box] = (),
    avoid: Sequence[Box] = (),
    radii: Sequence[float] | None = None,
    reach: float = 70.0,
) -> tuple[Label, ...]:
    """Return places for names in a field of `width` times `height` pixels.

    Args:
        points: their places from the top left corner.
        texts: a name a point.
        width: of the field.
        height: of the field.
        size: of the font.
        order: the points' indices, the most important first.
        taken: where nothing may be written.
        avoid: where a name is put only if every other place is farther off.
        radii: of the marks; 8 by default.
        reach: how far from its mark a name may be, before it is rather left out.
    """
    sizes = list(radii) if radii is not None else [_MARK] * len(points)
    ranks = list(order) if order is not None else list(range(len(points)))
    best: list[Label] = []
    for _ in range(_ROUNDS):
        found = _place(points, texts, sizes, ranks, (width, height), size, taken, avoid, reach)
        if len(found) > len(best):
            best = found
        left_out = set(ranks) - {label.index for label in found}
        if not left_out:
            break
        # Another try, in which those that found no place choose right after the first.
        ranks = [*ranks[:1], *sorted(ranks[1:], key=lambda index: index not in left_out)]
    return tuple(best)


def _place(
    points: Sequence[tuple[float, float]],
    texts: Sequence[str],
    sizes: Sequence[float],
    order: Sequence[int],
    field: tuple[float, float],
    size: float,
    taken: Sequence[Box],
    avoid: Sequence[Box],
    reach: float,
) -> list[Label]:
    """Return the places of one pass in this order."""
    marks = [_around(x, y, r, r) for (x, y), r in zip(points, sizes, strict=True)]
    filled = list(taken)
    found: list[Label] = []
    for index in order:
        half = (len(texts[index]) * size * CHARACTER / 2, size * 0.62)
        hard = filled + marks[:index] + marks[index + 1 :]
        place = _nearest(points[index], sizes[index], half, hard, avoid, field, reach)
        if place is not None:
            dx, dy, far, boxes = place
            found.append(Label(index=index, x=dx, y=dy, leader=far))
            filled += boxes
    return found


def _nearest(
    point: tuple[float, float],
    radius: float,
    half: tuple[float, float],
    hard: Sequence[Box],
    avoid: Sequence[Box],
    field: tuple[float, float],
    reach: float,
) -> tuple[float, float, bool, list[Box]] | None:
    """Return the cheapest free place of one name: its offset, whether it is far, what it fills."""
    (x, y), best, least = point, None, math.inf
    for distance in (d for d in _DISTANCES if d <= reach):
        if least <= distance:
            break  # nothing farther off can be cheaper
        far = distance > _DISTANCES[1]
        for rank, angle in enumerate(_ANGLES):
            dx, dy = _offset(angle, distance + radius, half)
            box = _around(x + dx, y + dy, *half)
            if not _inside(box, *field) or _hits(box, hard):
                continue
            line = along((x, y), (x + dx, y + dy))[2:-2] if far else []
            if any(_hits(part, hard) for part in line):
                continue
            # Far names cost, and so do lines under a name; ties go to the usual places.
            cost = distance + 0.4 * rank + (_CROSSING if _hits(box, avoid) else 0.0)
            if cost < least:
                best, least = (dx, dy, far, [box, *line]), cost
    return best


def along(start: tuple[float, float], end: tuple[float, float]) -> list[Box]:
    """Return small boxes, one every few pixels, that stand for a line."""
    count = max(2, round(math.dist(start, end) / _EVERY))
    steps = [number / count for number in range(count + 1)]
    return [
        _around(start[0] + t * (end[0] - start[0]), start[1] + t * (end[1] - start[1]), 1.5, 1.5)
        for t in steps
    ]


def _offset(angle: float, reach: float, half: tuple[float, float]) -> tuple[float, float]:
    """Return the middle of a text whose near edge is `reach` from the middle of the mark."""
    cosine, sine = math.cos(math.radians(angle)), -math.sin(math.radians(angle))
    return cosine * reach + _sign(cosine) * half[0], sine * reach + _sign(sine) * half[1]


def _sign(value: float) -> float:
    return 0.0 if abs(value) < 0.2 else math.copysign(1.0, value)


def _around(x: float, y: float, half_width: float, half_height: float) -> Box:
    return (x - half_width, y - half_height, x + half_width, y + half_height)


def _inside(box: Box, width: float, height: float) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height


def _hits(box: Box, others: Sequence[Box]) -> bool:
    """Return whether a box overlaps any of the others."""
    return any(
        box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
        for other in others
    )


def three_digits(value: float) -> str:
    """Return a number with three significant digits."""
    return f"{value:#.3g}".rstrip(".") if value else "0"
