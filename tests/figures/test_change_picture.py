"""Pictures of changes: which colour, how strong, magnified by how much."""

import io

import numpy as np
import pytest
from PIL import Image

from clever_engine.figures.pictures import change_png, fitting_factor, photo_png


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def test_more_is_orange_less_is_blue_nothing_is_paper_and_too_much_is_cut():
    change = np.array([[0.1, -0.1], [0.0, 0.9]])
    drawn = pixels(change_png(change, 10, pixel=2))
    assert drawn.shape == (4, 4, 3)
    assert drawn[0, 0].tolist() == [0xD5, 0x5E, 0x00]
    assert drawn[0, 2].tolist() == [0x00, 0x72, 0xB2]
    assert drawn[2, 0].tolist() == [255, 255, 255]
    assert drawn[2, 2].tolist() == drawn[0, 0].tolist()


def test_half_a_change_is_half_the_way_to_the_colour():
    drawn = pixels(change_png(np.array([[0.25]]), 2, pixel=1))[0, 0]
    assert drawn.tolist() == pytest.approx([(255 + 0xD5) / 2, (255 + 0x5E) / 2, 127.5], abs=0.5)


def test_of_colours_the_mean_is_drawn():
    change = np.zeros((1, 1, 3))
    change[0, 0, 0] = 0.3
    assert np.array_equal(pixels(change_png(change, 5)), pixels(change_png(np.array([[0.1]]), 5)))


@pytest.mark.parametrize(
    ("largest", "factor"), [(1.0, 1), (0.5, 2), (0.11, 8), (0.05, 20), (0.004, 200), (0.0, 500)]
)
def test_the_factor_fills_the_scale_and_cuts_nothing(largest, factor):
    assert fitting_factor(largest) == factor
    assert factor * largest <= 1


def test_a_photo_keeps_every_value():
    steps = np.arange(48, dtype=np.uint8).reshape(3, 4, 4)
    drawn = pixels(photo_png(steps.astype(np.float32) / 255))
    assert np.array_equal(drawn.transpose(2, 0, 1), steps)
