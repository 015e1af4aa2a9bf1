"""The engraved ground of the picture to pass on: a bank's waves and rosette on its own colour."""

import math

from PIL import Image, ImageColor, ImageDraw

from clever_engine.game.art.curves import lobed_points, lot
from clever_engine.game.art.guilloche import rings

_FINE = 2
"""Drawn larger by this and made small again, so that lines are smooth."""

Color = tuple[int, ...]


def engraved_ground(
    name: str, primary: str, secondary: str, size: tuple[int, int], rosette: tuple[int, int, int]
) -> Image.Image:
    """Return a picture of a bank's colour with its lines; `rosette` is x, y and radius."""
    base, light = ImageColor.getrgb(primary), ImageColor.getrgb(secondary)
    deep = _mixed(base, (0, 0, 0), 0.28)
    width, height = size[0] * _FINE, size[1] * _FINE
    picture = Image.new("RGB", (width, height), deep)
    draw = ImageDraw.Draw(picture)
    _waves(draw, name, width, height, _mixed(deep, light, 0.14))
    x, y, radius = (value * _FINE for value in rosette)
    for ring, share in zip(rings(name), (0.36, 0.3, 0.42), strict=True):
        _ring(draw, (x, y, radius), ring, _mixed(deep, light, share))
    return picture.resize(size, Image.Resampling.LANCZOS)


def _waves(draw: ImageDraw.ImageDraw, name: str, width: int, height: int, color: Color) -> None:
    numbers, gap = lot(name), 9 * _FINE
    period, amplitude = width / (4 + numbers[0] % 3), (7 + numbers[1] % 6) * _FINE
    turn, swing = 0.11 + 0.02 * (numbers[2] % 4), 0.28 + 0.06 * (numbers[3] % 4)
    for row in range(-1, height // gap + 2):
        phase = 2 * math.pi * swing * math.sin(turn * row)
        points = [
            (x, row * gap + amplitude * math.sin(2 * math.pi * x / period - phase))
            for x in range(0, width + 12, 12)
        ]
        draw.line(points, fill=color, width=_FINE)


def _ring(
    draw: ImageDraw.ImageDraw,
    place: tuple[int, int, int],
    ring: tuple[float, float, int, int],
    color: Color,
) -> None:
    size, depth, lobes, copies = ring
    curve = lobed_points(place[2] * size, depth, lobes, 24 * lobes)
    for copy in range(copies):
        angle = 2 * math.pi * copy / lobes / copies
        c, s = math.cos(angle), math.sin(angle)
        turned = [(place[0] + c * x - s * y, place[1] + s * x + c * y) for x, y in curve]
        draw.line([*turned, turned[0]], fill=color, width=_FINE)


def _mixed(color: Color, other: Color, share: float) -> Color:
    return tuple(round(a + share * (b - a)) for a, b in zip(color, other, strict=True))
