import numpy as np
import pytest

from clever_engine.digits import Box
from clever_engine.digits.by_hand import digits_in_boxes
from clever_engine.digits.certainty import second_reading
from clever_engine.digits.normalising import normalise
from clever_engine.errors import PictureError
from clever_engine.handwriting.sets import load_handwriting


def sheet(digits):
    """Return a page with digits 112 pixels high side by side, and a box around each."""
    page = np.full((200, 160 * len(digits) + 40), 0.9, dtype=np.float32)
    boxes = []
    for number, image in enumerate(digits):
        left = 40 + 160 * number
        page[44:156, left : left + 112] -= 0.7 * np.kron(image, np.ones((4, 4), np.float32))
        boxes.append(Box(left, 44, left + 112, 156))
    return page, boxes


def test_each_box_gives_its_digit_in_reading_order():
    digits = load_handwriting().images[4, [7, 2, 0], 0]
    page, boxes = sheet(digits)
    found = digits_in_boxes(page, [boxes[2], boxes[0], boxes[1]])
    assert found.boxes == tuple(boxes)
    assert found.rows == (0, 0, 0)
    assert found.findings == ((), (), ())
    assert second_reading(found.images).argmax(axis=1).tolist() == [7, 2, 0]
    for image, digit in zip(found.images[:, 0], digits, strict=True):
        assert np.abs(image - normalise(digit)).mean() < 0.06


def test_the_rules_of_the_paper_are_left_out():
    page, (box,) = sheet(load_handwriting().images[4, [3], 0])
    page[100:102] = np.minimum(page[100:102], 0.6)
    image = digits_in_boxes(page, [box]).images[0, 0]
    clean = digits_in_boxes(sheet(load_handwriting().images[4, [3], 0])[0], [box]).images[0, 0]
    assert np.abs(image - clean).mean() < 0.02


def test_half_a_digit_is_half_a_digit():
    page, (box,) = sheet(load_handwriting().images[4, [0], 0])
    half = Box(box.left, box.top, (box.left + box.right) // 2, box.bottom)
    found = digits_in_boxes(page, [half])
    rows, columns = np.nonzero(found.images[0, 0] > 0.5)
    assert np.ptp(rows) > 1.5 * np.ptp(columns)  # one side of a 0 is an arc


def test_a_box_without_ink_has_no_digit():
    page, boxes = sheet(load_handwriting().images[4, [3], 0])
    found = digits_in_boxes(page, [Box(2, 2, 30, 40), *boxes])
    assert found.boxes == tuple(boxes)
    assert digits_in_boxes(page, []).images.shape == (0, 1, 28, 28)


def test_light_ink_on_dark_paper_and_colours():
    digits = load_handwriting().images[4, [5], 0]
    page, boxes = sheet(digits)
    for picture in (1 - page, np.stack([page, page, 0 * page + 0.9], axis=-1)):
        found = digits_in_boxes(picture, boxes)
        assert second_reading(found.images).argmax() == 5
        assert np.abs(found.images[0, 0] - normalise(digits[0])).mean() < 0.06


@pytest.mark.parametrize("box", [Box(-1, 0, 9, 9), Box(0, 0, 9, 999), Box(5, 5, 5, 9)])
def test_a_box_beyond_the_picture(box):
    page, _ = sheet(load_handwriting().images[4, [3], 0])
    with pytest.raises(PictureError, match="Expected boxes within the picture of 200 x 200"):
        digits_in_boxes(page, [box])
