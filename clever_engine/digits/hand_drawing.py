"""Drawing strokes: as a picture of 28x28 as MNIST's, and as an outline at any size."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from clever_engine.digits.hand_writing import Stroke
from clever_engine.digits.normalising import normalise
from clever_engine.digits.strokes import GRID

_PIXELS = 420
_CORNER = 0.5
"""Radians of turn from one point to the next beyond which an offset outline would be cut short."""


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


def svg_path(strokes: Sequence[Stroke], *, size: float = GRID) -> str:
    """Return the outline of strokes as SVG path data, to be filled by the rule `nonzero`.

    Args:
        strokes: on the drawing grid.
        size: width and height, in the units of the SVG, that the whole grid is scaled to.
    """
    paths = []
    for stroke in strokes:
        xy = np.array(stroke["xy"], dtype=float).reshape(-1, 2) * size / GRID
        radius = stroke["w"] * size / GRID / 2
        paths += [_outline(part, radius) for part in _smooth_parts(xy)]
    return "".join(paths)


def _smooth_parts(xy: npt.NDArray[np.float64]) -> list[npt.NDArray[np.float64]]:
    """Cut a line at its corners, where the round ends of the parts make the join."""
    if len(xy) == 1:
        return [np.concatenate([xy, xy + (1e-3, 0.0)])]
    steps = np.diff(xy, axis=0)
    heading = np.arctan2(steps[:, 1], steps[:, 0])
    turn = np.abs((np.diff(heading) + np.pi) % (2 * np.pi) - np.pi)
    cuts = [0, *(np.flatnonzero(turn > _CORNER) + 1), len(xy) - 1]
    return [xy[i : j + 1] for i, j in zip(cuts, cuts[1:], strict=False)]


def _outline(xy: npt.NDArray[np.float64], radius: float) -> str:
    """Return the outline of a smooth line, clockwise: along, a round end, back, a round end."""
    along = np.gradient(xy, axis=0)
    along /= np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    side = radius * np.stack([along[:, 1], -along[:, 0]], axis=1)
    there, back = xy + side, (xy - side)[::-1]
    cap = f"A{radius:.4g} {radius:.4g} 0 0 1 "
    forward = "L".join(f"{x:.5g} {y:.5g}" for x, y in there)
    backward = "L".join(f"{x:.5g} {y:.5g}" for x, y in back)
    return f"M{forward}{cap}{backward}{cap}{there[0, 0]:.5g} {there[0, 1]:.5g}Z"
