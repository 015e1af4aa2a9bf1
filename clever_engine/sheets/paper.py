"""What digits are written on, and what a camera makes of it: paper, rules, light, desk, grain."""

import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

from clever_engine.sheets.forms import Points
from clever_engine.sheets.pens import Patch, strokes

Values = NDArray[np.float32]
Colour = NDArray[np.float64]


def paper_and_ink(rng: np.random.Generator) -> tuple[Colour, Colour]:
    """Draw the colours of paper and ink, red, green, blue in [0, 1], well apart."""
    if rng.random() < 0.12:  # chalk on a board
        paper = rng.uniform(0.02, 0.35, 3) * (1, 1.1, 1)
        return paper, np.clip(rng.uniform(0.75, 1.0) + rng.normal(0, 0.06, 3), 0, 1)
    paper = np.clip(rng.uniform(0.62, 1.0) + rng.normal(0, 0.03, 3), 0.45, 1.0)
    if rng.random() < 0.15:  # a coloured note
        paper = np.clip(paper * rng.uniform(0.6, 1.0, 3), 0.35, 1.0)
    ink = np.clip(rng.uniform(0.02, 0.4) + rng.normal(0, 0.03, 3), 0, 1)
    if rng.random() < 0.5:  # blue above all, but also red and green
        ink[rng.choice(3, p=(0.3, 0.15, 0.55))] += rng.uniform(0.2, 0.5)
    weak = 0.3 - float(np.abs(paper - ink).max())
    return paper, np.clip(ink - max(weak, 0.0), 0, 1)


def lay(picture: Values, cover: Values, colour: Colour) -> None:
    """Cover `picture` `(h, w, 3)` with a colour, by the share `cover` `(h, w)` of each pixel."""
    picture += cover[..., None] * (colour.astype(np.float32) - picture)


def put(layer: Values, patch: Patch) -> None:
    """Add a patch's ink to a layer `(h, w)`; what lies beyond its edges is lost."""
    place = inside(layer.shape, patch)
    if place is not None:
        there, cut = place
        layer[there] = 1 - (1 - layer[there]) * (1 - patch.values[cut])


def inside(
    shape: tuple[int, ...], patch: Patch
) -> tuple[tuple[slice, slice], tuple[slice, slice]] | None:
    """Return where a patch lies in a layer of `shape`, and which part of it does; None if none."""
    height, width = patch.values.shape
    top, left = max(patch.top, 0), max(patch.left, 0)
    bottom, right = min(patch.top + height, shape[0]), min(patch.left + width, shape[1])
    if bottom <= top or right <= left:
        return None
    there = (slice(top, bottom), slice(left, right))
    cut = (
        slice(top - patch.top, bottom - patch.top),
        slice(left - patch.left, right - patch.left),
    )
    return there, cut


def polygon(shape: tuple[int, ...], corners: Sequence[tuple[float, float]], soft: float) -> Values:
    """Return the area within `corners` (x, y) as `(h, w)` in [0, 1], its edge blurred by `soft`."""
    page = Image.new("L", (shape[1], shape[0]))
    ImageDraw.Draw(page).polygon([(float(x), float(y)) for x, y in corners], fill=255)
    values = np.asarray(page, dtype=np.float32) / np.float32(255)
    return blurred(values, soft) if soft > 0 else values


def blurred(values: Values, sigma: float) -> Values:
    """Return `(h, w)` values blurred; a wide blur is done on fewer pixels."""
    step = int(max(1, sigma // 3))
    if step == 1:
        return np.asarray(ndimage.gaussian_filter(values, sigma), dtype=np.float32)
    height, width = values.shape
    size = (max(2, width // step), max(2, height // step))
    small = np.asarray(Image.fromarray(values).resize(size, Image.Resampling.BOX))
    small = ndimage.gaussian_filter(small, sigma / step).astype(np.float32)
    large = Image.fromarray(small).resize((width, height), Image.Resampling.BILINEAR)
    return np.asarray(large, dtype=np.float32)


def rules(
    shape: tuple[int, ...], step: float, turn: float, rng: np.random.Generator, *, squares: bool
) -> Values:
    """Return ruled or squared lines `step` pixels apart and turned by `turn`, as `(h, w)`."""
    height, width = shape[:2]
    layer = np.zeros((height, width), dtype=np.float32)
    pen = max(0.7, step * rng.uniform(0.015, 0.06))
    offset = rng.uniform(0, step)
    lines: list[tuple[Points, float]] = []
    reach = max(height, width)
    for y in np.arange(offset - reach * abs(turn), height + reach * abs(turn), step):
        lines.append((np.array([(-2.0, y), (width + 2.0, y + turn * width)]), pen))
    if squares:
        across = np.arange(offset - reach * abs(turn), width + reach * abs(turn), step)
        lines += [(np.array([(x, -2.0), (x - turn * height, height + 2.0)]), pen) for x in across]
    if lines:
        put(layer, strokes(lines))
    return layer


def light(picture: Values, rng: np.random.Generator, *, strong: bool) -> None:
    """Let light fall unevenly on `picture`: a gradient, and if `strong` also shadows or folds."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    slope = rng.normal(0, 0.2 if strong else 0.06, 2)
    picture *= np.clip(1 - 0.1 * rng.random() + slope[0] * x + slope[1] * y, 0.25, 1)[..., None]
    if not strong:
        return
    kind = rng.choice(["vignette", "edge", "corner", "fold"], p=(0.3, 0.35, 0.2, 0.15))
    if kind == "vignette":
        far = np.clip((np.sqrt((x * x + y * y) / 2) - rng.uniform(0.3, 0.65)) / 0.4, 0, 1)
        picture *= (1 - rng.uniform(0.3, 0.85) * far**1.5)[..., None]
        return
    soft = float(rng.choice([0.6, 2.0, 6.0, 14.0])) * max(height, width) / 300
    shade = _shadow(kind, height, width, rng, soft)
    picture *= (1 - shade * rng.uniform(0.25, 0.75 if kind != "fold" else 0.3))[..., None]


def _shadow(kind: str, height: int, width: int, rng: np.random.Generator, soft: float) -> Values:
    """Return a shadow on one side of a straight edge, in a corner, or along a fold."""
    angle, far = rng.uniform(0, 2 * np.pi), 3.0 * max(height, width)
    normal = np.array([np.cos(angle), np.sin(angle)])
    along = np.array([-normal[1], normal[0]])
    push = {"edge": (-0.1, 0.45), "corner": (0.35, 0.6), "fold": (-0.3, 0.3)}[kind]
    middle = np.array([width, height]) / 2 + normal * rng.uniform(*push) * np.hypot(width, height)
    depth = far if kind != "fold" else rng.uniform(2, 12)
    corners = [middle + along * far, middle - along * far]
    corners += [corners[1] + normal * depth, corners[0] + normal * depth]
    return polygon((height, width), [(p[0], p[1]) for p in corners], soft)


def desk(
    picture: Values, rng: np.random.Generator, margins: NDArray[np.float64], turn: float
) -> None:
    """Let a desk show around the sheet: `margins` are left, top, right, bottom in pixels."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    colour = np.clip(rng.uniform(0.05, 0.6) + rng.normal(0, 0.08, 3), 0.02, 0.9)
    wave = np.sin(y * rng.uniform(0.05, 0.4) + 3 * np.sin(x * rng.uniform(0.005, 0.03)))
    grain = 1 + rng.uniform(0, 0.2) * wave + rng.normal(0, 0.02, (height, 1))
    ground = (colour * grain[..., None]).astype(np.float32)
    if rng.random() < 0.3:  # another sheet or a plain table
        ground = np.broadcast_to(colour.astype(np.float32), picture.shape).copy()
    left, top, right, bottom = margins
    lean = turn * max(height, width)
    corners = [
        (left + lean if left else -9, top if top else -9),
        (width - right if right else width + 9, top + lean if top else -9),
        (width - right - lean if right else width + 9, height - bottom if bottom else height + 9),
        (left if left else -9, height - bottom - lean if bottom else height + 9),
    ]
    sheet = polygon((height, width), corners, 0.7)
    if rng.random() < 0.6:  # the sheet's own shadow on the desk
        moved = [(px + rng.uniform(2, 8), py + rng.uniform(2, 8)) for px, py in corners]
        ground *= (1 - 0.5 * polygon((height, width), moved, 4.0))[..., None]
    picture[:] = ground + sheet[..., None] * (picture - ground)


def photographed(picture: Values, rng: np.random.Generator, *, clean: bool) -> NDArray[np.uint8]:
    """Return the picture `(h, w, 3)` in [0, 1] with a camera's blur, grain and compression."""
    if not clean:
        blur = rng.choice([0.0, 0.5, 0.8, 1.2, 1.7], p=(0.25, 0.3, 0.25, 0.15, 0.05))
        if blur:
            picture = np.asarray(ndimage.gaussian_filter(picture, (blur, blur, 0)))
        grain = rng.normal(0, 1, picture.shape[:2]).astype(np.float32)
        if rng.random() < 0.5:
            grain = np.asarray(ndimage.gaussian_filter(grain, 0.6)) * 2
        picture = picture + grain[..., None] * float(rng.uniform(0.0, 0.035))
    pixels = np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8)
    if clean and rng.random() < 0.7:
        return pixels
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, format="JPEG", quality=int(rng.integers(35, 96)))
    return np.asarray(Image.open(out))
