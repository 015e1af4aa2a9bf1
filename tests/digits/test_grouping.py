"""The grouping of ink into digits, told the truth of each pixel: what is left is its own fault."""

import numpy as np
import torch

from clever_engine.digits.finder_network import INK, STRIDE, FinderNetwork
from clever_engine.digits.grouping import SHARED, Found, digits_of, signs_of
from clever_engine.digits.looking import Seen, levelled
from clever_engine.sheets.drawing import FAMILIES, Sheet, draw_sheet
from clever_engine.sheets.page import SIGN
from clever_engine.sheets.pens import DigitSource


def as_seen(sheet: Sheet, rng: np.random.Generator, *, astray: float) -> Seen:
    """What a perfect network would say, but for middles that are off by `astray` sizes."""
    height, width = sheet.owner.shape
    owner = np.pad(sheet.owner, ((0, height % 2), (0, width % 2)), constant_values=-1)
    half = np.maximum(owner, -1).reshape(len(owner) // 2, 2, -1, 2).max(axis=(1, 3))
    boxes = np.array(sheet.boxes or [(0, 0, 8, 8)], dtype=np.float32)
    middles = np.stack([boxes[:, 1] + boxes[:, 3], boxes[:, 0] + boxes[:, 2]]) / 2
    sizes = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    labels = np.array(sheet.labels or (0,))
    size = sizes[half].astype(np.float32)
    off = rng.normal(0, astray, (2, *half.shape)) * size
    heat = np.zeros(half.shape, dtype=np.float32)
    for row, column in (middles.T // 2).astype(int)[: len(sheet.boxes)]:
        heat[min(row, len(heat) - 1), min(column, heat.shape[1] - 1)] = 0.9
    return Seen(
        ink=(sheet.owner >= 0).astype(np.float32),
        signs=(sheet.owner == SIGN).astype(np.float32),
        heat=heat,
        middle=(middles[:, half] + off).astype(np.float32),
        size=size,
        classes=np.moveaxis(np.eye(10, dtype=np.float32)[labels[half]], -1, 0),
    )


def test_told_the_truth_digits_come_apart_even_where_they_touch():
    """But for its middles, which are off by a twentieth of a size, as the network's are."""
    digits, rng = DigitSource.of("train"), np.random.default_rng(0)
    whole = []
    for family in FAMILIES:
        for seed in range(5):
            sheet = draw_sheet(family, seed=seed, digits=digits, size=420)
            found = digits_of(as_seen(sheet, rng, astray=0.05))
            whole.append(_matched(sheet, found))
    assert np.mean(whole) >= 0.95


def _matched(sheet: Sheet, found: list[Found]) -> bool:
    """Whether each digit was found once, with its box and its class."""
    boxes = [(d.left, d.top, d.left + d.ink.shape[1], d.top + d.ink.shape[0]) for d in found]
    nearest = [
        int(np.abs(np.array(boxes) - box).max(axis=1).argmin()) if boxes else -1
        for box in sheet.boxes
    ]
    return len(found) == len(sheet.labels) and all(
        np.abs(np.subtract(boxes[place], box)).max() <= 4 + SHARED * found[place].size
        and int(found[place].classes.argmax()) == label
        for place, box, label in zip(nearest, sheet.boxes, sheet.labels, strict=True)
    )


def test_signs_beside_the_digits_are_named_and_those_far_off_are_not():
    digits, rng = DigitSource.of("train"), np.random.default_rng(0)
    said = there = 0
    for seed in range(12):
        sheet = draw_sheet("amount", seed=seed, digits=digits, size=420)
        seen = as_seen(sheet, rng, astray=0.0)
        boxes = signs_of(seen, digits_of(seen))
        there += len(sheet.left_out)
        said += len(boxes)
        for left, top, right, bottom in boxes:
            assert (seen.signs[int(top) : int(bottom), int(left) : int(right)] > 0.5).any()
    assert 0.6 * there <= said <= 1.2 * there  # the strokes of "Fr" may count as one or as two


def test_paper_alone_holds_no_digit():
    blank = np.zeros((20, 30), dtype=np.float32)
    seen = Seen(
        ink=np.zeros((40, 60), dtype=np.float32),
        signs=np.zeros((40, 60), dtype=np.float32),
        heat=blank,
        middle=np.zeros((2, 20, 30), dtype=np.float32),
        size=blank + 10,
        classes=np.full((10, 20, 30), 0.1, dtype=np.float32),
    )
    assert digits_of(seen) == []
    assert signs_of(seen, []) == []


def test_ink_that_points_to_no_middle_is_told_to_the_digit_beside_it():
    seen = as_seen(
        draw_sheet("single", seed=1, digits=DigitSource.of("train"), size=120),
        np.random.default_rng(0),
        astray=0.0,
    )
    (whole,) = digits_of(seen)
    assert whole.stray == 0
    seen.middle[:, :30] -= 60  # the upper half points out of the picture
    (half,) = digits_of(seen)
    assert half.stray > 0.3


def test_the_network_answers_for_every_pixel():
    network = FinderNetwork().eval()
    with torch.inference_mode():
        ink, heat, way, size, classes = network(torch.randn(2, 3, STRIDE, 2 * STRIDE))
    half = (STRIDE // 2, STRIDE)
    assert ink.shape == (2, INK // 4, STRIDE, 2 * STRIDE)
    assert heat.shape == size.shape == (2, *half)
    assert (way.shape, classes.shape) == ((2, 2, *half), (2, 10, *half))


def test_grain_alone_stays_faint():
    rng = np.random.default_rng(0)
    grain = (0.9 + 0.005 * rng.normal(size=(64, 64, 3))).astype(np.float32)
    assert np.abs(levelled(grain)).mean() < 0.1
    assert levelled(grain).shape == (3, 64, 64)
