"""Where the balls, arrows and labels of the plane's picture go, in the plane's own units."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor

from clever_engine.figures.theme import QUIET, SAFE, SAFE_LIGHT, UNSAFE, UNSAFE_LIGHT
from clever_engine.lesson.plane import VIEW, PlaneLook, PlaneNetwork
from clever_engine.norms import Norm

_LIGHT, _DARK = (SAFE, UNSAFE, QUIET), (SAFE_LIGHT, UNSAFE_LIGHT, QUIET)
_FAINTEST, _STRONGEST = 0.10, 0.45
"""Opacity where two classes are as likely, and where one is certain."""


def class_colors(classes: int, *, dark: bool) -> tuple[str, ...]:
    """Return the colour of each class: blue, orange and grey."""
    return (_DARK if dark else _LIGHT)[:classes]


def ground_rgba(network: PlaneNetwork, pixels: int) -> NDArray[np.uint8]:
    """Return the regions `(pixels, pixels, 4)` within the view, the upper edge first."""
    ticks = (np.arange(pixels) + 0.5) / pixels * 2 * VIEW - VIEW
    x, y = np.meshgrid(ticks, -ticks)
    sure = network.confidences(np.stack([x.ravel(), y.ravel()], axis=1))
    colors = class_colors(network.classes, dark=False)
    palette = np.array([ImageColor.getrgb(color) for color in colors])
    least = 1 / sure.shape[1]
    strength = (sure.max(axis=1) - least) / (1 - least)
    opacity = _FAINTEST + (_STRONGEST - _FAINTEST) * strength
    rgba = np.column_stack([palette[sure.argmax(axis=1)], 255 * opacity])
    return np.asarray(rgba.round().astype(np.uint8).reshape(pixels, pixels, 4))


def ground_png(network: PlaneNetwork, pixels: int = 240) -> bytes:
    """Return the regions as PNG, see-through so that a light or a dark page shows below."""
    buffer = io.BytesIO()
    Image.fromarray(ground_rgba(network, pixels)).save(buffer, "PNG")
    return buffer.getvalue()


Array = NDArray[np.float64]

_LONGEST_ARROW = 0.3
_LABEL = np.array([0.5, 0.13])
"""Half the width and height of a label, in the plane's own units."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrows:
    """Where the margin falls fastest at each sampled point.

    Attributes:
        tails: `(n, 2)` the points.
        heads: `(n, 2)`; the longest arrow belongs to the steepest slope.
    """

    tails: Array
    heads: Array


def ball_outline(norm: Norm, center: Array, radius: float) -> Array:
    """Return the outline `(n, 2)` of a ball: a diamond, a circle or a square, closed."""
    if norm is Norm.L2:
        angles = np.linspace(0, 2 * np.pi, 121)
        return center + radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    corners = {
        Norm.L1: [(1, 0), (0, 1), (-1, 0), (0, -1), (1, 0)],
        Norm.LINF: [(1, 1), (-1, 1), (-1, -1), (1, -1), (1, 1)],
    }
    return center + radius * np.array(corners[norm], dtype=np.float64)


def arrows_of(look: PlaneLook) -> Arrows:
    """Return the arrows at the sampled points; flat places have one of no length."""
    slopes = np.linalg.norm(look.gradients, axis=1, keepdims=True)
    steepest = float(slopes.max(initial=0.0)) or 1.0
    longest = min(_LONGEST_ARROW, 0.6 * look.score.radius)
    return Arrows(tails=look.samples, heads=look.samples - longest * look.gradients / steepest)


def labels_of(look: PlaneLook) -> Iterator[tuple[str, Array]]:
    """Yield the text of each ball and where its middle goes, within the view.

    The truth stands beyond the place where the boundary is nearest, CLEVER on the other side.
    """
    way = np.array([1.0, 0.0])
    if look.nearest is not None:
        way = look.nearest.point - look.point
        way = way / (float(np.linalg.norm(way)) or 1.0)
        yield f"truth {look.nearest.distance:.2f}", _beside(look.nearest.point, way)
    reach = look.score.value / float(np.linalg.norm(way, ord=look.norm.order))
    yield f"CLEVER {look.score.value:.2f}", _beside(look.point - reach * way, -way)


def _beside(place: Array, way: Array) -> Array:
    """Return the middle of a label that starts a little way from a place, within the view."""
    room = VIEW - _LABEL
    return np.clip(place + way * (_LABEL + 0.08), -room, room)
