"""Gather the ink that the finder's network sees into digits, and what is no digit into signs."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import cKDTree
from skimage.morphology import convex_hull_image

from clever_engine.digits.looking import Array, Seen

INK = 0.5
"""Pixels more likely than this to be ink of a digit are."""

SOME = 0.15
"""Pixels less likely than this hold none; between the two lie the soft edges of strokes."""

MIDDLE = 0.25
"""A middle of a digit is at least this likely."""

MOST = 300
"""Middles that are looked at, the likeliest: a picture with more digits than 80 is refused."""

APART = 0.14
"""Middles of two digits lie at least this many sizes apart."""

ASTRAY = 0.35
"""Ink that points farther than this many sizes from every middle belongs to no digit."""

SHARED = 0.05
"""Ink so near to a digit's own is also its, in sizes: half a stroke. Where strokes cross, each
pixel points to one of the digits only, and the zeros of an amount often share a side: what lies on
the hull of a 0 is its own."""

LEAST = 0.012
"""Ink of a digit at least, as a share of the square of its size: the thinnest 1 has 0.02."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """One digit, in pixels of the picture that was looked at.

    Attributes:
        top: of its box.
        left: of its box.
        ink: `(h, w)` of its box, in [0, 1]; without that of its neighbours.
        size: the longer side of the digit as the network tells it.
        classes: `(10,)` what its pixels vote for, their mean.
        agreement: share of its ink that points to its middle within a tenth of its size.
        heat: how likely its middle is one.
        stray: ink beside it that belongs to no digit, as a share of its own.
    """

    top: int
    left: int
    ink: Array
    size: float
    classes: Array
    agreement: float
    heat: float
    stray: float = 0.0

    @property
    def trust(self) -> float:
        """Return how sure it is to be a digit, from 0 to 1."""
        return self.heat * float(self.ink[self.ink > INK].mean()) * self.agreement


def digits_of(seen: Seen) -> list[Found]:
    """Return the digits whose middles the network sees, each with the ink that points there."""
    rows, columns = np.nonzero(seen.ink > SOME)
    if not len(rows):
        return []
    half = (rows // 2, columns // 2)
    middles, heats = _middles(seen)
    if not len(middles):
        return []
    size = seen.size[half]
    away, nearest = cKDTree(middles).query(seen.middle[:, *half].T)
    away = (away / np.maximum(size, 4.0)).astype(np.float32)
    found = {}
    kept = np.zeros(len(rows), dtype=np.bool_)
    for number in range(len(middles)):
        mine = (away < ASTRAY) & (nearest == number)
        heat = float(heats[number])
        digit = _found(seen, rows[mine], columns[mine], size[mine], away[mine], heat)
        if digit is not None:
            found[number] = digit
            kept |= mine
    return _with_strays(
        found, middles, np.stack([rows, columns])[:, _lost(seen, rows, columns, kept)]
    )


def _lost(
    seen: Seen, rows: NDArray[np.int64], columns: NDArray[np.int64], kept: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    return np.asarray((seen.ink[rows, columns] > INK) & ~kept)


def _with_strays(
    found: dict[int, Found], middles: NDArray[np.float64], lost: NDArray[np.int64]
) -> list[Found]:
    """Return the digits, each told how much ink nearest to it belongs to none."""
    if not found:
        return []
    numbers = list(found)
    _, nearest = cKDTree(middles[numbers]).query(lost.T)
    counts = np.bincount(nearest, minlength=len(numbers))
    return [
        replace(found[number], stray=float(count / (found[number].ink > INK).sum()))
        for number, count in zip(numbers, counts, strict=True)
    ]


def _middles(seen: Seen) -> tuple[NDArray[np.float64], Array]:
    """Return the middles of digits `(n, 2)`, none nearer than `APART` to a likelier one."""
    heat = np.asarray(ndimage.gaussian_filter(seen.heat, 0.6))
    high = heat >= np.maximum(ndimage.maximum_filter(heat, size=3), 0.0)
    places = np.argwhere(high & (seen.heat > MIDDLE))
    order = np.argsort(-seen.heat[tuple(places.T)])
    kept: list[NDArray[np.int64]] = []
    for place in places[order[:MOST]]:
        reach = APART * float(seen.size[tuple(place)]) / 2
        if all(np.hypot(*(place - other)) > reach for other in kept):
            kept.append(place)
    at = np.array(kept, dtype=np.int64).reshape(-1, 2)
    return at.astype(np.float64) * 2 + 1, seen.heat[tuple(at.T)]


def _found(
    seen: Seen,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    size: Array,
    away: Array,
    heat: float,
) -> Found | None:
    ink = seen.ink[rows, columns]
    sure = ink > INK
    if not sure.any():
        return None
    usual = float(np.median(size[sure]))
    if sure.sum() < max(12.0, LEAST * usual**2):
        return None
    reach = max(1, round(SHARED * usual))
    top, left = max(0, int(rows.min()) - reach), max(0, int(columns.min()) - reach)
    there = seen.ink[top : int(rows.max()) + 1 + reach, left : int(columns.max()) + 1 + reach]
    values = np.zeros_like(there)
    values[rows - top, columns - left] = ink
    votes = seen.classes[:, rows[sure] // 2, columns[sure] // 2].mean(axis=1)
    near = values > INK
    if int(votes.argmax()) == 0:
        near = convex_hull_image(near)  # type: ignore[no-untyped-call]
    values = np.where(ndimage.binary_dilation(near, iterations=reach), there, values)
    high, wide = (np.flatnonzero((values > SOME).any(axis=axis)) for axis in (1, 0))
    return Found(
        top=top + int(high[0]),
        left=left + int(wide[0]),
        ink=values[high[0] : high[-1] + 1, wide[0] : wide[-1] + 1],
        size=usual,
        classes=votes,
        agreement=float((away[sure] < 0.1).mean()),
        heat=heat,
    )


def signs_of(seen: Seen, digits: list[Found]) -> list[tuple[float, float, float, float]]:
    """Return the boxes of separators, currency signs and letters in the rows of the digits."""
    if not digits:
        return []
    size = float(np.median([d.size for d in digits]))
    mask = seen.signs > INK
    # The strokes of a pound or of two dashes lie apart.
    near = ndimage.binary_dilation(mask, iterations=max(1, round(0.06 * size)))
    labels, count = ndimage.label(near, structure=np.ones((3, 3)))
    boxes = []
    for where in ndimage.find_objects(np.where(mask, labels, 0), count):
        if where is None or mask[where].sum() < max(6, (0.06 * size) ** 2):
            continue
        (top, bottom), (left, right) = ((s.start, s.stop) for s in where)
        if any(_beside((left, top, right, bottom), digit, size) for digit in digits):
            boxes.append((float(left), float(top), float(right), float(bottom)))
    return boxes


def _beside(box: tuple[int, int, int, int], digit: Found, size: float) -> bool:
    height, width = digit.ink.shape
    across = max(digit.left - box[2], box[0] - digit.left - width)
    below = max(digit.top - box[3], box[1] - digit.top - height)
    return bool(across < 1.2 * size and below < 0.3 * size)
