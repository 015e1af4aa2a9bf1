"""Single digits drawn by strokes as MNIST frames its own, to train and to judge networks by."""

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import ndimage

from clever_engine.digits.glyphs import LEAST_STROKE
from clever_engine.digits.normalising import normalise
from clever_engine.sheets.forms import RARE, unit
from clever_engine.sheets.pens import DigitSource, drawn
from clever_engine.training.data import LabelledImages

HEIGHT = 84.0
"""Of a digit in pixels before it is made small: as a photo of a few digits has."""

RARELY = 0.6
"""Share of the digits in a form that MNIST hardly has, where there is one."""


def draw_singles(part: str, count: int, *, seed: int = 0) -> LabelledImages:
    """Return `count` digits, as many of each, in the forms and by the writers of a part of sheets.

    Half of them are in forms that MNIST hardly has: 1 with a flag, crossed 7, open and closed 4,
    hooked 9, slanted 5, long-tailed 6, flat 3, looped 2. Pens are thin to thick.
    """
    source = DigitSource.of(part)
    rng = np.random.default_rng([seed, count, len(part)])
    images = [_single(number % 10, source, rng) for number in range(count)]
    pixels = torch.from_numpy(np.stack(images)[:, None])
    return LabelledImages(images=pixels, labels=torch.arange(count) % 10)


def _single(digit: int, source: DigitSource, rng: np.random.Generator) -> NDArray[np.float32]:
    if digit in RARE and rng.random() < RARELY:
        shape = unit(RARE[digit](rng))
    else:
        shape = source.shape(digit, int(rng.integers(len(source.writers))), rng)
    turn, slant = rng.normal(0, 0.08), rng.normal(0.08, 0.16)
    around = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    wide = np.clip(rng.normal(1, 0.15), 0.65, 1.5)
    matrix = around @ np.array([[wide, -slant], [0.0, 1.0]]) * HEIGHT
    pen = HEIGHT * float(np.clip(np.exp(rng.normal(np.log(0.095), 0.45)), 0.025, 0.26))
    ink = drawn(shape, matrix, (0.0, 0.0), pen).values
    if rng.random() < 0.5:  # as a camera or a scanner sees its edges
        ink = ndimage.gaussian_filter(ink, rng.uniform(0.5, 2.5)).astype(np.float32)
    return normalise(ink, least_stroke=LEAST_STROKE)
