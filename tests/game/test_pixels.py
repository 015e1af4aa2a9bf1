import numpy as np
import pytest

from clever_engine.errors import InputError
from clever_engine.game.pixels import check_digits, distortions, joint, on_grid


def digits(*greys):
    return np.array([np.full((1, 28, 28), grey) for grey in greys], dtype=np.float32) / 255


def test_distortions_are_exact():
    before, after = digits(0, 100, 255), digits(0, 100, 255)
    after[0, 0, 3, 4] = 1
    after[1, 0, :3, 0] = np.array([103, 104, 112], dtype=np.float32) / 255
    expected = [1.0, np.sqrt(9 + 16 + 144) / 255, 0.0]
    np.testing.assert_allclose(distortions(before, after), expected, rtol=1e-15)
    assert joint(np.array([3.0, 4.0, 12.0])) == 13.0


def test_one_original_serves_many_images():
    np.testing.assert_allclose(distortions(digits(0), digits(0, 51)), [0, 28 * 0.2], rtol=1e-15)


def test_the_grid_takes_the_nearest_grey_and_keeps_it():
    rounded = on_grid(np.array([-1, 0.4 / 255, 0.6 / 255, 0.5, 2]))
    np.testing.assert_array_equal(np.rint(rounded * 255), [0, 0, 1, 128, 255])
    np.testing.assert_array_equal(on_grid(rounded), rounded)
    assert rounded.dtype == np.float32


def test_every_grey_passes_in_float32_and_float64():
    for kind in (np.float32, np.float64):
        greys = np.resize(np.arange(256), 784).reshape(1, 1, 28, 28).astype(kind) / kind(255)
        np.testing.assert_array_equal(check_digits(greys, 1), greys.astype(np.float32))


@pytest.mark.parametrize("value", [-1 / 255, 256 / 255, 0.5, np.nan, np.inf, 1.02 / 255])
def test_no_other_value_passes(value):
    images = digits(10)
    images[0, 0, 5, 5] = value
    with pytest.raises(InputError, match="k/255"):
        check_digits(images, 1)


def test_other_shapes_are_refused():
    with pytest.raises(InputError, match=r"\(3, 1, 28, 28\); got \(2, 1, 28, 28\)"):
        check_digits(digits(0, 0), 3)


def test_nothing_is_rounded_to_not_a_number():
    with pytest.raises(InputError, match="finite"):
        on_grid(np.array([np.nan]))
