"""Writing: a hand's habits turn the shape of a digit into strokes on the drawing grid."""

from typing import TypedDict

import numpy as np
import numpy.typing as npt
from scipy.interpolate import CubicSpline
from scipy.ndimage import gaussian_filter1d

from clever_engine.digits.strokes import GRID
from clever_engine.errors import InputError
from clever_engine.handwriting.shapes import Points, Skeleton, allographs
from clever_engine.handwriting.style import Writer

# On the grid of 1000, where a digit of 640 becomes 20 pixels high: 32 are a pixel.
_MARGIN = 30
_WIDTH_STEP = 3  # a tenth of a pixel: the steps of a line's width do not show
_LEAST_STEPS = 5  # half a pixel: a thinner line would fade in the picture of 28

# On a line height of 100, where 5 are a pixel.
_SPACING = 1.7  # of stored points: a third of a pixel, so that a polygon looks like a curve
_FINE = 0.5  # of points while a line is shaped: a tenth of a pixel
Values = npt.NDArray[np.float64]


class Stroke(TypedDict):
    """A line of even width with round ends, in the app's drawing format.

    `w` is its width and `xy` the flat list `[x0, y0, x1, y1, ...]` of its points, integers on a
    grid 1000 wide and high, y downwards.
    """

    w: int
    xy: list[int]


def write_digit(hand: Writer, digit: int, variation_seed: int) -> list[Stroke]:
    """Write a digit once; each `variation_seed` gives another writing by the same hand.

    Where a nib's width varies along the way, one move of the pen becomes several strokes, each
    beginning where the last ended.

    Raises:
        InputError: `digit` is not 0 to 9.
    """
    if not 0 <= digit <= 9:
        raise InputError(f"Expected a digit from 0 to 9; got {digit}.")
    shape = allographs()[digit][hand.shapes[digit]]
    lasting = np.random.default_rng([hand.seed, digit])
    passing = np.random.default_rng([hand.seed, digit, variation_seed])
    # The fewer turns a shape has, the quicker it is written, and the straighter it comes out: a
    # plain 1 has four points, most shapes 8 to 12, and 12 stray in full.
    ease = min(1.0, sum(len(skeleton.points) for skeleton in shape.skeletons) / 12)
    spreads = hand.character * ease, hand.looseness * ease
    lines = [_pen_path(each, spreads, hand, (lasting, passing)) for each in shape.skeletons]
    lines[-1] = _shorten(lines[-1], shape.tail * (1 - hand.closure) * passing.uniform(0.8, 1.1))
    middle = np.array([np.concatenate(lines)[:, 0].mean(), 50.0])
    bends = _waves(spreads[0], lasting), _waves(spreads[1], passing)
    tilt = passing.normal(0.0, 1.2, size=2)
    lines = [_habit(line - middle, hand, tilt) for line in lines]
    lines = [line + sum(_bend(line, waves) for waves in bends) for line in lines]
    lines = _place(lines, hand, passing)
    pen = hand.pen * (1 + 0.04 * passing.normal())
    return [stroke for line in lines for stroke in _ink(line, pen, hand, passing)]


def _pen_path(
    skeleton: Skeleton,
    spreads: tuple[float, float],
    hand: Writer,
    rngs: tuple[np.random.Generator, np.random.Generator],
) -> Points:
    """Lead a smooth line through the skeleton's points, each a little off its place."""
    points = np.array(skeleton.points)
    for spread, rng in zip(spreads, rngs, strict=True):
        points = points + _stray(len(points), 0.6 * spread, rng)
    ends = [0, *skeleton.corners, len(points) - 1]
    parts = [spline(points[i : j + 1]) for i, j in zip(ends, ends[1:], strict=False)]
    line = _resample(np.concatenate(parts), _FINE)
    noise = gaussian_filter1d(rngs[1].normal(size=line.shape), 6 / _FINE, axis=0, mode="nearest")
    line = line + hand.tremor * noise / max(float(noise.std()), 1e-9)
    return _smooth(line, hand.roundness / _FINE)


def _stray(count: int, spread: float, rng: np.random.Generator) -> Points:
    """Draw how far `count` successive points are off; neighbours stray together, without bumps."""
    noise = gaussian_filter1d(rng.normal(size=(count, 2)), 1.0, axis=0, mode="nearest")
    # Of 8 to 12 points the filter leaves 1 / 1.7 of the spread.
    return np.asarray(1.7 * spread * noise)


def spline(points: Points, *, each: int = 40) -> Points:
    """Sample the natural cubic spline through `points`, by the root of the chords' lengths."""
    if len(points) < 3:
        return points
    chords = np.hypot(*np.diff(points, axis=0).T)
    at = np.concatenate([[0.0], np.cumsum(np.sqrt(np.maximum(chords, 1e-3)))])
    fine = np.linspace(0.0, at[-1], each * len(points))
    return np.asarray(CubicSpline(at, points, bc_type="natural")(fine))


def _lengths(line: Points) -> Values:
    """Return the length of the way from the line's start to each of its points."""
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])


def _resample(line: Points, spacing: float) -> Points:
    """Return points on the line at even distances of about `spacing`, its ends included."""
    at = _lengths(line)
    even = np.linspace(0.0, at[-1], max(2, round(at[-1] / spacing) + 1))
    return np.stack([np.interp(even, at, axis) for axis in line.T], axis=1)


def _smooth(line: Points, sigma: float) -> Points:
    """Round the line's bends while its ends stay where they are."""
    pad = min(len(line) - 1, round(4 * sigma))
    before = 2 * line[0] - line[pad:0:-1]
    after = 2 * line[-1] - line[-2 : -pad - 2 : -1]
    padded = gaussian_filter1d(np.concatenate([before, line, after]), sigma, axis=0)
    return np.asarray(padded[pad : pad + len(line)])


def _shorten(line: Points, length: float) -> Points:
    """Return the line without the last `length` of its way."""
    return line[: max(2, len(line) - round(length / _FINE))]


def _habit(line: Points, hand: Writer, tilt: Values) -> Points:
    """Shear, widen and bow a line about its digit's middle, as this hand does."""
    x, y = line[:, 0] * hand.width, line[:, 1]
    height = y / 50
    x = x * (1 + hand.widening * height) + hand.bow * (1 - height**2)
    y = y + hand.waist * np.maximum(1 - height**2, 0.0)
    slant, rise = np.radians([hand.slant + tilt[0], hand.rise + tilt[1]])
    return np.stack([x - np.tan(slant) * y, y - np.tan(rise) * x], axis=1)


def _waves(amplitude: float, rng: np.random.Generator) -> Points:
    """Draw four long waves `(4, 5)`: wave vector, phase, displacement."""
    # Shorter than two thirds of the height they would be bumps, longer than twice a mere shift.
    angle, lengths = rng.uniform(0, 2 * np.pi, size=4), rng.uniform(70, 200, size=4)
    vectors = (2 * np.pi / lengths) * np.stack([np.cos(angle), np.sin(angle)])
    # The sum of four sines of spread 0.7 displaces by a spread of 1.
    shift = rng.normal(0.0, 0.7 * amplitude, size=(2, 4))
    return np.concatenate([vectors, rng.uniform(0, 2 * np.pi, size=(1, 4)), shift]).T


def _bend(line: Points, waves: Points) -> Points:
    """Return the smooth field of displacements `waves` at the line's points."""
    phases = np.sin(line @ waves[:, :2].T + waves[:, 2])
    return np.asarray(phases @ waves[:, 3:])


def _place(lines: list[Points], hand: Writer, rng: np.random.Generator) -> list[Points]:
    """Scale the lines to the hand's size and put them in the middle of the grid, off by wander."""
    everything = np.concatenate(lines)
    low, high = everything.min(axis=0), everything.max(axis=0)
    room = GRID - 2 * _MARGIN - hand.pen * 1.5
    scale = hand.size / 100 * (1 + hand.size_spread * np.clip(rng.normal(), -2, 2))
    scale = min(scale, *(room / np.maximum(high - low, 1e-6)))
    spare = (room - scale * (high - low)[1]) / 2
    wander = np.clip(hand.wander * rng.normal(), -spare, spare)
    return [(line - (low + high) / 2) * scale + (GRID / 2, GRID / 2 + wander) for line in lines]


def _ink(line: Points, pen: float, hand: Writer, rng: np.random.Generator) -> list[Stroke]:
    """Cut a line into strokes of even width, by the pen's contrast, taper and pressure."""
    line = _resample(line, _SPACING * hand.size / 100)
    widths = pen * _relative_widths(line, hand, rng)
    steps = np.maximum(np.rint(widths / _WIDTH_STEP), _LEAST_STEPS).astype(int) * _WIDTH_STEP
    cuts = [0, *(np.flatnonzero(np.diff(steps[:-1])) + 1), len(line) - 1]
    grid = np.rint(line).astype(int)
    return [
        Stroke(w=int(steps[i]), xy=[int(value) for value in grid[i : j + 1].ravel()])
        for i, j in zip(cuts, cuts[1:], strict=False)
    ]


def _relative_widths(line: Points, hand: Writer, rng: np.random.Generator) -> Values:
    """Return the pen's width at each point of a line, around 1."""
    along = np.gradient(line, axis=0)
    turn = np.arctan2(-along[:, 1], along[:, 0]) - np.radians(hand.nib)
    # A flat nib is broadest across its edge: the width follows twice the angle.
    nib = 1 - hand.contrast * np.cos(2 * turn)
    at = _lengths(line)
    # A stroke thins over about the width of a pen, which is 82 on the average.
    ends = np.exp(-at / 90) + np.exp(-(at[-1] - at) / 90)
    # Over 13 points, a fifth of the height; of a long line the filter leaves 1 / 6.8 of the spread.
    slow = 6.8 * gaussian_filter1d(rng.normal(size=len(line)), 13, mode="nearest")
    widths = nib * (1 - hand.taper * np.minimum(ends, 1)) * (1 + hand.pressure * slow)
    # Where nib, taper and pressure meet, a line neither breaks nor blots.
    return np.asarray(gaussian_filter1d(np.clip(widths, 0.4, 1.7), 2, mode="nearest"))
