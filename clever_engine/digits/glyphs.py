"""Pieces of ink: connected strokes, and what is put together or cut from them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from clever_engine.digits.normalising import normalise

LEAST_STROKE = 1.8
"""Thinner pens are thickened to this many pixels of 28; MNIST's thinnest are about as wide."""


_ENOUGH = 240
"""More pixels than this along a glyph add nothing to a digit of 20."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Glyph:
    """A piece of ink at its place in the working picture.

    Attributes:
        mask: `(h, w)` bool, its pixels within its box.
        cut: it was cut from a neighbour.
    """

    top: int
    left: int
    mask: NDArray[np.bool_]
    cut: bool = False

    @property
    def height(self) -> int:
        """Return the height of its box."""
        return int(self.mask.shape[0])

    @property
    def width(self) -> int:
        """Return the width of its box."""
        return int(self.mask.shape[1])

    @property
    def bottom(self) -> int:
        """Return the first row below it."""
        return self.top + self.height

    @property
    def right(self) -> int:
        """Return the first column right of it."""
        return self.left + self.width

    @property
    def area(self) -> int:
        """Return the number of its pixels."""
        return int(np.count_nonzero(self.mask))

    @property
    def is_upright_stroke(self) -> bool:
        """Return whether it is a single straight stroke, much higher than wide."""
        return self.height > 3 * self.width and self.area > 0.55 * self.height * self.width

    @property
    def middle(self) -> tuple[float, float]:
        """Return the middle of its box, x and y."""
        return self.left + self.width / 2, self.top + self.height / 2


def components(mask: NDArray[np.bool_], gap: float = 0.0) -> list[Glyph]:
    """Return the pieces of `mask`; those at most `gap` pixels apart count as one piece."""
    reach = int(round(gap / 2))
    if reach > 0:
        depth = ndimage.distance_transform_edt(~mask)
        labels, _ = ndimage.label(depth <= reach, structure=np.ones((3, 3)))
        labels = np.where(mask, labels, 0)
    else:
        labels, _ = ndimage.label(mask, structure=np.ones((3, 3)))
    return [
        Glyph(top=where[0].start, left=where[1].start, mask=labels[where] == number + 1)
        for number, where in enumerate(ndimage.find_objects(labels))
        if where is not None
    ]


def union(glyphs: Sequence[Glyph]) -> Glyph:
    """Return several pieces as one."""
    if len(glyphs) == 1:
        return glyphs[0]
    top, left = min(g.top for g in glyphs), min(g.left for g in glyphs)
    bottom, right = max(g.bottom for g in glyphs), max(g.right for g in glyphs)
    mask = np.zeros((bottom - top, right - left), dtype=np.bool_)
    for g in glyphs:
        mask[g.top - top : g.bottom - top, g.left - left : g.right - left] |= g.mask
    return Glyph(top=top, left=left, mask=mask, cut=any(g.cut for g in glyphs))


def trimmed(top: int, left: int, mask: NDArray[np.bool_], *, cut: bool) -> Glyph | None:
    """Return the piece without empty edges, or None if it holds no ink."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if rows.size == 0:
        return None
    inner = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return Glyph(top=top + int(rows[0]), left=left + int(columns[0]), mask=inner, cut=cut)


def normalised(values: NDArray[np.float32], glyphs: Iterable[Glyph]) -> NDArray[np.float32]:
    """Return the glyphs as `(n, 28, 28)` digits, their ink taken from `values` `(h, w)`."""
    pictures = [normalise(soft_ink(values, g), least_stroke=LEAST_STROKE) for g in glyphs]
    return np.stack(pictures) if pictures else np.zeros((0, 28, 28), dtype=np.float32)


def soft_ink(values: NDArray[np.float32], glyph: Glyph) -> NDArray[np.float32]:
    """Return the ink of one glyph in [0, 1], its soft edges included and its neighbours not."""
    step = max(1, max(glyph.mask.shape) // _ENOUGH)
    mask = np.pad(glyph.mask, step)[::step, ::step]
    rows = np.arange(glyph.top - step, glyph.bottom + step, step)
    columns = np.arange(glyph.left - step, glyph.right + step, step)
    # The picture's edge repeats itself: a stroke may run into it.
    rows, columns = np.clip(rows, 0, len(values) - 1), np.clip(columns, 0, values.shape[1] - 1)
    edge = values[np.ix_(rows, columns)]
    core = float(np.quantile(edge[mask], 0.7)) if mask.any() else 1.0
    near = ndimage.binary_dilation(mask)
    # Half the paper's grain reaches 0.2 of a faint core; what lies below is not ink.
    return np.where(near, np.clip((edge / (core or 1.0) - 0.2) / 0.8, 0.0, 1.0), 0.0)
