"""A page as a picture: its paper, rules and frames, what lies beside it, light and camera."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from clever_engine.digits.training.detector import PHOTOS, PHOTOS_KEPT_OUT, read_photos
from clever_engine.sheets import paper
from clever_engine.sheets.forms import curve
from clever_engine.sheets.page import Page
from clever_engine.sheets.pens import strokes
from clever_engine.sheets.things import Thing, paint


def photograph(shape: tuple[int, int], part: str, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return a piece of a photograph without digits, `(h, w, 3)`; each part has its own."""
    # PHOTOS_KEPT_OUT judge the detector too, so that none of them is chosen by.
    names = {"train": PHOTOS[:-2], "choose": PHOTOS[-2:], "judge": PHOTOS_KEPT_OUT}[part]
    photo = np.rint(_photo(str(rng.choice(names))) * 255).astype(np.uint8)
    height, width = (int(length * rng.uniform(0.3, 1.0)) for length in photo.shape)
    top = int(rng.integers(0, photo.shape[0] - height + 1))
    left = int(rng.integers(0, photo.shape[1] - width + 1))
    cut = Image.fromarray(photo[top : top + height, left : left + width])
    tint = rng.uniform(0.8, 1.0, 3)
    grey = np.asarray(cut.resize(shape[::-1], Image.Resampling.BILINEAR), dtype=np.float32)
    return np.rint(grey[..., None] * tint).astype(np.uint8)


def bare(shape: tuple[int, int], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return a desk without a sheet, `(h, w, 3)`: wood has lines too."""
    picture = np.zeros((*shape, 3), dtype=np.float32)
    beyond = np.array([shape[1] + 20.0, 0.0, 0.0, 0.0])
    paper.desk(picture, rng, beyond, 0.0)
    paper.light(picture, rng, strong=rng.random() < 0.5)
    return paper.photographed(picture, rng, clean=False)


@cache
def _photo(name: str) -> NDArray[np.float32]:
    return read_photos((name,))[0]


def pictured(
    page: Page,
    family: str,
    rng: np.random.Generator,
    height: float,
    things: Sequence[Thing] = (),
) -> NDArray[np.uint8]:
    """Return the page as a picture: its paper, rules, frames and things, the light, the camera."""
    shape = (page.height, page.width)
    ground, ink = paper.paper_and_ink(rng)
    if family == "pad":
        ground, ink = _painted(rng)
    picture = np.broadcast_to(ground.astype(np.float32), (*shape, 3)).copy()
    turn = float(np.clip(rng.normal(0, 0.02), -0.1, 0.1))
    if family == "ruled" or (family in ("grid", "none", "shadow") and rng.random() < 0.25):
        step = height * float(np.exp(rng.uniform(np.log(0.22), np.log(2.2))))
        lines = paper.rules(shape, max(step, 5.0), turn, rng, squares=rng.random() < 0.4)
        colour = ground * rng.uniform(0.45, 0.85) + rng.uniform(0, 0.12, 3)
        paper.lay(picture, lines * float(rng.uniform(0.4, 1.0)), colour)
    if family == "framed":
        paper.lay(picture, _frames(page, rng, height), ink if rng.random() < 0.6 else ground * 0.5)
    if family == "none" and not page.left_out:
        paper.lay(picture, _scribble(page, rng), ink)
    strength = float(rng.uniform(0.55, 1.0))
    grain = 1.0
    if family != "pad" and rng.random() < 0.3:  # pencil and dry pens
        noise = rng.normal(0, 1, shape).astype(np.float32)
        grain = np.clip(1 + rng.uniform(0.1, 0.5) * noise, 0.2, 1.2)
    paper.lay(picture, np.clip(page.ink * strength * grain, 0, 1).astype(np.float32), ink)
    for thing in things:
        paint(picture, thing, rng)
    if family == "desk" or (family == "none" and rng.random() < 0.3):
        paper.desk(picture, rng, _margins(page, rng), turn)
    if family != "pad":
        paper.light(picture, rng, strong=family == "shadow" or rng.random() < 0.15)
    return paper.photographed(picture, rng, clean=family == "pad" or rng.random() < 0.1)


def _painted(rng: np.random.Generator) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the two colours of a paint program's drawing."""
    dark, bright = np.full(3, rng.choice([0.0, 0.08])), np.full(3, rng.choice([1.0, 0.98]))
    if rng.random() < 0.3:
        dark = np.clip(rng.uniform(0, 0.7, 3), 0, 1)
        dark[rng.integers(3)] = 0.0
    return (dark, bright) if rng.random() < 0.4 else (bright, dark)


def _margins(page: Page, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return how much desk shows on each side, left, top, right, bottom."""
    columns, rows = (np.flatnonzero(page.ink.max(axis=axis) > 0.05) for axis in (0, 1))
    free = np.array([page.width, page.height, page.width, page.height]) * 0.3
    if len(columns):
        ends = (columns[0], rows[0], page.width - columns[-1], page.height - rows[-1])
        free = np.array(ends, dtype=float) - 3
    shows = rng.random(4) < 0.5
    return np.where(shows & (free > 3), free * rng.uniform(0.15, 0.9, 4), 0.0)


def _frames(page: Page, rng: np.random.Generator, height: float) -> NDArray[np.float32]:
    """Return a frame around all that is written, now and then with a cell for each digit."""
    layer = np.zeros((page.height, page.width), dtype=np.float32)
    pen = height * float(rng.choice([0.02, 0.05, 0.09, 0.13]))
    columns, rows = (np.flatnonzero(page.ink.max(axis=axis) > 0.05) for axis in (0, 1))
    if not len(columns):
        return layer
    away = pen / 2 + rng.uniform(0.02, 0.25, 4) * height
    left, top = columns[0] - away[0], rows[0] - away[1]
    right, bottom = columns[-1] + away[2], rows[-1] + away[3]
    off = rng.normal(0, 0.02 * height, 8)
    corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    points = np.array(corners) + np.append(off, off[:2]).reshape(5, 2)
    lines = [(points, pen)]
    if rng.random() < 0.5 and len(set(page.rows)) == 1:
        owned = [np.flatnonzero((page.owner == n).any(axis=0)) for n in range(len(page.labels))]
        ends = [(c[0], c[-1]) for c in owned if len(c)]
        for (_, end), (begin, _) in zip(ends, ends[1:], strict=False):
            x = (end + begin) / 2
            if begin - end > pen:
                lines.append((np.array([(x, top), (x + rng.normal(0, 1), bottom)]), 0.7 * pen))
    paper.put(layer, strokes(lines))
    return layer


def _scribble(page: Page, rng: np.random.Generator) -> NDArray[np.float32]:
    """Return what is no writing: curls, blobs, arrows, zigzags, faces, or nothing at all."""
    layer = np.zeros((page.height, page.width), dtype=np.float32)
    size = np.array([page.width, page.height])
    for _ in range(rng.integers(0, 4)):
        middle, reach = (
            size * rng.uniform(0.25, 0.75, 2),
            float(rng.uniform(0.15, 0.5)) * size.min(),
        )
        kind = rng.choice(["curl", "blob", "ring", "zigzag", "arrow"])
        pen = max(1.5, reach * float(rng.uniform(0.03, 0.2)))
        if kind == "blob":
            angle = np.linspace(0, 2 * np.pi, 40)
            radius = reach * (1 + 0.3 * np.sin(3 * angle + rng.uniform(0, 6)))
            squash = rng.uniform(0.25, 1.0)
            blob = np.stack([np.cos(angle) * radius, np.sin(angle) * radius * squash], axis=1)
            layer = np.maximum(
                layer, paper.polygon(layer.shape, [(x, y) for x, y in blob + middle], 0.8)
            )
            continue
        if kind == "ring":
            angle = np.linspace(0, 2 * np.pi, 40)
            points = np.stack([np.cos(angle), np.sin(angle)], axis=1)
            dots = [points * 0.1 + (x, -0.3) for x in (-0.35, 0.35)]
            face = [points, *dots, points[5:16] * 0.6]
            paper.put(layer, strokes([(p * reach + middle, pen) for p in face]))
            continue
        points = rng.uniform(-1, 1, (int(rng.integers(3, 8)), 2)) * reach + middle
        if kind == "arrow":
            points = (
                np.array([(-1, 0.1), (1, 0), (0.6, -0.35), (1, 0), (0.6, 0.4)]) * reach + middle
            )
        line = curve(points) if kind == "curl" else points
        paper.put(layer, strokes([(line, pen)]))
    return layer
