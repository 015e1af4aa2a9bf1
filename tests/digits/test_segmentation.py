from collections.abc import Callable

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from clever_engine.digits import DigitFinding, find_digits, read_digits
from clever_engine.errors import PictureError
from clever_engine.zoo.catalogue import find_entry, load_module
from tests.digits.hard_cases import ROWS, SINGLE, Case, page

Mnist = tuple[NDArray[np.float32], NDArray[np.uint8]]
Reader = Callable[[NDArray[np.float32]], list[int]]


@pytest.fixture(scope="module")
def read() -> Reader:
    module = load_module(find_entry("cnn-7"))

    @torch.inference_mode()
    def labels(images: NDArray[np.float32]) -> list[int]:
        return [int(label) for label in module(torch.from_numpy(images)).argmax(dim=1)]

    return labels


def share_right(cases: dict[str, Case], mnist: Mnist, read: Reader, most: int, each: int) -> float:
    right = []
    for number, case in enumerate(cases.values()):
        rng = np.random.default_rng([7, number])
        for _ in range(each):
            chosen = rng.integers(
                len(mnist[1]), size=int(rng.integers(1 if most == 1 else 3, most + 1))
            )
            try:
                labels = read(read_digits(case(mnist[0][chosen], rng)).images)
            except PictureError:
                labels = []
            right.append(labels == [int(label) for label in mnist[1][chosen]])
    return float(np.mean(right))


def test_bars_are_boxed_where_they_stand() -> None:
    picture = np.ones((200, 300), dtype=np.float32)
    picture[50:150, 40:52] = 0
    picture[50:150, 200:212] = 0
    found = find_digits(picture)
    assert [tuple(box) for box in found.boxes] == [(40, 50, 52, 150), (200, 50, 212, 150)]
    assert found.rows == (0, 0)
    assert found.images.min() >= 0
    assert found.images.max() <= 1


def test_boxes_are_in_pixels_of_a_large_picture() -> None:
    picture = np.ones((2400, 3200), dtype=np.float32)
    picture[1000:1400, 2000:2050] = 0.1
    box = find_digits(picture).boxes[0]
    np.testing.assert_allclose(box, (2000, 1000, 2050, 1400), atol=4)


def test_a_digit_at_the_border_says_so() -> None:
    picture = np.ones((200, 200), dtype=np.float32)
    picture[0:120, 90:104] = 0
    assert DigitFinding.TOUCHES_THE_BORDER in find_digits(picture).findings[0]


@pytest.mark.parametrize(
    "picture",
    [
        np.full((60, 60), 0.5),
        np.zeros((60, 60)),
        np.ones((60, 60, 3)),
        np.zeros((60, 60, 4)),
        np.zeros(60),
        np.full((60, 60), 2.0),
        np.full((60, 60), np.nan),
        np.zeros((0, 60)),
    ],
)
def test_a_picture_without_writing_gets_one_sentence(picture: NDArray[np.float64]) -> None:
    with pytest.raises(PictureError, match=r"^Expected [^\n]*\.$"):
        find_digits(picture.astype(np.float32))


def test_too_many_digits_are_refused(mnist: Mnist) -> None:
    ink = page(mnist[0][:96], np.random.default_rng(0), height=40, per_row=12)
    with pytest.raises(PictureError, match="at most 80"):
        find_digits(1 - ink)


@pytest.mark.parametrize("name", ["chelsea", "astronaut", "camera"])
def test_a_photo_is_no_digit_without_a_warning(name: str) -> None:
    from skimage import data

    photo = np.asarray(getattr(data, name)(), dtype=np.float32) / 255
    try:
        found = find_digits(photo)
    except PictureError:
        return
    assert all(DigitFinding.UNLIKE_A_DIGIT in doubts for doubts in found.findings)


def test_single_digits_are_read(mnist: Mnist, read: Reader) -> None:
    assert share_right(SINGLE, mnist, read, most=1, each=6) >= 0.95


def test_rows_of_digits_are_read(mnist: Mnist, read: Reader) -> None:
    assert share_right(ROWS, mnist, read, most=7, each=3) >= 0.85


def test_real_digits_are_seldom_doubted(mnist: Mnist) -> None:
    rng = np.random.default_rng(3)
    doubted = [
        DigitFinding.UNLIKE_A_DIGIT in doubts
        for _ in range(12)
        for doubts in find_digits(
            1 - page(mnist[0][rng.integers(10_000, size=8)], rng, gap=0.6)
        ).findings
    ]
    assert np.mean(doubted) < 0.05
