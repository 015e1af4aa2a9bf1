"""Who writes the sheets' digits, and drawing their shapes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

from clever_engine.handwriting.style import Writer, draw_writers
from clever_engine.handwriting.writing import write_digit
from clever_engine.sheets.forms import RARE, Points, Shape, Values, unit

PARTS = {"train": (11, 400), "choose": (12, 60), "judge": (13, 120)}
"""Seed and number of the writers of each part: no writer is in two."""

TRAINED_ON = 50_000
"""MNIST's training digits that are; the other 10,000 choose, its test digits judge."""

WAYS = 6
"""Writings of a digit by each writer."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DigitSource:
    """Who writes the digits of one part.

    Attributes:
        part: "train", "choose" or "judge".
        writers: made by strokes.
        images: `(n, 28, 28)` uint8 of MNIST; none of them where it is not at hand.
        labels: `(n,)` what they are.
    """

    part: str
    writers: tuple[Writer, ...]
    images: NDArray[np.uint8]
    labels: NDArray[np.int64]

    @classmethod
    def of(cls, part: str, folder: Path | None = None) -> "DigitSource":
        """Return the writers of a part, with MNIST's from `folder` if it is given."""
        seed, count = PARTS[part]
        images, labels = np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.int64)
        if folder is not None:
            from clever_engine.training.data import load_mnist

            data = load_mnist(folder, train=part != "judge")
            used = {"train": slice(0, TRAINED_ON), "choose": slice(TRAINED_ON, None)}.get(
                part, slice(None)
            )
            images = np.rint(data.images[used, 0].numpy() * 255).astype(np.uint8)
            labels = data.labels[used].numpy()
        writers = draw_writers(count, seed=seed)
        return cls(part=part, writers=writers, images=images, labels=labels)

    def hand(self, rng: np.random.Generator) -> int:
        """Draw who writes a sheet: the number of a writer, or -1 for people of MNIST."""
        if len(self.images) and rng.random() < 0.4:
            return -1
        return int(rng.integers(len(self.writers)))

    def shape(self, digit: int, hand: int, rng: np.random.Generator) -> Shape:
        """Return a digit as `hand` writes it this time."""
        if hand < 0:
            return _from_mnist(self.images[rng.choice(np.flatnonzero(self.labels == digit))])
        # Forms that people use and MNIST hardly has.
        if digit in RARE and rng.random() < 0.35:
            return unit(RARE[digit](rng))
        return _written(self.writers[hand], digit, int(rng.integers(WAYS)))


@lru_cache(maxsize=30_000)
def _written(writer: Writer, digit: int, way: int) -> Shape:
    strokes = write_digit(writer, digit, way)
    return unit(
        [(np.array(s["xy"], dtype=float).reshape(-1, 2), s["w"] / writer.pen) for s in strokes]
    )


def _from_mnist(image: NDArray[np.uint8]) -> Shape:
    rows, columns = np.nonzero(image > 60)
    cut = image[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    size = (cut.shape[1] * 8, cut.shape[0] * 8)
    large = Image.fromarray(np.pad(cut, 1)).resize(
        (size[0] + 16, size[1] + 16), Image.Resampling.BICUBIC
    )
    values = np.asarray(large, dtype=np.float32) / np.float32(255)
    return Shape(picture=values, width=cut.shape[1] / cut.shape[0])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Patch:
    """Ink at its place: `values` `(h, w)` in [0, 1], the share of each pixel that it covers."""

    top: int
    left: int
    values: Values


FINE = 2
"""Pixels drawn for each of a sheet's, along a side."""


def drawn(shape: Shape, matrix: Points, at: tuple[float, float], pen: float) -> Patch:
    """Return a shape's ink.

    Args:
        shape: of height 1.
        matrix: `(2, 2)` from the shape's x, y to pixels.
        at: x and y of its top left corner, in pixels.
        pen: width of the line in pixels; a picture has its own.
    """
    if shape.picture is not None:
        return _warped(shape.picture, shape.width, matrix, at)
    return strokes([(points @ matrix.T + at, pen * width) for points, width in shape.lines])


def strokes(lines: Sequence[tuple[Points, float]]) -> Patch:
    """Return the ink of lines in pixels, each with its width."""
    every = np.concatenate([points for points, _ in lines])
    edge = max(width for _, width in lines) / 2 + 2
    left, top = (int(v) for v in np.floor(every.min(axis=0) - edge))
    right, bottom = (int(v) for v in np.ceil(every.max(axis=0) + edge))
    page = Image.new("L", (FINE * (right - left), FINE * (bottom - top)))
    brush = ImageDraw.Draw(page)
    for points, width in lines:
        fine = max(FINE * width, 1.0)
        xy = [(float(x), float(y)) for x, y in (points - (left, top)) * FINE]
        brush.line(xy, fill=255, width=round(fine), joint="curve")
        # Pillow leaves slits where the segments of a wide line meet.
        for x, y in xy if fine > 6 else (xy[0], xy[-1]) if fine > 2 else ():
            r = fine / 2 - 0.5
            brush.ellipse((x - r, y - r, x + r, y + r), fill=255)
    values = np.asarray(page.reduce(FINE), dtype=np.float32) / np.float32(255)
    return Patch(top=top, left=left, values=values)


def _warped(picture: Values, width: float, matrix: Points, at: tuple[float, float]) -> Patch:
    corners = np.array([(0, 0), (width, 0), (0, 1), (width, 1)]) @ matrix.T + at
    left, top = (int(v) for v in np.floor(corners.min(axis=0) - 2))
    right, bottom = (int(v) for v in np.ceil(corners.max(axis=0) + 2))
    inner = picture.shape[0] - 16
    back = np.linalg.inv(matrix) * inner
    # From a pixel's row and column to those of the picture: both swapped against x and y.
    turned = back[::-1, ::-1]
    start = back @ (np.array([left + 0.5, top + 0.5]) - at) + 8 - 0.5
    values = ndimage.affine_transform(
        picture, turned, offset=start[::-1], output_shape=(bottom - top, right - left), order=1
    )
    # MNIST's edges are a pixel of its own wide; here they become one of the sheet's.
    sharp = max(1.0, np.sqrt(abs(np.linalg.det(matrix))) / 20)
    ink = np.clip((values - 0.45) * sharp + 0.45, 0.0, 1.0)
    return Patch(top=top, left=left, values=ink.astype(np.float32))
