from collections.abc import Callable

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from clever_engine.digits import DigitFinding, find_digits, read_digits
from clever_engine.errors import PictureError
from clever_engine.handwriting.sets import load_handwriting
from clever_engine.zoo.catalogue import find_entry, load_module
from tests.digits.hard_cases import ROWS, SINGLE, Case, page

Mnist = tuple[NDArray[np.float32], NDArray[np.uint8]]
Written = tuple[NDArray[np.float32], list[tuple[int, ...]]]
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


def written(digits: list[int], top: int, left: int, side: int, shape: tuple[int, int]) -> Written:
    """Return white paper with digits `side` pixels large side by side, and the box of each."""
    paper, boxes = np.ones(shape, dtype=np.float32), []
    for number, digit in enumerate(load_handwriting().images[1, digits, 0]):
        large = Image.fromarray(digit).resize((side, side), Image.Resampling.BICUBIC)
        ink = np.clip(np.asarray(large), 0, 1)
        x = left + number * side
        paper[top : top + side, x : x + side] -= 0.9 * ink
        rows, columns = np.nonzero(ink > 0.5)
        edges = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        boxes.append(tuple(np.add(edges, (x, top, x, top))))
    return paper, boxes


def test_digits_are_boxed_where_they_stand() -> None:
    picture, boxes = written([4, 7, 1], 40, 30, 100, (200, 400))
    found = find_digits(picture)
    np.testing.assert_allclose(found.boxes, boxes, atol=6)
    assert (found.rows, found.readings) == ((0, 0, 0), (4, 7, 1))
    assert min(found.certainty) > 0.9
    assert found.images.min() >= 0
    assert found.images.max() <= 1


def test_boxes_are_in_pixels_of_a_large_picture() -> None:
    picture, boxes = written([2], 1000, 2000, 400, (2400, 3200))
    np.testing.assert_allclose(find_digits(picture).boxes, boxes, atol=20)


def test_a_digit_at_the_border_says_so() -> None:
    picture, ((_, top, _, _),) = written([7], 40, 50, 120, (200, 220))
    assert DigitFinding.TOUCHES_THE_BORDER in find_digits(picture[top + 1 :]).findings[0]


def test_a_slash_is_left_out_where_it_stands() -> None:
    picture, boxes = written([1, 2, 0, 3], 60, 40, 120, (260, 620))
    brush = Image.fromarray((picture * 255).astype(np.uint8))
    ImageDraw.Draw(brush).line([(296, 60), (268, 200)], fill=20, width=9)
    picture = np.asarray(brush, dtype=np.float32) / np.float32(255)
    found = find_digits(picture)
    assert found.readings == (1, 2, 0, 3)
    (slash,) = found.left_out
    np.testing.assert_allclose(slash, (263, 60, 301, 200), atol=12)


def test_two_sizes_of_the_same_picture_are_read_alike() -> None:
    small, _ = written([6, 0, 3], 20, 15, 28, (70, 120))
    large, _ = written([6, 0, 3], 400, 300, 560, (1400, 2400))
    assert find_digits(small).readings == find_digits(large).readings == (6, 0, 3)


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
    assert share_right(SINGLE, mnist, read, most=1, each=3) >= 0.95


def test_rows_of_digits_are_read(mnist: Mnist, read: Reader) -> None:
    assert share_right(ROWS, mnist, read, most=7, each=1) >= 0.85


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
