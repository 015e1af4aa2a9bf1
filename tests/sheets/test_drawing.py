"""The sheets that train and judge what reads digits: what they say of themselves is true."""

import numpy as np
import pytest
from scipy import ndimage

from clever_engine.sheets.drawing import FAMILIES, WITHOUT_DIGITS, draw_sheet
from clever_engine.sheets.forms import SIGNS, sign
from clever_engine.sheets.page import NOTHING, SIGN
from clever_engine.sheets.pens import PARTS, TRAINED_ON, DigitSource, drawn

SEEDS = range(4)


@pytest.fixture(scope="module")
def digits():
    """Writers alone: MNIST need not be at hand."""
    return DigitSource.of("train")


def sheets(family, digits):
    return [draw_sheet(family, seed=seed, digits=digits, size=256) for seed in SEEDS]


@pytest.mark.parametrize("family", FAMILIES)
def test_the_same_seed_draws_the_same_sheet_and_another_another(family, digits):
    first, again = sheets(family, digits)[:2], sheets(family, digits)[:2]
    for one, other in zip(first, again, strict=True):
        np.testing.assert_array_equal(one.picture, other.picture)
        np.testing.assert_array_equal(one.owner, other.owner)
        assert one.labels == other.labels
    assert not np.array_equal(first[0].picture, first[1].picture)


@pytest.mark.parametrize("family", FAMILIES)
def test_boxes_hold_their_digits_and_all_of_them(family, digits):
    for sheet in sheets(family, digits):
        assert sheet.picture.shape == (*sheet.owner.shape, 3)
        assert max(sheet.owner.shape) <= 256
        assert len(sheet.labels) == len(sheet.boxes) == len(sheet.rows)
        for number, box in enumerate(sheet.boxes):
            rows, columns = np.nonzero(sheet.owner == number)
            assert (columns.min(), rows.min()) == box[:2]
            assert (columns.max() + 1, rows.max() + 1) == box[2:]
        assert set(np.unique(sheet.owner)) <= {NOTHING, SIGN, *range(len(sheet.boxes))}


@pytest.mark.parametrize("family", [family for family in FAMILIES if family not in WITHOUT_DIGITS])
def test_digits_stand_in_reading_order_and_can_be_told_from_the_paper(family, digits):
    for sheet in sheets(family, digits):
        assert sheet.labels
        places = [
            (row, box.left + box.right) for row, box in zip(sheet.rows, sheet.boxes, strict=True)
        ]
        assert [row for row, _ in places] == sorted(sheet.rows)
        ink = sheet.owner >= 0
        around = ndimage.binary_dilation(ink, iterations=4) & (sheet.owner == NOTHING)
        colours = sheet.picture.astype(float)
        difference = np.abs(colours[ink].mean(axis=0) - colours[around].mean(axis=0)).max()
        assert difference > 5  # of 255: a pencil in a thumbnail


@pytest.mark.parametrize("family", WITHOUT_DIGITS)
def test_a_sheet_without_digits_has_none(family, digits):
    for sheet in sheets(family, digits):
        assert not sheet.labels
        assert (sheet.owner < 0).all()


def test_amounts_have_signs_that_are_no_digits(digits):
    many = [draw_sheet("amount", seed=seed, digits=digits, size=256) for seed in range(20)]
    assert sum(bool(sheet.left_out) for sheet in many) >= 10
    for sheet in many:
        assert bool(sheet.left_out) >= (sheet.owner == SIGN).any()


def test_no_writer_is_in_two_parts():
    seeds = [{writer.seed for writer in DigitSource.of(part).writers} for part in PARTS]
    assert not seeds[0] & seeds[1]
    assert not seeds[0] & seeds[2]
    assert not seeds[1] & seeds[2]


def test_mnist_is_shared_out(data_root):
    train, choose, judge = (DigitSource.of(part, data_root) for part in PARTS)
    assert len(train.labels) == TRAINED_ON
    assert len(choose.labels) == 60_000 - TRAINED_ON
    assert len(judge.labels) == 10_000


@pytest.mark.parametrize("name", SIGNS)
def test_a_sign_is_drawn_where_it_was_put(name):
    shape = sign(name, np.random.default_rng(0))
    patch = drawn(shape, np.eye(2) * 60, (100.0, 50.0), 4.0)
    rows, columns = np.nonzero(patch.values > 0.5)
    assert 85 <= patch.left + columns.min() <= 110
    assert patch.top + rows.min() >= 35
    assert patch.values.max() == 1
