"""What is on a page and is no digit: letters, signs, small drawings, things that lie on it."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage
from skimage.morphology import skeletonize

from clever_engine.sheets.doodles import DOODLES
from clever_engine.sheets.forms import LETTERS, Shape, curve, sign, unit
from clever_engine.sheets.page import Page
from clever_engine.sheets.things import THINGS, Thing

Values = NDArray[np.float32]
Draw = Callable[[np.random.Generator], Shape]

PRINTED = "ACEFGHKMNPRTUVWXYadefhkmnprtuvwxy&@#$%?!+*=<>{}"
"""Characters of a printed font that nobody takes for a digit: no O, l, S, Z, B, b, g, q or D."""

GLYPH = 160
"""Height of a printed character before it is made small: 8 pixels to one of MNIST's 20."""

TRIES = 4
"""Places that are tried for each mark before it is left out."""


def strange_shape(part: str, rng: np.random.Generator) -> Shape:
    """Return a letter, a sign or a drawing of a part, a little different each time."""
    kind = rng.random()
    if kind < 0.3:
        return sign(str(rng.choice(list(LETTERS) + ["€", "£", "$"])), rng)
    if kind < 0.55:
        return printed(str(rng.choice(list(PRINTED))), rng)
    if kind < 0.65:
        return _scribble(rng)
    names = list(DOODLES[part])
    lines = DOODLES[part][names[int(rng.integers(len(names)))]]
    spread = np.ptp(np.concatenate([np.asarray(line, dtype=float) for line in lines]), axis=0).max()
    turn = rng.normal(0, 0.15)
    around = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    around = around * (rng.uniform(0.75, 1.3), 1.0)
    moved = []
    for line in lines:
        points = np.asarray(line, dtype=float)
        points = (points + rng.normal(0, 0.012 * spread, points.shape)) @ around.T
        moved.append((curve(points) if isinstance(line, tuple) else points, 1.0))
    return unit(moved)


def _scribble(rng: np.random.Generator) -> Shape:
    points = rng.uniform(0, 1, (int(rng.integers(5, 14)), 2)) * (rng.uniform(0.4, 1.6), 1.0)
    return unit([(curve(points) if rng.random() < 0.7 else points, 1.0)])


def printed(name: str, rng: np.random.Generator) -> Shape:
    """Return a printed character, as it is or as its middle line written with a pen."""
    font = ImageFont.load_default(size=GLYPH)
    page = Image.new("L", (2 * GLYPH, 2 * GLYPH))
    ImageDraw.Draw(page).text((GLYPH, GLYPH), name, fill=255, font=font, anchor="mm")
    return inked(np.asarray(page) > 127, rng)


def inked(mask: NDArray[np.bool_], rng: np.random.Generator) -> Shape:
    """Return a mask `(h, w)` as the shape of its ink, as it is or written with a pen; bent."""
    mask = _bent(_framed(mask), rng)
    if rng.random() < 0.6:
        middle = skeletonize(np.pad(_framed(mask), 1))  # type: ignore[no-untyped-call]
        pen = GLYPH * float(np.clip(np.exp(rng.normal(np.log(0.085), 0.4)), 0.03, 0.22))
        middle = np.pad(middle, round(pen))
        mask = np.asarray(ndimage.distance_transform_edt(~middle) < pen / 2)
    values = np.pad(_framed(mask), 8).astype(np.float32)
    return Shape(picture=values, width=(values.shape[1] - 16) / (values.shape[0] - 16))


def _framed(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return what holds ink of a mask, `GLYPH` high or wide."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return np.ones((GLYPH, GLYPH // 3), dtype=np.bool_)
    cut = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = GLYPH / max(cut.shape)
    size = (max(4, round(cut.shape[1] * scale)), max(4, round(cut.shape[0] * scale)))
    large = Image.fromarray(cut.astype(np.uint8) * 255).resize(size, Image.Resampling.BILINEAR)
    return np.asarray(large) > 127


def _bent(mask: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.bool_]:
    """Return a mask as a hand less steady would have drawn it: waves of a few heights' length."""
    y, x = np.mgrid[0 : mask.shape[0], 0 : mask.shape[1]] / GLYPH
    ways = []
    for _ in range(2):
        (a, b, c), far = rng.uniform(-6, 6, 3), rng.uniform(0, 0.05)
        ways.append(far * GLYPH * np.sin(a * x + b * y + c))
    places = np.stack([y * GLYPH + ways[0], x * GLYPH + ways[1]])
    return np.asarray(ndimage.map_coordinates(mask.astype(np.float32), places, order=1) > 0.5)


def add_strangers(
    page: Page,
    part: str,
    rng: np.random.Generator,
    height: float,
    draw: Draw | None = None,
) -> list[Thing]:
    """Write marks that are no digits where a page is free; return the things to lay on it.

    Args:
        page: with or without digits.
        part: whose drawings and things.
        rng: of all of it.
        height: of the page's digits, in pixels.
        draw: other shapes, now and then.
    """
    taken = page.ink > 0.05
    things = []
    all_things = rng.random()
    coins = rng.random() < 0.3
    pen = float(np.clip(np.exp(rng.normal(np.log(0.085), 0.45)), 0.02, 0.24))
    for _ in range(int(rng.integers(1, 9))):
        size = height * float(np.clip(np.exp(rng.normal(0, 0.3)), 0.5, 2.0))
        spot = _free(taken, size, rng)
        if spot is None:
            continue
        if rng.random() < all_things**2:
            kind = "coin" if coins else str(rng.choice(THINGS[part]))
            things.append(Thing(kind=kind, middle=spot, reach=size / 2))
            reach = int(0.65 * size)
        else:
            shape = draw(rng) if draw and rng.random() < 0.5 else strange_shape(part, rng)
            grown = size / max(1.0, shape.width)
            lean, squeeze = rng.normal(0.05, 0.12), float(np.clip(rng.normal(1, 0.1), 0.75, 1.3))
            matrix = np.array([[squeeze, -lean], [0.0, 1.0]]) * grown
            corner = np.array(spot) - matrix @ (shape.width / 2, 0.5)
            page.write(shape, matrix, (float(corner[0]), float(corner[1])), pen * height, None, 0)
            reach = int(0.55 * size)
        x, y = (int(v) for v in spot)
        taken[max(0, y - reach) : y + reach, max(0, x - reach) : x + reach] = True
    return things


def _free(
    taken: NDArray[np.bool_], size: float, rng: np.random.Generator
) -> tuple[float, float] | None:
    """Return the middle of a free square of `size`, x and y; None where none was met."""
    half = size * 0.55
    high, wide = taken.shape
    if min(high, wide) < 2 * half:
        return (wide / 2, high / 2) if not taken.any() else None
    for _ in range(TRIES):
        x, y = rng.uniform(half, wide - half), rng.uniform(half, high - half)
        if not taken[int(y - half) : int(y + half), int(x - half) : int(x + half)].any():
            return float(x), float(y)
    return None
