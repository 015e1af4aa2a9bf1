"""Find digits by a network that says of every pixel whose ink it is.

For each pixel it tells whether it is ink of a digit, where the middle of that digit lies, how large
the digit is and which one. Ink that points to the same middle is one digit, so digits that touch
come apart, and lines, shadows and the desk hold no ink at all (Hough voting, as in Gall and
Lempitsky 2009; grouped by middles as in Panoptic-DeepLab, Cheng et al. 2020). It knows digits of
one size, so the picture is looked at in several, and then once more in the one that fits best.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from clever_engine.digits.finder_network import USUAL_SIZE
from clever_engine.digits.glyphs import LEAST_STROKE
from clever_engine.digits.grouping import INK, Found, digits_of, signs_of
from clever_engine.digits.looking import Array, Seen, look
from clever_engine.digits.normalising import normalise
from clever_engine.digits.second_look import CHANNELS, SIDE, patches_of

MOST_PIXELS = 1_000_000
"""Of a look; more would take over a second on one core."""

SMALLEST_LOOK = 56
"""Longer side of the smallest look, in pixels: a digit that fills the picture fits in."""

SMALL = 40.0
"""Digits that would be smaller than this at the closest look are looked for there."""

ENLARGED = 2.5
"""Small pictures are enlarged at most so much: a digit of MNIST's size is 50 pixels high then."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class View:
    """One look: pixel (x, y) of the picture is ((x - left) * scale, (y - top) * scale) of it.

    Attributes:
        left: edge of what was looked at, in pixels of the picture; `top` likewise.
        scale: pixels of the look to one of the picture.
        digits: in pixels of the look.
        signs: boxes of separators and the like in the rows of the digits, in pixels of the look.
        letters: share of all ink seen that is of signs and letters.
        looked: the picture `(h, w, 3)` that was looked at and what was seen; None of nothing.
    """

    left: float
    top: float
    scale: float
    digits: list[Found]
    signs: list[tuple[float, float, float, float]]
    letters: float
    looked: tuple[Array, Seen] | None

    @property
    def size(self) -> float:
        """Return the usual size of its digits, in pixels of the look."""
        return float(np.median([digit.size for digit in self.digits]))

    @property
    def merit(self) -> float:
        """Return how much writing it explains: sizes in the picture, of digits that are sure."""
        fit = [np.exp(-2 * np.log(d.size / USUAL_SIZE) ** 2) for d in self.digits]
        worth = [d.trust * f * d.size for d, f in zip(self.digits, fit, strict=True)]
        return float(sum(worth)) / self.scale

    def patches(self, digits: Sequence[Found]) -> Array:
        """Return what lies around some of its digits, as the second look takes it."""
        if self.looked is None or not digits:
            return np.zeros((0, CHANNELS, SIDE, SIDE), dtype=np.float32)
        return patches_of(*self.looked, digits)

    def edges(self, digit: Found) -> tuple[float, float, float, float]:
        """Return the box of a digit in the picture: left, top, right, bottom."""
        height, width = digit.ink.shape
        return self.placed((digit.left, digit.top, digit.left + width, digit.top + height))

    def placed(self, box: tuple[float, ...]) -> tuple[float, float, float, float]:
        """Return a box of the look in pixels of the picture."""
        left, top, right, bottom = (edge / self.scale for edge in box)
        return left + self.left, top + self.top, right + self.left, bottom + self.top


_NOTHING = View(left=0.0, top=0.0, scale=1.0, digits=[], signs=[], letters=0.0, looked=None)


def images_of(digits: Sequence[Found]) -> Array:
    """Return digits as MNIST has them, `(n, 1, 28, 28)` in [0, 1]."""
    images = [normalise(digit.ink, least_stroke=LEAST_STROKE) for digit in digits]
    return np.stack(images)[:, None] if images else np.zeros((0, 1, 28, 28), dtype=np.float32)


def find(picture: Array) -> View:
    """Return the digits of a picture `(h, w, 3)` in [0, 1], seen at the size that is read best."""
    pixels = _image(picture)
    width, height = pixels.size
    whole = (0.0, 0.0, float(width), float(height))
    closest, *others = _scales(width, height)
    best = max((_view(pixels, whole, scale) for scale in others), key=_merit, default=None)
    # The closest look costs more than all others: it is for writing that is small in the picture.
    if best is None or not best.digits or best.size * closest / best.scale < SMALL:
        best = max(best or _NOTHING, _view(pixels, whole, closest), key=_merit)
    if not best.digits:
        return best
    size = best.size / best.scale
    edges = np.array([best.edges(d) for d in best.digits])
    margin = 1.2 * size
    box = (
        max(0.0, float(edges[:, 0].min()) - margin),
        max(0.0, float(edges[:, 1].min()) - margin),
        min(float(width), float(edges[:, 2].max()) + margin),
        min(float(height), float(edges[:, 3].max()) + margin),
    )
    area = (box[2] - box[0]) * (box[3] - box[1])
    scale = min(USUAL_SIZE / size, (MOST_PIXELS / area) ** 0.5)
    closer = _view(pixels, box, scale)
    return closer if closer.merit > 0.8 * best.merit else best


def _image(picture: Array) -> Image.Image:
    """Return a picture in bytes; row by row, as a photo's copy in floats takes 150 MB."""
    pixels = np.empty(picture.shape, dtype=np.uint8)
    for row, values in zip(pixels, picture, strict=True):
        row[:] = np.rint(values * 255)
    return Image.fromarray(pixels)


def _merit(view: View) -> float:
    return view.merit


def _scales(width: int, height: int) -> list[float]:
    """Return the scales at which a picture is looked at, each half of the one before."""
    scale = min(ENLARGED, (MOST_PIXELS / (width * height)) ** 0.5)
    scales = [scale]
    while scale * max(width, height) > 2 * SMALLEST_LOOK:
        scale /= 2
        scales.append(scale)
    return scales


def _view(pixels: Image.Image, box: tuple[float, float, float, float], scale: float) -> View:
    picture = _resized(pixels, box, scale)
    seen = look(picture)
    digits = digits_of(seen)
    signs, ink = (int((values > INK).sum()) for values in (seen.signs, seen.ink))
    return View(
        left=box[0],
        top=box[1],
        scale=scale,
        digits=digits,
        signs=signs_of(seen, digits),
        letters=signs / max(signs + ink, 1),
        looked=(picture, seen),
    )


def look_at(picture: Array, scale: float) -> Seen:
    """Return what the network says of a whole picture `(h, w, 3)`, enlarged by `scale`."""
    height, width = picture.shape[:2]
    return look(_resized(_image(picture), (0.0, 0.0, float(width), float(height)), scale))


def _resized(pixels: Image.Image, box: tuple[float, float, float, float], scale: float) -> Array:
    size = (max(16, round((box[2] - box[0]) * scale)), max(16, round((box[3] - box[1]) * scale)))
    how = Image.Resampling.BOX if scale < 0.5 else Image.Resampling.BICUBIC
    return np.asarray(pixels.resize(size, how, box=box), dtype=np.float32) / np.float32(255)
