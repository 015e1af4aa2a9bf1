"""The project's own digits: the stored atlas, the writing of strokes, and their drawing."""

import dataclasses
import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from clever_engine.digits.strokes import digits_from_strokes
from clever_engine.errors import DataError, InputError
from clever_engine.handwriting.checking import (
    LEAST_CONFIDENCE,
    LEAST_DISTANCE,
    confidences,
    nearest_distances,
)
from clever_engine.handwriting.drawing import digit_image, draw_strokes
from clever_engine.handwriting.sets import load_handwriting
from clever_engine.handwriting.shapes import HANDS, allographs
from clever_engine.handwriting.style import draw_writers
from clever_engine.handwriting.writing import write_digit


def test_the_atlas_has_48_hands_of_ten_digits_and_is_read_only():
    handwriting = load_handwriting()
    assert len(handwriting.writers) >= 48
    assert handwriting.images.shape == (len(handwriting.writers), 10, 1, 28, 28)
    assert handwriting.images.dtype == np.float32
    assert handwriting.images.min() == 0.0
    assert (handwriting.images.max(axis=(2, 3, 4)) > 0.95).all()
    with pytest.raises(ValueError, match="read-only"):
        handwriting.images[0, 0] = 0.0
    assert sum(path.stat().st_size for path in HANDS.iterdir()) < 1_200_000


def test_every_writing_lies_in_mnists_box_around_the_middle():
    images = load_handwriting().variants.reshape(-1, 28, 28)
    for axis in (1, 2):
        inked = images.max(axis=axis) > 0
        extent = 28 - inked.argmax(1) - inked[:, ::-1].argmax(1)
        assert extent.max() <= 20
        share = images.sum(axis=axis) / images.sum(axis=(1, 2))[:, None]
        # MNIST's middle lies at 14, counted from 0; the edge holds a 7 with a heavy top back.
        assert np.abs(share @ np.arange(28) - 14).max() < 1.0


def test_both_networks_read_every_writing_rightly_and_as_recorded():
    pictures = load_handwriting().variants
    digits = np.broadcast_to(np.arange(10)[:, None], pictures.shape[:3]).ravel()
    sure = confidences(pictures.reshape(-1, 1, 28, 28), digits)
    assert sure.min() >= LEAST_CONFIDENCE
    record = json.loads((HANDS / "atlas.json").read_text())
    written = [digit["confidence"] for hand in record["hands"] for digit in hand["digits"]]
    stored = np.concatenate([np.transpose(list(shares.values())) for shares in written])
    assert sure == pytest.approx(stored, abs=2e-3)


def test_confidence_is_low_where_another_digit_was_meant():
    images = load_handwriting().images[:, 3]
    assert confidences(images, np.full(len(images), 8)).max() < 1 - LEAST_CONFIDENCE


def test_no_digit_is_a_copy_of_a_training_picture():
    if not os.environ.get("CLEVER_DATA"):
        pytest.skip("the environment variable CLEVER_DATA names no folder holding MNIST")
    from clever_engine.training.data import data_folder, load_mnist

    training = load_mnist(data_folder(), train=True).images[::3].flatten(1).numpy()
    for digit in range(10):
        images = load_handwriting().variants[::6, digit].reshape(-1, 1, 28, 28)
        assert nearest_distances(images, training).min() >= LEAST_DISTANCE[digit]


def test_a_copy_is_found_by_its_distance():
    rng = np.random.default_rng(0)
    training = rng.random((50, 784), dtype=np.float32)
    copy = training[7:8].copy()
    copy[0, 100] += 0.25
    images = np.concatenate([training[3:4], copy]).reshape(2, 1, 28, 28)
    assert nearest_distances(images, training) == pytest.approx([0.0, 0.25], abs=1e-6)


def test_the_stored_strokes_draw_the_stored_pictures():
    handwriting = load_handwriting()
    for hand in range(0, len(handwriting.writers), 4):
        for digit in range(10):
            drawn = digit_image(handwriting.strokes[hand][digit])
            # Another Pillow may anti-alias a few pixels otherwise.
            assert np.abs(drawn - handwriting.images[hand, digit, 0]).mean() < 0.002


def test_the_stored_strokes_are_what_their_hands_write():
    handwriting, record = load_handwriting(), json.loads((HANDS / "atlas.json").read_text())
    for hand in range(0, len(handwriting.writers), 12):
        for digit in range(10):
            variation = record["hands"][hand]["digits"][digit]["variations"][0]
            again = write_digit(handwriting.writers[hand], digit, variation)
            assert len(again) == pytest.approx(len(handwriting.strokes[hand][digit]), abs=2)
            assert draw_strokes(again, pixels=100) == pytest.approx(
                draw_strokes(handwriting.strokes[hand][digit], pixels=100), abs=0.3
            )


def test_strokes_are_in_the_drawing_pads_format():
    for row in load_handwriting().strokes:
        for strokes in row:
            assert json.loads(json.dumps(strokes)) == strokes
            for stroke in strokes:
                xy, half = np.array(stroke["xy"]).reshape(-1, 2), stroke["w"] / 2
                assert 15 <= stroke["w"] <= 250
                assert (xy - half).min() >= 0
                assert (xy + half).max() <= 1000


def test_a_sample_loaded_into_the_pad_is_one_digit_and_read_the_same():
    handwriting = load_handwriting()
    for digit in range(10):
        found = digits_from_strokes(handwriting.strokes[5][digit])
        assert len(found) == 1
        assert confidences(found.images, np.array([digit])).min() > 0.5


def test_the_same_seeds_write_the_same_strokes():
    first, again = draw_writers(6, seed=3), draw_writers(6, seed=3)
    assert first == again
    assert write_digit(first[2], 4, 1) == write_digit(again[2], 4, 1)
    assert draw_writers(6, seed=4) != first


def test_two_writings_of_a_hand_differ_less_than_two_hands():
    hands = draw_writers(12, seed=5)
    within, between = [], []
    for hand, other in zip(hands, hands[1:], strict=False):
        once, twice = (digit_image(write_digit(hand, 2, seed)) for seed in (0, 1))
        assert not np.array_equal(once, twice)
        within.append(np.linalg.norm(once - twice))
        between.append(np.linalg.norm(once - digit_image(write_digit(other, 2, 0))))
    assert np.mean(within) < 0.7 * np.mean(between)


def test_hands_cover_the_ways_of_writing_and_slant_both_ways():
    hands = load_handwriting().writers
    for digit, ways in enumerate(allographs()):
        assert {hand.shapes[digit] for hand in hands} == set(range(len(ways)))
    slants = [hand.slant for hand in hands]
    assert min(slants) < -5
    assert max(slants) > 20


DAMAGES = ("missing", "byte", "variants missing", "variants byte", "cut", "list", "fewer", "habit")


def _damage(folder: Path, case: str) -> None:
    file = folder / ("variants.npz" if "variants" in case else "atlas.npz")
    if "missing" in case:
        file.unlink()
    elif "byte" in case:
        raw = bytearray(file.read_bytes())
        raw[len(raw) // 2] ^= 1
        file.write_bytes(bytes(raw))
    else:
        record = json.loads((folder / "atlas.json").read_text())
        text = {"cut": "{", "list": "[]", "fewer": record | {"hands": record["hands"][1:]}}
        text["habit"] = record | {"hands": [{"habits": {"slant": 1}}]}
        new = text[case]
        (folder / "atlas.json").write_text(new if isinstance(new, str) else json.dumps(new))


@pytest.mark.parametrize("case", DAMAGES)
def test_a_damaged_atlas_is_refused(tmp_path, case):
    folder = shutil.copytree(HANDS, tmp_path / "hands")
    assert len(load_handwriting(folder).writers) == len(load_handwriting().writers)
    _damage(folder, case)
    load_handwriting.cache_clear()
    with pytest.raises(DataError, match="xpected"):
        load_handwriting(folder)


@pytest.mark.parametrize("text", ["{}", '{"digits": [[]]}', '{"digits": [[{"name": "x"}]]}', "["])
def test_damaged_shapes_are_refused(tmp_path, text):
    (tmp_path / "allographs.json").write_text(text)
    with pytest.raises(DataError, match="ways of writing"):
        allographs(tmp_path)


def test_wrong_arguments_are_refused_with_their_value():
    hand = draw_writers(1, seed=0)[0]
    with pytest.raises(InputError, match="got 11"):
        write_digit(hand, 11, 0)
    with pytest.raises(InputError, match="got 0"):
        draw_writers(0, seed=0)
    with pytest.raises(dataclasses.FrozenInstanceError):
        hand.slant = 3.0
