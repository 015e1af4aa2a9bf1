"""The regions of a network in the plane as a picture: a colour a class, stronger where surer."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor

from clever_engine.figures.theme import QUIET, SAFE, SAFE_LIGHT, UNSAFE, UNSAFE_LIGHT
from clever_engine.lesson.plane import VIEW, PlaneNetwork

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
