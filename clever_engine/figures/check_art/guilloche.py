"""The fine lines that engravers put on checks: waves and rosettes, drawn by formula.

Each bank has a pattern of its own, chosen by its name.
"""

import hashlib
import math
from collections.abc import Iterable


def bands(name: str, width: float, height: float) -> str:
    """Return interleaved waves over the whole check, as SVG path data."""
    lot = _numbers(name)
    period, amplitude = width / (3 + lot[0] % 3), height * (0.055 + 0.01 * (lot[1] % 3))
    lines = []
    for row in range(9):
        middle = height * (row + 0.5) / 9
        for side in (-1, 1):
            lines.append(
                _line(
                    (x, middle + side * amplitude * math.sin(2 * math.pi * x / period + row * 0.7))
                    for x in _steps(0, width, 56)
                )
            )
    return " ".join(lines)


def rosette(name: str, x: float, y: float, radius: float) -> str:
    """Return a rosette around a point, as SVG path data: a circle with a running wave."""
    lot = _numbers(name)
    petals, depth = 9 + lot[2] % 7, 0.26 + 0.04 * (lot[3] % 4)
    lines = []
    for ring in range(6):
        phase, size = ring * math.pi / 6, radius * (1 - 0.07 * ring)
        points = []
        for angle in _steps(0, 2 * math.pi, 132):
            r = size * (1 - depth * (0.5 + 0.5 * math.cos(petals * angle + phase)))
            points.append((x + r * math.cos(angle), y + r * math.sin(angle)))
        lines.append(_line(points) + "Z")
    return " ".join(lines)


def signature(name: str, x: float, y: float, width: float) -> str:
    """Return a hand's flourish for a name, as SVG path data; the same for the same name."""
    lot = _numbers(name)
    count = min(max(len(name), 6), 12)
    step = width / (count + 1)
    path = [f"M{x:.0f} {y:.0f}"]
    for k in range(count):
        value = lot[k % len(lot)]
        tall = 34 if k in (0, count // 2) else 9 + value % 12
        left, right = x + step * (k + 0.1), x + step * (k + 1.1)
        loop = step * (0.9 if value % 3 else -0.7)
        path.append(
            f"C{left + loop:.0f} {y - tall:.0f} {left - loop * 0.4:.0f} {y - tall * 1.1:.0f} "
            f"{(left + right) / 2:.0f} {y - value % 6:.0f} S{right:.0f} {y + 4:.0f} {right:.0f} "
            f"{y - value % 5:.0f}"
        )
    path.append(f"q{-width * 0.3:.0f} {20 + lot[0] % 8} {-width * 0.7:.0f} 9")
    return " ".join(path)


def _numbers(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def _steps(start: float, end: float, count: int) -> list[float]:
    return [start + (end - start) * k / count for k in range(count + 1)]


def _line(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.0f} {y:.1f}" for x, y in points)
