"""Hard cases made from MNIST's test digits: photos, scans and drawings, each from a seed."""

import io
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

Array = NDArray[np.float32]
Case = Callable[[Array, np.random.Generator], bytes | Array]


def enlarged(digit: Array, height: int) -> Array:
    """Return a 28x28 digit drawn `height` pixels high, smooth, its empty edges cut off."""
    rows = np.flatnonzero(digit.max(axis=1) > 0.2)
    columns = np.flatnonzero(digit.max(axis=0) > 0.2)
    cut = digit[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    zoom = height / cut.shape[0]
    large = ndimage.zoom(np.pad(cut, 1), zoom, order=1)
    soft = ndimage.gaussian_filter(large, 0.25 * zoom)
    return np.clip((soft - 0.5) * zoom * 0.8 + 0.5, 0, 1).astype(np.float32)


def page(
    digits: Array,
    rng: np.random.Generator,
    *,
    height: int = 90,
    gap: float = 0.35,
    slope: float = 0.0,
    margin: float = 0.8,
    per_row: int = 100,
    wobble: float = 0.06,
) -> Array:
    """Return ink `(h, w)` with the digits written in rows."""
    drawn = [enlarged(d, int(height * rng.uniform(0.9, 1.1))) for d in digits]
    rows = [drawn[i : i + per_row] for i in range(0, len(drawn), per_row)]
    space = int(margin * height)
    width = max(int(sum(d.shape[1] + gap * height for d in row)) for row in rows) + 2 * space
    rise = int(abs(slope) * width)
    ink = np.zeros((int(len(rows) * 1.6 * height) + 2 * space + rise, width), dtype=np.float32)
    for number, row in enumerate(rows):
        x = float(space)
        for d in row:
            y = space + number * 1.6 * height + (slope * x if slope > 0 else rise + slope * x)
            y = int(max(0, y + rng.uniform(-wobble, wobble) * height))
            x0 = max(0, min(int(x), width - d.shape[1]))
            part = ink[y : y + d.shape[0], x0 : x0 + d.shape[1]]
            np.maximum(part, d[: part.shape[0], : part.shape[1]], out=part)
            x += d.shape[1] + gap * height
    return ink


def paint(
    ink: Array,
    *,
    pen: tuple[float, float, float] = (0.12, 0.12, 0.15),
    paper: tuple[float, float, float] = (0.93, 0.92, 0.9),
    light: Array | float = 1.0,
    noise: float = 0.015,
    rng: np.random.Generator | None = None,
) -> Array:
    """Return `(h, w, 3)`: ink on paper under the light, with the camera's noise."""
    colour = np.asarray(paper) * (1 - ink[..., None]) + np.asarray(pen) * ink[..., None]
    colour = colour * (light[..., None] if isinstance(light, np.ndarray) else light)
    if rng is not None and noise:
        colour = colour + rng.normal(scale=noise, size=ink.shape)[..., None]
    return np.clip(colour, 0, 1).astype(np.float32)


def encode(picture: Array, kind: str = "PNG", **options: object) -> bytes:
    """Return the picture as a file."""
    file = io.BytesIO()
    Image.fromarray((picture * 255).round().astype(np.uint8)).save(file, kind, **options)
    return file.getvalue()


def grid(shape: tuple[int, int]) -> tuple[Array, Array]:
    """Return y and x from 0 to 1 over a picture."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    return y / shape[0], x / shape[1]


def plain(digits: Array, rng: np.random.Generator) -> bytes:
    return encode(paint(page(digits, rng), rng=rng))


def shadow(digits: Array, rng: np.random.Generator) -> bytes:
    ink = page(digits, rng, margin=1.2)
    y, x = grid(ink.shape)
    edge = x * rng.uniform(-1, 1) + y * rng.uniform(-1, 1)
    dark = 1 / (1 + np.exp(-(edge - np.median(edge)) * rng.uniform(15, 80)))
    return encode(paint(ink, light=1 - rng.uniform(0.3, 0.6) * dark, rng=rng), "JPEG", quality=80)


def vignette(digits: Array, rng: np.random.Generator) -> bytes:
    ink = page(digits, rng, margin=1.5)
    y, x = grid(ink.shape)
    light = 1 - rng.uniform(0.5, 1.1) * ((x - 0.5) ** 2 + (y - 0.5) ** 2)
    light = light * (0.75 + 0.25 * x)
    return encode(paint(ink, light=light.astype(np.float32), rng=rng), "JPEG", quality=70)


def _lines(shape: tuple[int, int], step: float, width: float, slope: float) -> Array:
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    phase = (y + slope * x + 7) % step
    return np.clip(width - np.abs(phase - step / 2) + 0.5, 0, 1).astype(np.float32)


def _ruled(digits: Array, rng: np.random.Generator, *, squared: bool, strong: float) -> bytes:
    ink = page(digits, rng, margin=1.2)
    slope, step = rng.uniform(-0.03, 0.03), rng.uniform(30, 70) if squared else rng.uniform(60, 120)
    lines = _lines(ink.shape, step, rng.uniform(0.6, 1.4), slope)
    if squared:
        lines = np.maximum(lines, _lines(ink.shape[::-1], step, 1.0, -slope).T)
    ground = paint(lines * strong, pen=(0.25, 0.35, 0.6), rng=None)
    picture = ground * (1 - ink[..., None]) + np.array([0.1, 0.1, 0.2]) * ink[..., None]
    picture = picture + rng.normal(scale=0.012, size=ink.shape)[..., None]
    return encode(np.clip(picture, 0, 1), "JPEG", quality=80)


def ruled(digits: Array, rng: np.random.Generator) -> bytes:
    return _ruled(digits, rng, squared=False, strong=rng.uniform(0.3, 0.7))


def ruled_dark(digits: Array, rng: np.random.Generator) -> bytes:
    return _ruled(digits, rng, squared=False, strong=1.0)


def squared(digits: Array, rng: np.random.Generator) -> bytes:
    return _ruled(digits, rng, squared=True, strong=rng.uniform(0.25, 0.6))


def pencil(digits: Array, rng: np.random.Generator) -> bytes:
    ink = page(digits, rng)
    grain = ndimage.gaussian_filter(rng.normal(size=ink.shape), 1.0) * 2
    ink = np.clip(ink * rng.uniform(0.22, 0.4) * (1 + 0.25 * grain), 0, 1).astype(np.float32)
    return encode(paint(ink, noise=0.012, rng=rng), "JPEG", quality=85)


def coloured(digits: Array, rng: np.random.Generator) -> bytes:
    pens = [(0.8, 0.1, 0.1), (0.1, 0.2, 0.8), (0.1, 0.5, 0.2), (0.5, 0.1, 0.5)]
    papers = [(0.95, 0.9, 0.55), (0.75, 0.9, 0.75), (0.95, 0.8, 0.85), (0.75, 0.85, 0.95)]
    pen, paper = pens[rng.integers(4)], papers[rng.integers(4)]
    return encode(paint(page(digits, rng), pen=pen, paper=paper, rng=rng))


def chalk(digits: Array, rng: np.random.Generator) -> bytes:
    ink = page(digits, rng)
    ink = ink * np.clip(0.8 + 0.25 * rng.normal(size=ink.shape), 0.3, 1).astype(np.float32)
    _, x = grid(ink.shape)
    board = paint(
        ink, pen=(0.9, 0.9, 0.85), paper=(0.12, 0.2, 0.16), light=0.75 + 0.25 * x, rng=rng
    )
    return encode(board, "JPEG", quality=75)


def thin(digits: Array, rng: np.random.Generator) -> bytes:
    ink = page(digits, rng, height=140)
    core = ndimage.grey_erosion(ink, size=(5, 5))
    return encode(paint(np.maximum(core, 0), rng=rng))


def thick(digits: Array, rng: np.random.Generator) -> bytes:
    ink = page(digits, rng, gap=0.6)
    size = int(rng.integers(3, 8))
    return encode(paint(ndimage.grey_dilation(ink, size=(size, size)), rng=rng))


def slanted(digits: Array, rng: np.random.Generator) -> bytes:
    return encode(paint(page(digits, rng, slope=rng.uniform(-0.17, 0.17)), rng=rng))


def specks(digits: Array, rng: np.random.Generator) -> bytes:
    ink = page(digits, rng)
    dots = rng.random(ink.shape) > 0.9995
    dust = ndimage.grey_dilation(dots.astype(np.float32), size=(3, 3)) * 0.8
    texture = ndimage.gaussian_filter(rng.normal(size=ink.shape), 2) * 0.12
    light = (1 + texture).astype(np.float32)
    return encode(
        paint(np.maximum(ink, dust), light=light, noise=0.05, rng=rng), "JPEG", quality=35
    )


def table_edge(digits: Array, rng: np.random.Generator) -> bytes:
    ink = page(digits, rng, margin=1.3)
    sheet = paint(ink, rng=None)
    frame = rng.integers(15, 120, size=4)
    table = np.array([0.35, 0.25, 0.18]) * rng.uniform(0.5, 1.2)
    shape = (ink.shape[0] + frame[0] + frame[1], ink.shape[1] + frame[2] + frame[3], 3)
    grain = ndimage.gaussian_filter(rng.normal(size=shape[:2]), (1, 8)) * 0.2
    out = np.clip(table * (1 + grain[..., None]), 0, 1)
    out[frame[0] : frame[0] + ink.shape[0], frame[2] : frame[2] + ink.shape[1]] = sheet
    out = ndimage.rotate(out, rng.uniform(-4, 4), axes=(0, 1), order=1, mode="nearest")
    return encode(np.clip(out + rng.normal(scale=0.01, size=out.shape), 0, 1), "JPEG", quality=85)


def big_photo(digits: Array, rng: np.random.Generator) -> bytes:
    ink = page(digits, rng, height=int(rng.integers(90, 200)))
    width, height = 3000, 2250
    full = np.zeros((height, width), dtype=np.float32)
    zoom = min(1.0, 0.9 * width / ink.shape[1])
    ink = ndimage.zoom(ink, zoom, order=1) if zoom < 1 else ink
    y = int(rng.integers(50, height - ink.shape[0] - 50))
    x = int(rng.integers(10, width - ink.shape[1]))
    full[y : y + ink.shape[0], x : x + ink.shape[1]] = ink
    _, across = grid(full.shape)
    return encode(paint(full, light=0.6 + 0.4 * across, rng=rng), "JPEG", quality=85)


def touching(digits: Array, rng: np.random.Generator) -> bytes:
    """The first two digits are moved together until their ink meets."""
    one, two = enlarged(digits[0], 90)[:90], enlarged(digits[1], 90)[:90]
    height = min(len(one), len(two))
    one, two, overlap = one[:height], two[:height], 1
    while overlap < min(one.shape[1], two.shape[1]) // 2:
        overlap += 1
        if ((one[:, -overlap:] > 0.5) & (two[:, :overlap] > 0.5)).sum() > 8:
            break
    pair = np.zeros((height, one.shape[1] + two.shape[1] - overlap), dtype=np.float32)
    pair[:, : one.shape[1]] = one
    pair[:, -two.shape[1] :] = np.maximum(pair[:, -two.shape[1] :], two)
    rest = page(digits[2:], rng, margin=0.0, wobble=0.0)[:100]
    ink = np.zeros((250, pair.shape[1] + rest.shape[1] + 190), dtype=np.float32)
    ink[80 : 80 + height, 80 : 80 + pair.shape[1]] = pair
    ink[75 : 75 + len(rest), 110 + pair.shape[1] : 110 + pair.shape[1] + rest.shape[1]] = rest
    return encode(paint(ink, rng=rng))


def close_by(digits: Array, rng: np.random.Generator) -> bytes:
    return encode(paint(page(digits, rng, gap=rng.uniform(0.03, 0.1)), rng=rng))


def broken(digits: Array, rng: np.random.Generator) -> bytes:
    ink = page(digits, rng, gap=0.5)
    y, x = np.mgrid[0 : ink.shape[0], 0 : ink.shape[1]]
    angle = rng.uniform(0, np.pi)
    phase = (x * np.cos(angle) + y * np.sin(angle)) % rng.uniform(28, 60)
    return encode(paint((ink * (phase > rng.uniform(3, 6))).astype(np.float32), rng=rng))


def two_rows(digits: Array, rng: np.random.Generator) -> bytes:
    return encode(paint(page(digits, rng, per_row=max(1, len(digits) // 2)), rng=rng))


def amount(digits: Array, rng: np.random.Generator) -> bytes:
    ink = page(digits, rng, gap=0.4, wobble=0.02)
    foot = int(0.8 * 90 + 90)
    middle = ink.shape[1] // 2
    column = int(np.argmin(ink[:, middle - 60 : middle + 60].sum(axis=0))) + middle - 60
    size = int(rng.integers(5, 9))
    ink[foot - size : foot + (size if rng.random() < 0.5 else 0), column : column + size] = 1
    return encode(paint(ink, rng=rng))


def on_transparent(digits: Array, rng: np.random.Generator) -> bytes:
    ink = page(digits, rng)
    colour = 0.0 if rng.random() < 0.5 else 1.0
    return encode(np.dstack([np.full((*ink.shape, 3), colour), ink]))


def inverted_small(digits: Array, rng: np.random.Generator) -> bytes:
    return encode(digits[0] if rng.random() < 0.5 else 1 - digits[0])


def no_margin(digits: Array, rng: np.random.Generator) -> bytes:
    return encode(paint(page(digits, rng, margin=0.0, wobble=0.0), rng=rng))


def ten_pixels(digits: Array, rng: np.random.Generator) -> bytes:
    small = digits[0][4:24, 4:24].reshape(10, 2, 10, 2).mean(axis=(1, 3))
    return encode(1 - np.pad(small, 1))


def colour_marker(digits: Array, rng: np.random.Generator) -> bytes:
    """A picture of a digit written so large that the marker covers a fifth of it."""
    ink = page(digits, rng, height=200, margin=0.15, gap=0.3)
    return encode(paint(ndimage.grey_dilation(ink, size=(9, 9)), rng=rng))


SINGLE: dict[str, Case] = {
    case.__name__: case
    for case in (
        plain, shadow, vignette, ruled, ruled_dark, squared, pencil, coloured, chalk, thin, thick,
        specks, table_edge, big_photo, broken, on_transparent, inverted_small, no_margin,
        ten_pixels, colour_marker,
    )
}  # fmt: skip
ROWS: dict[str, Case] = {
    case.__name__: case
    for case in (
        plain, shadow, vignette, ruled, ruled_dark, squared, pencil, coloured, chalk, thin, thick,
        slanted, specks, table_edge, big_photo, touching, close_by, broken, two_rows, amount,
        on_transparent, colour_marker,
    )
}  # fmt: skip
