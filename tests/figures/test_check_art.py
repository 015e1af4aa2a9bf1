"""Checks and their pictures: every pixel of a digit as it is, every name harmless."""

import base64
import io
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from clever_engine.digits.hand_atlas import load_atlas
from clever_engine.figures.check_art import (
    CheckFace,
    check_svg,
    crest_svg,
    digit_diff_png,
    result_png,
    teller_svg,
)
from clever_engine.game import BANKS

SVG = "{http://www.w3.org/2000/svg}"


def face(count=3, **changes):
    bank = BANKS[0]
    given = {
        "bank_name": bank.name,
        "motto": bank.motto,
        "primary": bank.primary,
        "secondary": bank.secondary,
        "crest": bank.crest,
        "payee": "Penny Stroke",
        "payer": "Ada Gradient",
        "date_text": "April 30, 2018",
        "number": 42,
        "words": "Four hundred sixty-one dollars",
        "images": load_atlas().images[0, [4, 6, 1, 0, 8][:count]],
    }
    return CheckFace(**{**given, **changes})


def words_of(svg):
    return [node.text for node in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("count", [3, 5])
def test_the_digits_survive_to_the_pixel(count, compact):
    given = face(count)
    root = ElementTree.fromstring(check_svg(given, label="A check", compact=compact))
    shown = [node.get("href") for node in root.iter(f"{SVG}image")]
    assert len(shown) == count
    for address, image in zip(shown, given.images, strict=True):
        raw = base64.b64decode(address.removeprefix("data:image/png;base64,"))
        alpha = np.asarray(Image.open(io.BytesIO(raw)))[..., 3]
        assert np.array_equal(alpha, np.rint(image[0] * 255))


@pytest.mark.parametrize("count", [3, 5])
def test_the_digits_are_large_and_stay_in_the_picture(count):
    for compact, width in ((False, 1000), (True, 520)):
        root = ElementTree.fromstring(check_svg(face(count), label="A check", compact=compact))
        height = float(root.get("viewBox").split()[3])
        for node in root.iter(f"{SVG}image"):
            x, side = float(node.get("x")), float(node.get("width"))
            assert x > 0
            assert x + side < width
            assert side >= height / 5.5


def test_a_check_says_what_stands_on_it():
    told = words_of(check_svg(face(), label="A check", stamp="CREDITED $961"))
    for line in ("Bank of One Glance", "Penny Stroke", "Four hundred sixty-one dollars"):
        assert line in told
    assert "CREDITED $961" in told
    assert any("Fictional" in line for line in told)
    assert "CREDITED $961" not in words_of(check_svg(face(), label="A check"))


def test_names_are_words_and_nothing_else():
    wicked = "<script>alert('&')</script>\""
    svg = check_svg(face(payee=wicked, payer=wicked, bank_name=wicked), label=wicked, stamp=wicked)
    root = ElementTree.fromstring(svg)
    assert not [node for node in root.iter() if node.tag.endswith("script")]
    assert root.get("aria-label") == wicked
    assert wicked in words_of(svg)


def test_a_check_is_the_same_for_the_same_face_and_differs_from_bank_to_bank():
    assert check_svg(face(), label="A check") == check_svg(face(), label="A check")
    paths = [
        re.findall(r'<path d="(M[^"]{200,})"', check_svg(face(bank_name=bank.name), label="x"))
        for bank in BANKS
    ]
    assert len({tuple(path) for path in paths}) == len(BANKS)


def test_checks_are_small_enough_for_a_phone():
    assert len(check_svg(face(5), label="A check")) < 60_000


def test_the_ring_is_around_the_digit_named():
    for mark in range(3):
        root = ElementTree.fromstring(check_svg(face(), label="A check", mark=mark))
        ring = next(node for node in root.iter(f"{SVG}rect") if node.get("stroke-dasharray"))
        digit = list(root.iter(f"{SVG}image"))[mark]
        middles = [float(n.get("x")) + float(n.get("width")) / 2 for n in (ring, digit)]
        assert middles[0] == pytest.approx(middles[1], abs=0.2)


@pytest.mark.parametrize("bank", BANKS, ids=lambda bank: bank.key)
def test_every_bank_has_its_crest(bank):
    svg = crest_svg(bank.crest, bank.primary, bank.secondary)
    ElementTree.fromstring(svg)
    assert bank.primary in svg


def test_the_tellers_moods_differ():
    drawings = {teller_svg(mood) for mood in ("calm", "suspicious", "alarmed")}
    assert len(drawings) == 3
    for drawing in drawings:
        ElementTree.fromstring(drawing)


def test_more_ink_is_orange_with_a_plus_and_less_is_blue_with_a_minus():
    original = np.zeros((28, 28), dtype=np.float32)
    original[5, 5] = 0.5
    altered = original.copy()
    altered[5, 5], altered[9, 9] = 0.0, 0.25
    png, factor = digit_diff_png(original, altered, pixel=12)
    assert factor == pytest.approx(2)
    picture = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))
    corner = lambda row, column: tuple(picture[row * 12 + 1, column * 12 + 1])  # noqa: E731
    assert corner(5, 5) == (0, 114, 178)
    assert corner(20, 20) == (255, 255, 255)
    red, green, blue = corner(9, 9)
    assert red > green > blue  # half as strong, so half way from white to orange
    assert (red, green, blue) == pytest.approx((234, 174, 128), abs=1)
    white = (picture == 255).all(axis=2)
    middle = lambda row, column: (row * 12 + 6, column * 12 + 6)  # noqa: E731
    row, column = middle(9, 9)
    assert white[row - 2, column]
    assert white[row, column - 2]
    row, column = middle(5, 5)
    assert white[row, column - 2]
    assert not white[row - 2, column]


def test_no_change_is_no_colour():
    image = load_atlas().images[0, 4, 0]
    png, factor = digit_diff_png(image, image)
    picture = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)
    assert factor == 1
    assert np.ptp(picture, axis=2).max() <= 9  # grey, with the outline's own tint


def test_the_shared_picture_shows_both_checks():
    original = face(5)
    altered = face(5, images=np.flip(original.images, axis=0))
    raw = result_png(original, altered, 80_164, "Congratulations!", ["Original $46,108"])
    picture = np.asarray(Image.open(io.BytesIO(raw)).convert("RGB"))
    assert picture.shape == (630, 1200, 3)
    before, after = picture[190:302, 190:750], picture[330:442, 190:750]
    assert (before != after).any()
    same = np.asarray(Image.open(io.BytesIO(result_png(original, original, 1, "x", []))))
    assert np.array_equal(same[192:300, 192:748], same[332:440, 192:748])
