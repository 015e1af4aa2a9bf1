"""Drawing strokes: at any size, and as a picture of 28x28 as MNIST's."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from clever_engine.digits.normalising import normalise
from clever_engine.digits.strokes import GRID
from clever_engine.handwriting.writing import Stroke

_PIXELS = 420  # 15 for each of 28: fine enough that only the pen decides the grays


def draw_strokes(strokes: Sequence[Stroke], *, pixels: int = GRID) -> npt.NDArray[np.float32]:
    """Return the ink of strokes with round ends as `(pixels, pixels)`, 0 paper to 1 ink."""
    fine = 2 * pixels
    page = Image.new("L", (fine, fine))
    pen = ImageDraw.Draw(page)
    for stroke in strokes:
        # Pillow counts from the middles of pixels, and includes those under an outline.
        xy = np.array(stroke["xy"], dtype=float).reshape(-1, 2) * fine / GRID - 0.5
        radius = max(stroke["w"] * fine / GRID / 2 - 0.5, 0.0)
        # Pillow's own wide lines leave slits between short segments: draw each with round ends.
        for start, end in zip(xy, xy[1:], strict=False):
            pen.polygon(_box(start, end, radius), fill=255)
        for x, y in xy:
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return np.asarray(page.reduce(2), dtype=np.float32) / np.float32(255)


def _box(
    start: npt.NDArray[np.float64], end: npt.NDArray[np.float64], radius: float
) -> list[tuple[float, float]]:
    """Return the four corners of a segment drawn `2 * radius` wide."""
    along = end - start
    side = np.array([-along[1], along[0]]) * radius / max(float(np.hypot(*along)), 1e-9)
    return [(float(x), float(y)) for x, y in (start + side, end + side, end - side, start - side)]


def digit_image(strokes: Sequence[Stroke]) -> npt.NDArray[np.float32]:
    """Return strokes as a picture `(28, 28)` in [0, 1], sized and centred as MNIST's digits."""
    return normalise(draw_strokes(strokes, pixels=_PIXELS))
