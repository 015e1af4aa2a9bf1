import pytest

from clever_engine.digits import MAX_DIGITS, Box
from pages.measure.marks.editor import Marks, clean_marks


def test_boxes_are_kept_whole():
    sent = {"turn": 1, "boxes": [[1, 2, 30, 40], [50.4, 2, 60, 41.6]]}
    assert clean_marks(sent) == Marks(turn=1, boxes=(Box(1, 2, 30, 40), Box(50, 2, 60, 42)))


def test_no_boxes_means_as_found():
    assert clean_marks({"turn": 5, "boxes": None}) == Marks(turn=1)


@pytest.mark.parametrize(
    "box",
    [
        [1, 2, 3],
        "1234",
        [1, 2, 1, 4],
        [4, 4, 1, 1],
        [1, 2, float("nan"), 4],
        [1, 2, "3", 4],
        None,
        {"left": 1},
    ],
)
def test_what_is_no_box_is_dropped(box):
    assert clean_marks({"turn": "x", "boxes": [box, [0, 0, 9, 9]]}) == Marks(
        boxes=(Box(0, 0, 9, 9),)
    )


def test_no_more_boxes_than_digits_are_read():
    assert len(clean_marks({"boxes": [[0, 0, 9, 9]] * 500}).boxes) == MAX_DIGITS
