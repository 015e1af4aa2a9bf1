"""Forms of the pen: those of digits that MNIST hardly has, signs and letters.

A shape is lines of a pen, or a picture of MNIST whose edges are sharpened at any size. Its height
is 1, its top left corner lies at 0; a 2 x 2 matrix brings it to pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clever_engine.handwriting.writing import spline

Points = NDArray[np.float64]
Values = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shape:
    """One digit or sign.

    Attributes:
        lines: `(n, 2)` points x, y and the width of the pen there, as a share of the usual.
        picture: `(h, w)` in [0, 1], 8 pixels to one of MNIST's; used where there are no lines.
        width: its extent to the right, in heights.
    """

    lines: tuple[tuple[Points, float], ...] = ()
    picture: Values | None = None
    width: float


def unit(lines: Sequence[tuple[Points, float]]) -> Shape:
    """Return lines as a shape of height 1; a flat one keeps its proportions."""
    every = np.concatenate([points for points, _ in lines])
    low, size = every.min(axis=0), np.ptp(every, axis=0)
    scale = 1 / max(size[1], 0.3 * size[0], 1e-6)
    placed = tuple(((points - low) * scale, width) for points, width in lines)
    return Shape(lines=placed, width=float(size[0] * scale))


def curve(points: Sequence[tuple[float, float]] | Points) -> Points:
    """Return a smooth line through `points`; eight steps to each are enough at a sheet's size."""
    return spline(np.asarray(points, dtype=float), each=8)


def _one(rng: np.random.Generator) -> list[tuple[Points, float]]:
    """A 1 with a flag, short or long, flat or steep; now and then with a foot."""
    long = rng.uniform(0.15, 0.75)
    angle = np.radians(rng.uniform(28, 72))
    lean = rng.normal(0, 0.07)
    flag = (-long * np.cos(angle), long * np.sin(angle))
    points = [flag, (0.0, 0.0), (-lean, 1.0)]
    if rng.random() < 0.3:
        left, right = rng.uniform(0.12, 0.35, size=2)
        points += [(-lean - left, 1.0 + rng.normal(0, 0.02)), (-lean + right, 1.0)]
    return [(np.array(points) + rng.normal(0, 0.012, (len(points), 2)), 1.0)]


def _six(rng: np.random.Generator) -> list[tuple[Points, float]]:
    """A 6 whose tail reaches far up and to the right."""
    tail = rng.uniform(0.1, 0.45)
    points = np.array(
        [
            (0.45 + tail, -0.1 - 0.6 * tail),
            (0.34, 0.14),
            (0.08, 0.56),
            (0.08, 0.86),
            (0.28, 1.0),
            (0.5, 0.87),
            (0.48, 0.64),
            (0.27, 0.54),
            (0.05, 0.73),
        ]
    )
    return [(curve(points + rng.normal(0, 0.018, points.shape)), 1.0)]


def _nine(rng: np.random.Generator) -> list[tuple[Points, float]]:
    """A 9 with a hooked or a straight stem."""
    head = [(0.52, 0.2), (0.4, 0.03), (0.18, 0.02), (0.03, 0.22), (0.1, 0.44), (0.32, 0.47)]
    head += [(0.5, 0.3), (0.53, 0.1)]
    hook = [(0.56, 0.5), (0.46, 0.86), (0.22, 1.0), (0.04, 0.88)]
    tail = hook if rng.random() < 0.6 else [(0.52, 0.5), (0.5 - rng.uniform(0, 0.15), 1.0)]
    moved = np.array(head + tail) + rng.normal(0, 0.016, (len(head) + len(tail), 2))
    return [(curve(moved), 1.0)]


def _five(rng: np.random.Generator) -> list[tuple[Points, float]]:
    """A slanted 5, its bar joined or apart."""
    slant, apart = rng.uniform(0, 0.3), rng.uniform(0, 0.08)
    body = [(0.1, apart), (0.07, 0.42), (0.32, 0.36), (0.53, 0.54), (0.48, 0.85), (0.22, 1.0)]
    body += [(0.0, 0.92)]
    bar = [(0.1, 0.0), (0.56, rng.normal(-0.02, 0.03))]
    lines = [np.array(body[:2]), curve(body[1:]), np.array(bar)]
    return [
        (line + np.stack([(1 - line[:, 1]) * slant, np.zeros(len(line))], axis=1), 1.0)
        for line in lines
    ]


def _four(rng: np.random.Generator) -> list[tuple[Points, float]]:
    """A 4, closed like a triangle or open like a chair, its stem long or short."""
    bar, right = rng.uniform(0.5, 0.72), rng.uniform(0.5, 0.72)
    lean = rng.normal(0, 0.06)
    if rng.random() < 0.5:
        stem = 0.46 + rng.normal(0, 0.04)
        lines = [[(stem - lean, 1.0), (stem, 0.0), (0.0, bar), (right, bar + rng.normal(0, 0.02))]]
    else:
        left, top = rng.uniform(0.02, 0.2), rng.uniform(0.0, 0.35)
        lines = [[(left, 0.0), (0.0, bar), (right, bar + rng.normal(0, 0.03))]]
        lines += [[(0.44, top), (0.42 - lean, 1.0)]]
    return [(np.array(line) + rng.normal(0, 0.012, (len(line), 2)), 1.0) for line in lines]


def _seven(rng: np.random.Generator) -> list[tuple[Points, float]]:
    """A 7, crossed or not, its bar flat, hooked or steep."""
    foot = rng.uniform(0.05, 0.35)
    top = [(0.0, rng.uniform(0.0, 0.08)), (0.56, 0.0), (foot, 1.0)]
    if rng.random() < 0.25:
        top = [(0.0, 0.14), *top]
    lines = [np.array(top)]
    if rng.random() < 0.55:
        y = rng.uniform(0.4, 0.58)
        x = 0.56 + (foot - 0.56) * y
        left, right = rng.uniform(0.12, 0.3, size=2)
        lines.append(np.array([(x - left, y + rng.normal(0, 0.03)), (x + right, y)]))
    return [(line + rng.normal(0, 0.012, line.shape), 1.0) for line in lines]


def _three(rng: np.random.Generator) -> list[tuple[Points, float]]:
    """A 3 with a flat top."""
    waist = rng.uniform(0.36, 0.46)
    top = np.array([(0.05, 0.0), (0.55, 0.0), (0.26, waist)])
    belly = np.array([(0.26, waist), (0.54, 0.54), (0.56, 0.82), (0.3, 1.0), (0.0, 0.9)])
    belly[1:] += rng.normal(0, 0.02, (4, 2))
    return [(top + rng.normal(0, 0.008, (3, 2)), 1.0), (curve(belly), 1.0)]


def _two(rng: np.random.Generator) -> list[tuple[Points, float]]:
    """A 2 with a loop at its foot, or a straight one."""
    head = [(0.04, 0.22), (0.22, 0.0), (0.5, 0.1), (0.52, 0.34)]
    foot = [(0.3, 0.7), (0.08, 0.98), (0.02, 0.86), (0.16, 0.82), (0.4, 0.98), (0.64, 0.94)]
    if rng.random() < 0.5:
        points = np.array(head + foot) + rng.normal(0, 0.016, (10, 2))
        return [(curve(points), 1.0)]
    points = np.array([*head, (0.34, 0.66), (0.03, 1.0)]) + rng.normal(0, 0.016, (6, 2))
    return [(curve(points), 1.0), (np.array([points[-1], (0.62, 1.0 + rng.normal(0, 0.02))]), 1.0)]


RARE = {1: _one, 2: _two, 3: _three, 4: _four, 5: _five, 6: _six, 7: _seven, 9: _nine}

SIGNS: dict[str, list[list[tuple[float, float]]]] = {
    ",": [[(0.1, 0.0), (0.0, 0.28)]],
    ".": [[(0.0, 0.0), (0.03, 0.03)]],
    "'": [[(0.06, 0.0), (0.0, 0.24)]],
    "-": [[(0.0, 0.02), (0.45, 0.0)]],
    "/": [[(0.45, 0.0), (0.0, 1.15)]],
    "=": [[(0.0, 0.0), (0.45, 0.0)], [(0.0, 0.2), (0.45, 0.2)]],
    "$": [
        [(0.52, 0.2), (0.3, 0.06), (0.08, 0.2), (0.14, 0.4), (0.4, 0.54), (0.54, 0.74)]
        + [(0.34, 0.94), (0.04, 0.82)],
        [(0.32, -0.12), (0.28, 1.12)],
    ],
    "€": [
        [(0.6, 0.12), (0.36, 0.0), (0.14, 0.2), (0.08, 0.5), (0.14, 0.8), (0.36, 1.0)]
        + [(0.6, 0.88)],
        [(-0.04, 0.4), (0.44, 0.4)],
        [(-0.04, 0.58), (0.42, 0.58)],
    ],
    "£": [
        [(0.55, 0.15), (0.36, 0.0), (0.2, 0.2), (0.26, 0.6), (0.05, 0.98)],
        [(0.05, 0.98), (0.3, 0.9), (0.6, 0.98)],
        [(0.04, 0.52), (0.46, 0.52)],
    ],
    "F": [[(0.06, 1.0), (0.06, 0.0)], [(0.06, 0.0), (0.56, 0.0)], [(0.06, 0.48), (0.46, 0.48)]],
    "r": [[(0.05, 0.4), (0.07, 1.0)], [(0.06, 0.6), (0.2, 0.42), (0.34, 0.46)]],
    "C": [[(0.6, 0.14), (0.36, 0.0), (0.1, 0.3), (0.1, 0.7), (0.36, 1.0), (0.6, 0.88)]],
    "H": [[(0.0, 0.0), (0.0, 1.0)], [(0.5, 0.0), (0.5, 1.0)], [(0.0, 0.5), (0.5, 0.48)]],
    "A": [[(0.0, 1.0), (0.3, 0.0)], [(0.3, 0.0), (0.6, 1.0)], [(0.12, 0.62), (0.48, 0.62)]],
    "K": [[(0.0, 0.0), (0.0, 1.0)], [(0.5, 0.0), (0.0, 0.55)], [(0.1, 0.46), (0.52, 1.0)]],
    "M": [[(0.0, 1.0), (0.06, 0.0)], [(0.06, 0.0), (0.36, 0.6)], [(0.36, 0.6), (0.64, 0.0)]]
    + [[(0.64, 0.0), (0.72, 1.0)]],
    "R": [[(0.0, 1.0), (0.0, 0.0)], [(0.0, 0.0), (0.44, 0.04), (0.5, 0.26), (0.3, 0.46)]]
    + [[(0.3, 0.46), (0.0, 0.5)], [(0.15, 0.5), (0.5, 1.0)]],
    "W": [[(0.0, 0.0), (0.16, 1.0)], [(0.16, 1.0), (0.34, 0.4)], [(0.34, 0.4), (0.54, 1.0)]]
    + [[(0.54, 1.0), (0.72, 0.0)]],
    "E": [[(0.5, 0.0), (0.0, 0.0)], [(0.0, 0.0), (0.0, 1.0)], [(0.0, 1.0), (0.5, 1.0)]]
    + [[(0.0, 0.5), (0.4, 0.5)]],
    "X": [[(0.0, 0.0), (0.6, 1.0)], [(0.6, 0.0), (0.0, 1.0)]],
    "T": [[(0.0, 0.0), (0.6, 0.0)], [(0.3, 0.0), (0.3, 1.0)]],
    "a": [
        [(0.5, 0.5), (0.3, 0.4), (0.1, 0.7), (0.25, 1.0), (0.48, 0.7)],
        [(0.5, 0.45), (0.55, 1.0)],
    ],
    "e": [[(0.1, 0.7), (0.5, 0.66), (0.34, 0.42), (0.1, 0.7), (0.28, 1.0), (0.52, 0.88)]],
    "n": [[(0.05, 0.42), (0.07, 1.0)], [(0.07, 0.6), (0.28, 0.42), (0.44, 0.6), (0.46, 1.0)]],
    "u": [[(0.05, 0.42), (0.1, 0.9), (0.3, 0.98), (0.46, 0.6)], [(0.46, 0.42), (0.5, 1.0)]],
    "k": [[(0.05, 0.0), (0.05, 1.0)], [(0.42, 0.42), (0.05, 0.7)], [(0.15, 0.64), (0.45, 1.0)]],
    "N": [[(0.0, 1.0), (0.0, 0.0)], [(0.0, 0.0), (0.55, 1.0)], [(0.55, 1.0), (0.55, 0.0)]],
    "V": [[(0.0, 0.0), (0.3, 1.0)], [(0.3, 1.0), (0.6, 0.0)]],
    "Y": [[(0.0, 0.0), (0.3, 0.5)], [(0.6, 0.0), (0.3, 0.5)], [(0.3, 0.5), (0.3, 1.0)]],
    "h": [[(0.05, 0.0), (0.05, 1.0)], [(0.05, 0.65), (0.28, 0.48), (0.42, 0.64), (0.42, 1.0)]],
    "m": [[(0.0, 0.45), (0.02, 1.0)], [(0.02, 0.6), (0.2, 0.45), (0.3, 0.62), (0.3, 1.0)]]
    + [[(0.3, 0.6), (0.5, 0.45), (0.6, 0.62), (0.6, 1.0)]],
    "+": [[(0.0, 0.5), (0.5, 0.5)], [(0.25, 0.25), (0.25, 0.75)]],
    "%": [
        [(0.6, 0.0), (0.0, 1.0)],
        [(0.1, 0.02), (0.22, 0.14), (0.1, 0.26), (0.0, 0.14), (0.1, 0.02)],
    ]
    + [[(0.5, 0.74), (0.62, 0.86), (0.5, 0.98), (0.4, 0.86), (0.5, 0.74)]],
    "&": [
        [(0.6, 1.0), (0.14, 0.3), (0.2, 0.04), (0.38, 0.06), (0.36, 0.28), (0.04, 0.7)]
        + [(0.12, 0.98), (0.36, 0.94), (0.58, 0.6)]
    ],
    "\u0663": [
        [(0.0, 0.0), (0.06, 0.24), (0.2, 0.24), (0.24, 0.02)],
        [(0.24, 0.02), (0.3, 0.26), (0.46, 0.24), (0.5, 0.0)],
        [(0.03, 0.16), (0.1, 0.6), (0.16, 1.0)],
    ],
    "\u0664": [
        [(0.4, 0.02), (0.1, 0.1), (0.06, 0.3), (0.26, 0.42)],
        [(0.26, 0.42), (0.02, 0.62), (0.08, 0.9), (0.46, 1.0)],
    ],
}
"""Ways of the pen for separators, currencies and letters, in heights of a digit."""

LETTERS = "FrCHAKMRWEXTaenukNVYhm+%&\u0663\u0664"
"""Those that no one takes for a digit."""


def sign(name: str, rng: np.random.Generator) -> Shape:
    """Return a separator, currency sign or letter, a little different each time."""
    lines = []
    for points in SIGNS[name]:
        moved = np.array(points) + rng.normal(0, 0.015, (len(points), 2))
        lines.append((curve(moved) if len(moved) > 2 else moved, 1.0))
    every = np.concatenate([points for points, _ in lines])
    return Shape(lines=tuple(lines), width=float(every[:, 0].max()))
