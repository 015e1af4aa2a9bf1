"""Smooth lines as SVG path data, and the numbers that a name stands for."""

import hashlib
import math
import re
from collections.abc import Sequence

Point = tuple[float, float]


def lot(name: str) -> bytes:
    """Return 32 numbers from 0 to 255, the same for the same name."""
    return hashlib.sha256(name.encode()).digest()


def spline(points: Sequence[Point], *, closed: bool = False) -> str:
    """Return the smooth line through all points (Catmull and Rom's, as cubic curves).

    Two equal neighbours make a sharp turn.
    """
    n = len(points)
    before = points[-1] if closed else points[0]
    path, smooth = [f"M{_put(points[0][0])} {_put(points[0][1])}"], False
    at = (round(points[0][0], 1), round(points[0][1], 1))
    for k in range(n if closed else n - 1):
        start, end = points[k], points[(k + 1) % n]
        after = points[(k + 2) % n] if closed else points[min(k + 2, n - 1)]
        if start != end:
            first = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
            second = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
            # From rounded point to rounded point, so that roundings never add up.
            stops = (second, end) if smooth else (first, second, end)
            numbers = [c for x, y in stops for c in (x - at[0], y - at[1])]
            path.append(("s" if smooth else "c") + _join(numbers))
            at = (at[0] + round(numbers[-2], 1), at[1] + round(numbers[-1], 1))
        smooth = start != end
        before = start
    return "".join(path) + ("Z" if closed else "")


def wave(length: float, period: float, amplitude: float) -> str:
    """Return a sine line of at least `length` from x 0, in whole periods around y 0."""
    step, x, y = period / 4, 0.3642 * period / 4, 0.5708 * amplitude
    # The cubic curves nearest to the quarters of a sine; `s` mirrors the end of the one before.
    rise = f"c{_join((x, -y, 2 * x, -amplitude, step, -amplitude))}"
    rest = [(step - x, amplitude - y, step, amplitude), (2 * x, amplitude, step, amplitude)]
    half = "".join("s" + _join(quarter) for quarter in rest)
    back = "s" + _join((step - x, y - amplitude, step, -amplitude))
    again = "s" + _join((2 * x, -amplitude, step, -amplitude))
    count = math.ceil(length / period)
    return "M0 0" + rise + (half + back + again) * (count - 1) + half + back


def lobed(radius: float, depth: float, lobes: int) -> str:
    """Return the closed curve r = radius (1 + depth cos(lobes angle)) around 0, 0."""
    return spline(lobed_points(radius, depth, lobes, 8 * lobes), closed=True)


def lobed_points(radius: float, depth: float, lobes: int, count: int) -> list[Point]:
    """Return `count` points of that curve."""
    angles = [2 * math.pi * k / count for k in range(count)]
    radii = [radius * (1 + depth * math.cos(lobes * angle)) for angle in angles]
    return [(r * math.cos(a), r * math.sin(a)) for r, a in zip(radii, angles, strict=True)]


def shifted(path: str, by: float) -> str:
    """Return path data whose lines are relative, its starts `M` moved right."""
    return re.sub(r"M(-?[\d.]+) (-?[\d.]+)", lambda m: f"M{_put(float(m[1]) + by)} {m[2]}", path)


def _join(values: Sequence[float]) -> str:
    text = " ".join(_put(value) for value in values)
    return text.replace(" -", "-")


def _put(value: float) -> str:
    """Return a number with one decimal at most and nothing to spare."""
    text = f"{value:.1f}".removesuffix(".0")
    if text == "-0":
        return "0"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
