"""Pictures that are no digits, for training the detector: letters, scribbles, pieces of photos."""

import string
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

CANVAS = 96

# O, l, S, Z, B, b, g, q and the like are digits to anyone who sees them alone.
AMBIGUOUS = "OoDQlIijSsZzBbgqGJ"
LETTERS = "".join(c for c in string.ascii_letters if c not in AMBIGUOUS)
SIGNS = "$€£¥%&#@?!+=*<>~(){}[]^§ßÄÖÜäöüéèñÆΩΨΦΣΔΛΠЖЩЮЯФЫΞ♥★☺✓→♫"

Ink = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What non-digits are made from.

    Attributes:
        fonts: font files; letters and signs are drawn with them.
        photos: `(h, w)` float32 pictures in [0, 1]; pieces of them are thresholded.
        digits: `(n, 28, 28)` float32 digits; pairs of them stand for one merged blob.
    """

    fonts: Sequence[Path]
    photos: Sequence[NDArray[np.float32]]
    digits: NDArray[np.float32]


def draw_non_digit(material: Material, rng: np.random.Generator) -> Ink:
    """Return the ink `(96, 96)` in [0, 1] of something that is no digit."""
    kinds = (*[_letter] * 6, _word, _scribble, _scribble, _photo, _photo, _pair, _shape)
    for _ in range(20):
        ink = kinds[rng.integers(len(kinds))](material, rng)
        if np.count_nonzero(ink > 0.5) > 60:
            return ink
    return _scribble(material, rng)


def bend(ink: Ink, rng: np.random.Generator) -> Ink:
    """Return the ink turned, slanted, stretched and thickened or thinned at random."""
    angle, shear = rng.uniform(-0.26, 0.26), rng.uniform(-0.3, 0.3)
    stretch = rng.uniform(0.75, 1.25)
    matrix = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    matrix = matrix @ np.array([[1.0, 0.0], [shear, stretch]])
    middle = (np.array(ink.shape) - 1) / 2
    moved = ndimage.affine_transform(
        ink, matrix, offset=middle - matrix @ middle, order=1, mode="constant"
    )
    return pen(moved.astype(np.float32), rng)


def pen(ink: Ink, rng: np.random.Generator) -> Ink:
    """Return the ink written with a thicker or thinner pen, and with soft or hard edges."""
    size = int(rng.choice([0, 0, 3, 5, 7]))
    if size and rng.random() < 0.6:
        ink = np.asarray(ndimage.grey_dilation(ink, size=(size, size)), dtype=np.float32)
    elif size:
        thin = np.asarray(ndimage.grey_erosion(ink, size=(size - 2, size - 2)), dtype=np.float32)
        ink = thin if np.count_nonzero(thin > 0.5) > 0.4 * np.count_nonzero(ink > 0.5) else ink
    if rng.random() < 0.5:
        ink = (ink > 0.45).astype(np.float32)
    return ink


def _letter(material: Material, rng: np.random.Generator) -> Ink:
    signs = LETTERS if rng.random() < 0.85 else SIGNS
    return bend(_text(material, signs[rng.integers(len(signs))], rng), rng)


def _word(material: Material, rng: np.random.Generator) -> Ink:
    letters = list(string.ascii_letters)
    return bend(_text(material, "".join(rng.choice(letters, rng.integers(2, 5))), rng), rng)


def _text(material: Material, text: str, rng: np.random.Generator) -> Ink:
    path = material.fonts[int(rng.integers(len(material.fonts)))]
    canvas = Image.new("L", (CANVAS, CANVAS), 0)
    size = int(72 / max(1.0, 0.55 * len(text)))
    font = ImageFont.truetype(str(path), size)
    ImageDraw.Draw(canvas).text((CANVAS / 2, CANVAS / 2), text, fill=255, font=font, anchor="mm")
    return np.asarray(canvas, dtype=np.float32) / np.float32(255)


def _scribble(_: Material, rng: np.random.Generator) -> Ink:
    """Return one or several random curves, from a simple hook to a dense tangle."""
    canvas = Image.new("L", (CANVAS, CANVAS), 0)
    draw = ImageDraw.Draw(canvas)
    width = int(rng.integers(2, 11))
    for _stroke in range(int(rng.choice([1, 1, 2, 3, 5]))):
        knots = rng.uniform(10, CANVAS - 10, size=(int(rng.integers(4, 14)), 2))
        fine = ndimage.zoom(knots, (8, 1), order=int(rng.choice([1, 3])), mode="nearest")
        draw.line([(float(x), float(y)) for x, y in fine], fill=255, width=width, joint="curve")
    return np.asarray(canvas, dtype=np.float32) / np.float32(255)


def _photo(material: Material, rng: np.random.Generator) -> Ink:
    """Return one connected dark or light piece of a photo, or all of a thresholded window."""
    photo = material.photos[int(rng.integers(len(material.photos)))]
    side = int(min(rng.choice([64, 96, 160, 300]), *photo.shape))
    y, x = (int(rng.integers(0, length - side + 1)) for length in photo.shape)
    window = photo[y : y + side, x : x + side]
    if rng.random() < 0.5:
        window = 1 - window
    ground = ndimage.uniform_filter(window, size=max(5, side // int(rng.integers(2, 7))))
    mask = window - ground > rng.uniform(0.02, 0.15)
    if rng.random() < 0.8:
        labels, number = ndimage.label(mask, structure=np.ones((3, 3)))
        sizes = np.bincount(labels.ravel())[1:]
        if number:
            mask = labels == 1 + int(rng.choice(np.argsort(sizes)[-3:]))
    picture = Image.fromarray(mask.astype(np.uint8) * 255).resize((CANVAS, CANVAS))
    return np.asarray(picture, dtype=np.float32) / np.float32(255)


def _pair(material: Material, rng: np.random.Generator) -> Ink:
    """Return two or three digits side by side that touch."""
    count = int(rng.choice([2, 2, 3]))
    chosen = material.digits[rng.integers(len(material.digits), size=count)]
    ink = np.zeros((28, 28 * count), dtype=np.float32)
    x = 0
    for digit in chosen:
        columns = np.flatnonzero(digit.max(axis=0) > 0.3)
        cut = digit[:, columns[0] : columns[-1] + 1]
        x = max(0, x - int(rng.integers(0, 3)))
        ink[:, x : x + cut.shape[1]] = np.maximum(ink[:, x : x + cut.shape[1]], cut)
        x += cut.shape[1]
    ink = ink[:, : max(x, 4)]
    return pen(ndimage.zoom(ink, 3, order=1).astype(np.float32), rng)


def _shape(_: Material, rng: np.random.Generator) -> Ink:
    """Return a filled or empty polygon, cross, bar or thresholded noise."""
    canvas = Image.new("L", (CANVAS, CANVAS), 0)
    draw = ImageDraw.Draw(canvas)
    kind = rng.integers(4)
    if kind == 0:
        angles = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(3, 12))))
        radii = rng.uniform(15, 45, len(angles))
        corners = np.stack([48 + radii * np.cos(angles), 48 + radii * np.sin(angles)], axis=1)
        points = [(float(x), float(y)) for x, y in corners]
        draw.polygon(points, fill=255 if rng.random() < 0.6 else None, outline=255, width=5)
    elif kind == 1:
        smooth = ndimage.gaussian_filter(rng.normal(size=(CANVAS, CANVAS)), rng.uniform(1.5, 9))
        level = np.quantile(smooth, rng.uniform(0.5, 0.9))
        return np.asarray(smooth > level, dtype=np.float32)
    elif kind == 2:
        height, width = (int(v) for v in rng.integers((4, 60), (22, 90)))
        draw.rectangle((3, 48 - height // 2, 3 + width, 48 + height // 2), fill=255)
    else:
        box = (4.0, 4.0, float(rng.integers(60, 92)), float(rng.integers(60, 92)))
        draw.ellipse(box, fill=255)
        if rng.random() < 0.5:
            return bend(np.asarray(canvas, dtype=np.float32) / np.float32(255), rng)
    return np.asarray(canvas, dtype=np.float32) / np.float32(255)
