"""Things that lie on paper: coins, fruit, pens, buttons; none of them is a digit."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from clever_engine.sheets import paper
from clever_engine.sheets.forms import Points, curve

Values = NDArray[np.float32]

THINGS = {
    "train": ("coin", "coin", "coin", "banana", "pen", "bean", "sliver", "block"),
    "choose": ("coin", "banana", "pebble", "rubber", "pen"),
    "judge": ("coin", "banana", "leaf", "button", "sliver"),
}
"""What lies on the pages of each part: coins and bananas everywhere, the rest not."""

_BANANA = [(0.0, 0.1), (0.05, 0.45), (0.4, 0.85), (0.9, 0.9), (1.0, 0.78), (0.6, 0.6), (0.3, 0.35)]
_BANANA += [(0.13, 0.03), (0.0, 0.1)]
_LEAF = [(0.0, 0.5), (0.3, 0.15), (0.7, 0.15), (1.0, 0.5), (0.7, 0.85), (0.3, 0.85), (0.0, 0.5)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A thing at its place.

    Attributes:
        kind: of `THINGS`.
        middle: x and y, in pixels of the page.
        reach: half its longer side, in pixels.
    """

    kind: str
    middle: tuple[float, float]
    reach: float


def _outline(kind: str, rng: np.random.Generator) -> Points:
    """Return the edge of a thing `(n, 2)` within [-1, 1], turned at random."""
    angle = np.linspace(0, 2 * np.pi, 48)
    around = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    if kind in ("coin", "button"):
        return np.asarray(around * (1, rng.uniform(0.85, 1.0)))
    if kind in ("bean", "pebble"):
        waves = sum(rng.normal(0, 0.12 / k) * np.sin(k * angle + rng.uniform(0, 6)) for k in (2, 3))
        edge = around * np.asarray(0.85 + waves)[:, None] * (1, rng.uniform(0.4, 0.95))
    elif kind in ("banana", "leaf"):
        shape = _BANANA if kind == "banana" else _LEAF
        edge = curve(np.array(shape) + rng.normal(0, 0.02, (len(shape), 2))) * 2 - 1
    else:
        wide = {"pen": 0.09, "sliver": 0.2, "rubber": 0.5, "block": 0.8}[kind]
        wide *= float(rng.uniform(0.5, 1.3))
        edge = np.array([(-1, -wide), (0.85, -wide), (1, 0 if kind == "pen" else -wide)])
        edge = np.concatenate([edge, [(0.85, wide), (-1, wide)]]) + rng.normal(0, 0.02, (5, 2))
    turn = rng.uniform(0, 2 * np.pi)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return np.asarray(edge @ matrix.T)


def paint(picture: Values, thing: Thing, rng: np.random.Generator) -> None:
    """Lay a thing with its shading, relief and shadow on `picture` `(h, w, 3)`."""
    height, width = picture.shape[:2]
    edge = _outline(thing.kind, rng) * thing.reach + thing.middle
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = (x - thing.middle[0]) / thing.reach, (y - thing.middle[1]) / thing.reach
    mask = paper.polygon((height, width), [(px, py) for px, py in edge], 0.7)
    if rng.random() < 0.6:
        shift = rng.uniform(-0.12, 0.12, 2) * thing.reach
        shade = ndimage.shift(mask, shift[::-1], order=1)
        picture *= (1 - rng.uniform(0.1, 0.5) * paper.blurred(shade, 0.05 * thing.reach))[..., None]
    colour = _colour(thing.kind, rng)
    way = rng.uniform(0, 2 * np.pi)
    bright = 1 + rng.uniform(0, 0.35) * (np.cos(way) * x + np.sin(way) * y)
    bright *= 1 - rng.uniform(0, 0.6) * (1 - paper.blurred(mask, 0.1 * thing.reach)) * 2 * mask
    if thing.kind in ("coin", "button", "pebble", "leaf"):
        bright += _relief((height, width), x, y, thing, rng)
    lit = colour * np.clip(bright, 0.1, 1.6)[..., None]
    picture += mask[..., None] * (np.clip(lit, 0, 1).astype(np.float32) - picture)


def _colour(kind: str, rng: np.random.Generator) -> NDArray[np.float64]:
    usual = {
        "coin": (0.62, 0.5, 0.35),
        "banana": (0.9, 0.78, 0.2),
        "leaf": (0.25, 0.5, 0.2),
    }.get(kind)
    grey = rng.random() < 0.4
    colour = np.full(3, rng.uniform(0.1, 0.85)) if grey or usual is None else np.array(usual)
    return np.asarray(np.clip(colour * rng.uniform(0.6, 1.2) + rng.normal(0, 0.06, 3), 0.02, 1))


def _relief(
    shape: tuple[int, int], x: Values, y: Values, thing: Thing, rng: np.random.Generator
) -> Values:
    """Return what stands out of a thing's face: a coin's rim and head, a button's holes."""
    away = np.hypot(x, y)
    noise = rng.normal(0, 1, shape).astype(np.float32)
    relief = paper.blurred(noise, max(0.8, float(rng.uniform(0.03, 0.12)) * thing.reach))
    relief = relief * (float(rng.uniform(0.1, 0.4)) / max(float(relief.std()), 1e-6))
    if thing.kind == "coin":
        rim = float(rng.uniform(0.75, 0.92))
        relief += float(rng.uniform(-0.5, 0.5)) * np.exp(-(((away - rim) / 0.04) ** 2))
        if rng.random() < 0.6:  # a head or a number in its middle, as light and shade
            head = np.exp(-(((x - 0.1) / 0.3) ** 2) - ((y / rng.uniform(0.3, 0.6)) ** 2))
            relief += float(rng.uniform(-0.6, 0.6)) * head
    if thing.kind == "button":
        for angle in np.arange(4) * np.pi / 2 + rng.uniform(0, 2):
            hole = np.hypot(x - 0.3 * np.cos(angle), y - 0.3 * np.sin(angle)) < 0.13
            relief -= 0.8 * hole
    return np.asarray(relief, dtype=np.float32)
