"""A second look at marks: it tells digits from letters, drawings and things."""

import json

import numpy as np
import pytest
from PIL import Image, ImageDraw

from clever_engine.digits import DigitFinding, find_digits
from clever_engine.digits.finder import find
from clever_engine.digits.second_look import (
    CHANNELS,
    NONE,
    SIDE,
    WEIGHTS,
    load_second_look,
    second_look,
)
from clever_engine.errors import ModelError, PictureError
from clever_engine.handwriting.sets import load_handwriting
from clever_engine.sheets.drawing import draw_sheet
from clever_engine.sheets.pens import DigitSource

REPORT = WEIGHTS.with_suffix(".json")


def doubts(picture):
    """Return for each mark whether it is doubted; none where the picture is refused."""
    try:
        found = find_digits(picture)
    except PictureError:
        return []
    return [DigitFinding.UNLIKE_A_DIGIT in findings for findings in found.findings]


def test_digits_are_named_whoever_wrote_them():
    hands = load_handwriting().images
    for hand in (0, 20, 40):
        paper = np.ones((160, 1200, 3), dtype=np.float32)
        for digit in range(10):
            ink = np.kron(hands[hand, digit, 0], np.ones((4, 4), np.float32))
            paper[24:136, 120 * digit + 4 : 120 * digit + 116] -= 0.9 * ink[..., None]
        view = find(paper)
        digits = sorted(view.digits, key=lambda digit: digit.left)
        seen = second_look(view.patches(digits))
        assert seen.shape == (10, NONE + 1)
        assert list(seen.argmax(axis=1)) == list(range(10))


def test_no_marks_get_no_answer():
    assert second_look(np.zeros((0, CHANNELS, SIDE, SIDE), np.float32)).shape == (0, NONE + 1)


@pytest.mark.parametrize("rim", [4, 14, 60])
def test_two_rings_and_discs_are_no_zero_but_a_ring_is(rim):
    page = Image.new("L", (240, 240), 240)
    brush = ImageDraw.Draw(page)
    brush.ellipse((60, 50, 180, 190), outline=40, width=rim)
    if rim == 4:
        brush.ellipse((90, 85, 150, 155), outline=40, width=rim)
    seen = doubts(np.asarray(page, dtype=np.float32) / np.float32(255))
    assert all(seen) == (rim != 14)


def test_pages_of_strangers_are_seldom_read_without_a_doubt():
    digits = DigitSource.of("judge")
    pages = [draw_sheet("strangers", seed=seed, digits=digits, size=300) for seed in range(10)]
    doubted = [all(doubts(page.picture.astype(np.float32) / np.float32(255))) for page in pages]
    assert sum(doubted) >= 8


def test_the_report_keeps_its_promises():
    held_out = json.loads(REPORT.read_text(encoding="utf-8"))["held_out"]
    assert held_out["digits_named"] > 0.97
    assert held_out["others_noticed"] > 0.9
    assert WEIGHTS.stat().st_size < 500_000


def test_damaged_weights_are_refused(tmp_path):
    weights = tmp_path / WEIGHTS.name
    weights.write_bytes(WEIGHTS.read_bytes()[:-1] + b"x")
    weights.with_suffix(".json").write_bytes(REPORT.read_bytes())
    with pytest.raises(ModelError, match="SHA-256"):
        load_second_look(weights)
