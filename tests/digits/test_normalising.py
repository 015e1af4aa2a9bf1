import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from clever_engine.digits import normalise


def test_a_bar_fills_twenty_rows_in_the_middle() -> None:
    ink = np.zeros((300, 200), dtype=np.float32)
    ink[40:240, 30:60] = 0.7
    digit = normalise(ink)
    assert digit.shape == (28, 28)
    assert digit.dtype == np.float32
    rows, columns = np.nonzero(digit > 0.5)
    assert rows.max() - rows.min() + 1 == 20
    assert columns.max() - columns.min() + 1 == 3
    assert digit.max() == 1.0


@pytest.mark.parametrize("shift", [(0, 0), (17, 40)])
def test_the_place_in_the_picture_does_not_matter(shift: tuple[int, int]) -> None:
    ink = np.zeros((120, 120), dtype=np.float32)
    ink[5:65, 5:20] = 1
    ink[50:65, 5:50] = 1
    np.testing.assert_array_equal(normalise(ink), normalise(np.roll(ink, shift, axis=(0, 1))))


def test_the_centre_of_mass_is_in_the_middle() -> None:
    ink = np.zeros((90, 90), dtype=np.float32)
    ink[10:70, 10:22] = 1
    ink[58:70, 10:60] = 1
    centre = ndimage.center_of_mass(normalise(ink))
    np.testing.assert_allclose(centre, 14, atol=0.51)


def test_no_ink_gives_an_empty_picture() -> None:
    assert not normalise(np.zeros((30, 40))).any()


def test_the_input_is_not_altered() -> None:
    ink = np.random.default_rng(0).random((40, 30)).astype(np.float32)
    before = ink.copy()
    normalise(ink, least_stroke=2)
    np.testing.assert_array_equal(ink, before)


def test_a_thin_pen_is_thickened() -> None:
    ink = np.zeros((200, 120), dtype=np.float32)
    ink[10:190, 60] = 1
    thin, thick = normalise(ink), normalise(ink, least_stroke=2)
    assert thick.sum() > 1.5 * thin.sum()


def test_an_enlarged_mnist_digit_gives_itself_back(
    mnist: tuple[NDArray[np.float32], NDArray[np.uint8]],
) -> None:
    differences = []
    for digit in mnist[0][:200]:
        large = ndimage.zoom(np.pad(digit, 3), 6, order=0, grid_mode=True, mode="nearest")
        differences.append(np.abs(normalise(large) - digit).mean())
    # 0.1 is the mean ink of a digit; a shift by one pixel alone makes 0.07.
    assert np.mean(differences) < 0.025
    assert np.quantile(differences, 0.95) < 0.035
