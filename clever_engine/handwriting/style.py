"""Hands: the habits of one writer, kept over all ten digits."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from clever_engine.errors import InputError
from clever_engine.handwriting.shapes import allographs


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """One writer's habits. Lengths are in hundredths of the line height, angles in degrees.

    Attributes:
        seed: of the writer's own way of bending each shape, the same whenever a digit is written.
        shapes: which way of writing each digit, an index into `allographs()` a digit.
        slant: of the verticals to the right.
        rise: of the horizontals, upwards to the right.
        width: factor on the shapes' width.
        size: height of a digit on the grid of 1000, and its spread from digit to digit as a share.
        wander: of the baseline, on the grid of 1000.
        waist: how far the middle of a digit is moved down (up if negative).
        widening: share by which the bottom is wider than the top.
        bow: sideways bend of the verticals.
        roundness: length over which the pen smooths its way; small leaves corners sharp.
        character: spread of the writer's own bending of the shapes.
        looseness: spread of the bending from one writing of a digit to the next.
        tremor: amplitude of the pen's fine unsteadiness.
        closure: share of the loops' tails that is written, 0 to 1.
        pen: width of the line on the grid of 1000.
        contrast: share by which the nib's width follows the direction of the stroke.
        nib: direction in which the line is broadest.
        taper: share by which the line thins towards the ends of a stroke.
        pressure: spread of slow changes of the line's width, as a share.
    """

    seed: int
    shapes: tuple[int, ...]
    slant: float
    rise: float
    width: float
    size: float
    size_spread: float
    wander: float
    waist: float
    widening: float
    bow: float
    roundness: float
    character: float
    looseness: float
    tremor: float
    closure: float
    pen: float
    contrast: float
    nib: float
    taper: float
    pressure: float


# Each habit's distribution over writers: "n" normal (mean, spread) cut at two and a bit spreads,
# "u" uniform (low, high). Slant, width and pen follow what MNIST's writers show: over the pictures
# of a digit slants spread by 14 degrees there and by 12 here, pens by 0.75 pixels around 2.2 there
# and by 0.5 around 2.0 here.
_HABITS: dict[str, tuple[str, float, float]] = {
    "slant": ("n", 6.0, 12.0),
    "rise": ("n", 3.0, 4.0),
    "width": ("n", 1.14, 0.16),
    "size": ("n", 640.0, 35.0),
    "size_spread": ("u", 0.01, 0.07),
    "wander": ("u", 3.0, 26.0),
    "waist": ("n", 0.0, 3.5),
    "widening": ("n", 0.0, 0.09),
    "bow": ("n", 0.0, 2.2),
    "roundness": ("u", 1.2, 4.6),
    "character": ("u", 1.4, 3.8),
    "looseness": ("u", 0.7, 1.8),
    "tremor": ("u", -0.3, 0.55),
    "closure": ("u", 0.0, 1.0),
    "pen": ("n", 82.0, 19.0),
    "contrast": ("u", -0.15, 0.3),
    "nib": ("u", 20.0, 160.0),
    "taper": ("u", -0.15, 0.4),
    "pressure": ("u", 0.0, 0.09),
}


STRAYING = 0.3
"""How far a habit strays from one writing to the next, as a share of its spread over writers.

It makes a slant stray by 3.6 degrees and a width by 5 %. MNIST's files name no writers, so the
share is set by what it does to the pictures: with `LOOSER`, two writings of a digit lie 0.6 times
as far apart (L2) as those of two hands, and ten digits written once more are nearest to their own
hand's first ten in all 236 cases (59 hands, four times). At 0.45 and 2 it is 0.7, and single digits
begin to look like another person's; without either it is 0.46, and the digits look traced.
"""

LOOSER = 1.5
"""Factor on a hand's looseness for the writings after the first, which ships as it was drawn."""

# What stays as it is: the shapes and the writer's bending of them, which make the hand; the pen and
# its nib, which nobody changes within a number; size and baseline, which stray on their own.
_STRAYING_HABITS = (
    "slant",
    "rise",
    "width",
    "waist",
    "widening",
    "bow",
    "roundness",
    "tremor",
    "closure",
    "taper",
    "pressure",
)


def stray(hand: Writer, digit: int, variation_seed: int) -> Writer:
    """Return the habits with which a hand writes a digit once more; each seed gives others."""
    # The last number keeps these draws apart from those of the writing itself.
    rng = np.random.default_rng([hand.seed, digit, variation_seed, 1])
    habits: dict[str, Any] = {
        name: _strayed(getattr(hand, name), _HABITS[name], rng) for name in _STRAYING_HABITS
    }
    habits["closure"] = min(habits["closure"], 1.0)
    return replace(hand, looseness=LOOSER * hand.looseness, **habits)


def _strayed(value: float, rule: tuple[str, float, float], rng: np.random.Generator) -> float:
    kind, first, second = rule
    # A uniform distribution's standard deviation is its width over the root of 12.
    spread = second if kind == "n" else (second - first) / 12**0.5
    # Cut at two spreads: a slip beyond is one that a writer would cross out.
    strayed = value + STRAYING * spread * float(np.clip(rng.normal(), -2, 2))
    return strayed if kind == "n" else max(strayed, 0.0)


def draw_writers(count: int, *, seed: int) -> tuple[Writer, ...]:
    """Draw `count` writers whose habits are spread evenly over what people do.

    Each habit is drawn by Latin hypercube: of 48 hands one slants within each 48th of the range,
    so that no small set of hands looks alike by chance.

    Raises:
        InputError: `count` is not positive.
    """
    if count < 1:
        raise InputError(f"Expected at least one hand; got {count}.")
    rng = np.random.default_rng(seed)
    habits = {name: _spread(count, rule, rng) for name, rule in _HABITS.items()}
    shapes = np.stack([_shares(count, len(ways), rng) for ways in allographs()], axis=1)
    seeds = rng.integers(2**31, size=count)
    return tuple(
        Writer(
            seed=int(seeds[i]),
            shapes=tuple(int(k) for k in shapes[i]),
            **{name: round(float(values[i]), 4) for name, values in habits.items()},
        )
        for i in range(count)
    )


def _spread(
    count: int, rule: tuple[str, float, float], rng: np.random.Generator
) -> npt.NDArray[np.float64]:
    """Draw one value a hand, one from each of `count` equally likely ranges."""
    kind, first, second = rule
    quantiles = (rng.permutation(count) + rng.random(count)) / count
    if kind == "u":
        # A negative low end stands for the share of writers without the habit at all.
        return np.maximum(first + (second - first) * quantiles, 0.0)
    return np.asarray(first + second * np.clip(ndtri(quantiles), -2.2, 2.2))


def _shares(count: int, ways: int, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Give each way of writing to equally many hands, in random order."""
    return rng.permutation(np.arange(count) % ways)
