import numpy as np
import pytest

from clever_engine.digits import Box, DigitFinding, FoundDigits
from clever_engine.io.report import amount

COMMA, POINT, SLASH, CURRENCY = (6, 30, 90), (6, 6, 92), (20, 110, 0), (50, 110, 0)


def row(text, *, heights=None, doubted=()):
    """Return the digits of `text`, 100 high and 60 apart, and the marks between them."""
    signs = {",": COMMA, ".": POINT, "/": SLASH, "$": CURRENCY, "-": (30, 6, 50)}
    boxes, left_out, labels, x = [], [], [], 0
    for letter in text:
        if letter.isdigit():
            high = (heights or {}).get(len(labels), 100)
            boxes.append(Box(x, 0, x + 40, high))
            labels.append(int(letter))
        else:
            wide, high, top = signs[letter]
            left_out.append(Box(x, top, x + wide, top + high))
        x += 60
    doubt = (DigitFinding.UNLIKE_A_DIGIT,)
    return labels, FoundDigits(
        images=np.zeros((len(boxes), 1, 28, 28), np.float32),
        boxes=tuple(boxes),
        rows=(0,) * len(boxes),
        findings=tuple(doubt if n in doubted else () for n in range(len(boxes))),
        left_out=tuple(left_out),
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2500", 2500),
        ("4,100", 4100),
        ("1,404,100", 1404100),
        ("$4100", 4100),
        ("4100-", 4100),
        ("4.50", None),  # or four and a half
        ("12/03", None),
        ("125/000", None),
        ("4,100.50", None),
    ],
)
def test_a_number_is_right_or_not_said(text, value):
    assert amount(*row(text)) == value


def test_a_doubted_digit_and_small_cents():
    assert amount(*row("2500", doubted={2})) is None
    assert amount(*row("2550", heights={2: 50, 3: 50})) is None


def test_two_rows_make_no_number():
    labels, found = row("12")
    two = FoundDigits(images=found.images, boxes=found.boxes, rows=(0, 1), findings=found.findings)
    assert amount(labels, two) is None
