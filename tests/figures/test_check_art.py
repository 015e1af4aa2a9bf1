"""Checks and their pictures: every pixel of a digit as it is, every name harmless."""

import base64
import io
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from clever_engine.errors import InputError
from clever_engine.figures.theme import SAFE, UNSAFE
from clever_engine.game import BANKS, amount_in_words
from clever_engine.game.art import (
    CheckFace,
    check_svg,
    crest_svg,
    digit_diff_png,
    result_png,
    teller_svg,
)
from clever_engine.game.art.alphabet import OTHERS, SMALL
from clever_engine.game.art.curves import (
    lobed_points,
    spline,
    wave,
)
from clever_engine.game.art.script import handwritten, written_width
from clever_engine.game.art.sharing import AFTER, BEFORE
from clever_engine.game.people import PAYEES, PAYERS
from clever_engine.handwriting.sets import load_handwriting

SVG = "{http://www.w3.org/2000/svg}"
MOST_BYTES = 60_000


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
        "images": load_handwriting().images[0, [4, 6, 1, 0, 8][:count]],
    }
    return CheckFace(**{**given, **changes})


def words_of(svg):
    """What is printed on a drawing and what its pen wrote."""
    nodes = list(ElementTree.fromstring(svg).iter())
    printed = [node.text for node in nodes if node.tag == f"{SVG}text"]
    return printed + [node.get("data-words") for node in nodes if node.get("data-words")]


def stamp_of(svg):
    return next((n for n in ElementTree.fromstring(svg).iter() if n.get("data-stamp")), None)


def end_of(path):
    """Where a path of relative curves ends."""
    start, *curves = re.findall(r"([McsZ])([^McsZ]*)", path)
    x, y = (float(v) for v in start[1].split())
    for _, numbers in curves:
        values = [float(v) for v in re.findall(r"-?\d*\.?\d+", numbers)]
        if values:
            x, y = x + values[-2], y + values[-1]
    return x, y


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("count", [3, 5])
def test_the_digits_survive_to_the_pixel(count, compact):
    given = face(count)
    root = ElementTree.fromstring(check_svg(given, label="A check", compact=compact))
    shown = list(root.iter(f"{SVG}image"))
    assert len(shown) == count
    for node, image in zip(shown, given.images, strict=True):
        assert "pixelated" in node.get("style")
        raw = base64.b64decode(node.get("href").removeprefix("data:image/png;base64,"))
        pixels = np.asarray(Image.open(io.BytesIO(raw)))
        assert np.array_equal(pixels[..., 3], np.rint(image[0] * 255))
        assert (pixels[..., :3][image[0] > 0] == (20, 26, 58)).all()


@pytest.mark.parametrize("count", [1, 3, 5])
@pytest.mark.parametrize("compact", [False, True])
def test_the_digits_are_the_heroes_and_stay_in_the_picture(count, compact):
    root = ElementTree.fromstring(check_svg(face(count), label="A check", compact=compact))
    width, height = (float(v) for v in root.get("viewBox").split()[2:])
    for node in root.iter(f"{SVG}image"):
        x, side = float(node.get("x")), float(node.get("width"))
        assert x > 0
        assert x + side < width
        assert side >= height / 4


def test_a_check_says_what_stands_on_it():
    told = words_of(check_svg(face(), label="A check"))
    for line in ("Bank of One Glance", "Penny Stroke", "Four hundred sixty-one dollars", "0042"):
        assert line in told
    assert any("Fictional" in line for line in told)


@pytest.mark.parametrize("compact", [False, True])
def test_credited_in_blue_refused_in_orange_nothing_without_a_stamp(compact):
    credited = check_svg(face(), label="x", credited=50_961, compact=compact)
    assert "CREDITED $50,961" in words_of(credited)
    assert f'fill="{SAFE}"' in credited
    refused = check_svg(face(), label="x", stamp="REFUSED", compact=compact)
    assert stamp_of(refused).get("data-stamp") == "REFUSED"
    assert f'fill="{UNSAFE}"' in refused
    both = check_svg(face(), label="x", stamp="PAID", credited=5, compact=compact)
    assert stamp_of(both).get("data-stamp") == "PAID"
    assert stamp_of(check_svg(face(), label="x", compact=compact)) is None


@pytest.mark.parametrize("compact", [False, True])
def test_names_are_words_and_nothing_else(compact):
    wicked = "<script>alert('&')</script>\""
    given = face(**dict.fromkeys(("payee", "payer", "bank_name", "motto", "words"), wicked))
    svg = check_svg(given, label=wicked, stamp=wicked, compact=compact)
    root = ElementTree.fromstring(svg)
    assert not [node for node in root.iter() if node.tag.endswith("script")]
    assert root.get("role") == "img"
    assert root.get("aria-label") == wicked
    assert root.find(f"{SVG}title").text == wicked
    assert wicked in words_of(svg)


def test_a_check_is_the_same_for_the_same_face_and_differs_from_bank_to_bank():
    assert check_svg(face(), label="A check") == check_svg(face(), label="A check")
    lines = {
        re.search(r'<path id="k\w+a" d="([^"]+)"', check_svg(face(bank_name=b.name), label="x"))[1]
        for b in BANKS
    }
    assert len(lines) == len(BANKS)


def test_two_drawings_on_one_page_share_no_names():
    drawings = [
        check_svg(face(), label="x"),
        check_svg(face(), label="x", compact=True),
        check_svg(face(), label="x", stamp="REFUSED"),
        check_svg(face(bank_name=BANKS[1].name), label="x"),
    ]
    names = [name for svg in drawings for name in re.findall(r' id="([^"]+)"', svg)]
    assert len(names) == len(set(names))
    for svg in drawings:
        used = set(re.findall(r'href="#([^"]+)"', svg)) | set(re.findall(r"url\(#([^)]+)\)", svg))
        assert used <= set(re.findall(r' id="([^"]+)"', svg))


@pytest.mark.parametrize("bank", BANKS, ids=lambda bank: bank.key)
def test_the_fullest_check_is_small_enough_for_a_phone(bank):
    given = face(
        5,
        bank_name=bank.name,
        payee=max(PAYEES, key=len),
        payer=max(PAYERS, key=len),
        words=amount_in_words(77_777),
    )
    assert len(check_svg(given, label="x", credited=77_777, mark=4).encode()) < MOST_BYTES


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("mark", range(5))
def test_the_ring_is_around_the_digit_named(mark, compact):
    root = ElementTree.fromstring(check_svg(face(5), label="x", mark=mark, compact=compact))
    ring = next(node for node in root.iter(f"{SVG}path") if node.get("data-mark"))
    digit = list(root.iter(f"{SVG}image"))[mark]
    left, side = float(digit.get("x")), float(digit.get("width"))
    start = float(re.match(r"M(\S+) ", ring.get("d"))[1])
    assert ring.get("data-mark") == str(mark)
    assert left < start < left + side / 2  # it starts above the digit's left half
    assert end_of(ring.get("d"))[0] == pytest.approx(left + side / 2, abs=side / 3)


@pytest.mark.parametrize("mark", [-1, 3])
def test_a_digit_that_is_not_there_cannot_be_marked(mark):
    with pytest.raises(InputError, match="0 to 2"):
        check_svg(face(3), label="x", mark=mark)


def test_the_pen_writes_every_name_of_the_game_and_sets_what_it_cannot():
    for name in (*PAYERS, *PAYEES, amount_in_words(12_345), "30, 2026"):
        assert handwritten(name, 0, 0, 20, room=400).startswith("<path")
    assert handwritten("Łódź 漢", 0, 0, 20, room=400).startswith("<text")
    assert set("abcdefghijklmnopqrstuvwxyz") == set(SMALL)
    assert set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") <= set(OTHERS)


def test_long_words_are_written_smaller_and_stay_in_their_room():
    words = "Seventy-seven thousand seven hundred seventy-seven dollars"
    assert written_width(words, 24, 300) == 300
    numbers = re.search(r' d="([^"]+)"', handwritten(words, 10, 0, 24, room=300))[1]
    starts = [float(x) for x in re.findall(r"M(-?[\d.]+) ", numbers)]
    assert min(starts) >= 9
    assert max(starts) <= 310


def test_a_spline_goes_through_its_points_and_closes():
    points = [(0.0, 0.0), (3.0, 4.0), (10.0, 2.0)]
    assert end_of(spline(points)) == pytest.approx((10, 2))
    assert spline(points, closed=True).endswith("Z")
    assert end_of(spline(points, closed=True)) == pytest.approx((0, 0), abs=0.01)


def test_a_wave_has_whole_periods_and_a_lobe_its_radius():
    assert end_of(wave(95, 20, 5)) == pytest.approx((100, 0))
    radii = np.hypot(*np.array(lobed_points(10, 0.2, 6, 48)).T)
    assert radii.max() == pytest.approx(12)
    assert radii.min() == pytest.approx(8)
    assert int((radii > 11.99).sum()) == 6


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


def changed_digit():
    original = np.zeros((28, 28), dtype=np.float32)
    original[5, 5] = 0.4
    altered = original.copy()
    altered[5, 5], altered[9, 9] = 0.0, 0.2
    return original, altered


def test_more_ink_is_orange_with_a_plus_and_less_is_blue_with_a_minus():
    png, factor = digit_diff_png(*changed_digit(), pixel=12)
    assert factor == pytest.approx(2.5)
    picture = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))
    corner = lambda row, column: tuple(picture[row * 12 + 1, column * 12 + 1])  # noqa: E731
    middle = lambda row, column: (row * 12 + 6, column * 12 + 6)  # noqa: E731
    assert corner(5, 5) == (0, 114, 178)
    assert corner(20, 20) == (255, 255, 255)
    assert corner(9, 9) == pytest.approx((234, 174, 128), abs=1)  # half way to orange
    row, column = middle(9, 9)
    assert tuple(picture[row - 2, column]) == (213, 94, 0)
    assert tuple(picture[row, column - 2]) == (213, 94, 0)
    row, column = middle(5, 5)
    assert tuple(picture[row, column - 2]) == (255, 255, 255)
    assert tuple(picture[row - 3, column]) == (0, 114, 178)


def test_small_pictures_of_a_change_carry_no_signs():
    png, _ = digit_diff_png(*changed_digit(), pixel=8)
    square = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))[72:80, 72:80]
    assert (square == square[0, 0]).all()


def test_the_magnification_is_the_callers_choice_and_said():
    png, factor = digit_diff_png(*changed_digit(), pixel=8, factor=1.0)
    assert factor == 1
    picture = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))
    faint = np.rint(255 + 0.2 * (np.array([213, 94, 0]) - 255))
    assert picture[76, 76] == pytest.approx(faint, abs=1)
    strong, _ = digit_diff_png(*changed_digit(), pixel=8, factor=100.0)
    assert tuple(np.asarray(Image.open(io.BytesIO(strong)))[76, 76]) == (213, 94, 0)


def test_no_change_is_no_colour_and_the_outline_is_grey():
    image = load_handwriting().images[0, 4, 0]
    png, factor = digit_diff_png(image, image)
    picture = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))
    assert factor == 1
    colors = {tuple(color) for color in picture.reshape(-1, 3)}
    assert colors == {(255, 255, 255), (0x8A, 0x94, 0xA3)}


def test_the_shared_picture_shows_both_checks():
    original = face(5)
    altered = face(5, images=np.flip(original.images, axis=0))
    raw = result_png(original, altered, 80_164, "Congratulations!", ["Original $46,108"])
    picture = np.asarray(Image.open(io.BytesIO(raw)).convert("RGB"))
    assert picture.shape == (630, 1200, 3)

    def strip(shown, box):
        left, top, right, bottom = box
        return shown[top + 40 : bottom - 8, left + 8 : right - 8]  # below "before" and "after"

    assert (strip(picture, BEFORE) != strip(picture, AFTER)).any()
    same = np.asarray(Image.open(io.BytesIO(result_png(original, original, 1, "x", []))))
    assert np.array_equal(strip(same, BEFORE), strip(same, AFTER))


def test_only_digits_that_changed_get_a_ring_in_the_shared_picture():
    original = face(3)
    images = original.images.copy()
    images[2] = load_handwriting().images[0, 7]
    raw = result_png(original, face(3, images=images), 467, "A " * 60, ["long " * 60] * 5)
    picture = np.asarray(Image.open(io.BytesIO(raw)).convert("RGB")).astype(int)
    orange = np.abs(picture - (213, 94, 0)).sum(axis=2) < 12
    columns = np.flatnonzero(orange.any(axis=0))
    middle = (AFTER[0] + AFTER[2]) / 2
    assert columns.size
    assert columns.min() > middle
    assert columns.max() < AFTER[2]
