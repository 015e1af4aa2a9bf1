"""Input defenses: each is what it says, keeps shape and bounds, and touches nothing of anyone's."""

import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.ndimage import median_filter

from clever_engine import CleverError, Finding, clever_score, load_classifier
from clever_engine.comparison.art_filters import compress_jpeg, squeeze_bits
from clever_engine.comparison.art_filters import median_filter as smooth
from clever_engine.comparison.defenses import DEFENSES, defended, find_defense
from clever_engine.handwriting.sets import load_handwriting
from tests.conftest import linear_classifier

ROOT = Path(__file__).resolve().parents[2]
EVERY = pytest.mark.parametrize("defense", DEFENSES, ids=lambda entry: entry.name)


@pytest.fixture(scope="module")
def digits():
    return torch.tensor(load_handwriting().images[0, :4])


def test_squeezing_leaves_two_values(digits):
    squeezed = find_defense("squeeze").make(0)(digits)
    torch.testing.assert_close(squeezed, (digits > 0.5).float())


def test_squeezing_to_eight_bits_keeps_stored_pictures(digits):
    torch.testing.assert_close(squeeze_bits(8)(digits), digits)


def test_smoothing_takes_the_median_of_each_picture_alone(digits):
    expected = np.stack([median_filter(digit[0].numpy(), size=3)[None] for digit in digits])
    torch.testing.assert_close(smooth(3)(digits), torch.from_numpy(expected))


def test_smoothing_removes_a_lone_pixel_and_keeps_an_edge():
    picture = torch.zeros(1, 1, 28, 28)
    picture[..., 14:] = 1.0
    edge = picture.clone()
    picture[0, 0, 5, 5] = 1.0
    torch.testing.assert_close(smooth(3)(picture), edge)


def test_jpeg_keeps_flat_pictures_and_loses_more_at_low_quality(digits):
    flat = torch.full((1, 1, 28, 28), 128 / 255)
    torch.testing.assert_close(compress_jpeg(50)(flat), flat)
    errors = [
        float((compress_jpeg(quality)(digits) - digits).square().mean().sqrt())
        for quality in (95, 50, 10)
    ]
    assert 0 < errors[0] < errors[1] < errors[2]
    assert errors[0] < 0.01  # nearly the digit: neither turned, nor wrapped around


def test_jpeg_keeps_every_stored_value():
    """All 256 values survive ART's conversion to bytes, in each floating type."""
    levels = torch.arange(256, dtype=torch.float64) / 255
    flat = levels.view(-1, 1, 1, 1).expand(256, 1, 8, 8)
    for dtype in (torch.float32, torch.float64):
        out = compress_jpeg(95)(flat.to(dtype))
        assert float((out - flat.to(dtype)).abs().max()) <= 1 / 255 + 1e-6


def test_noise_is_one_gaussian_field():
    grey = torch.full((2, 1, 28, 28), 0.5, dtype=torch.float64)
    noisy = find_defense("noise").make(3)(grey) - grey
    torch.testing.assert_close(noisy[0], noisy[1])
    assert float(noisy.std()) == pytest.approx(0.1, rel=0.1)
    assert abs(float(noisy.mean())) < 0.02
    assert not torch.equal(find_defense("noise").make(4)(grey)[0], grey[0] + noisy[0])


@EVERY
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
def test_shape_type_bounds_and_input_are_kept(defense, digits, dtype):
    transform = defense.make(0)
    for batch in (digits[:0].to(dtype), digits[:1].to(dtype), digits.to(dtype)):
        before = batch.clone()
        out = transform(batch)
        assert out.shape == batch.shape
        assert out.dtype == dtype
        assert torch.equal(batch, before)
        assert bool(((out >= 0) & (out <= 1)).all())


@EVERY
def test_same_seed_same_result_for_any_batch(defense, digits):
    whole = defense.make(5)(digits)
    parts = torch.cat([defense.make(5)(digit[None]) for digit in digits])
    torch.testing.assert_close(whole, parts, rtol=0, atol=0)


@EVERY
def test_points_outside_the_pixel_range_are_no_error(defense, digits):
    out = defense.make(0)(digits * 1.4 - 0.2)
    assert bool(torch.isfinite(out).all())
    if defense.name != "none":
        assert bool(((out >= 0) & (out <= 1)).all())


@EVERY
def test_global_generators_are_left_alone(defense, digits):
    def states():
        return np.random.get_state()[1:3], torch.get_rng_state(), random.getstate()  # noqa: NPY002

    (keys, place), of_torch, of_python = states()
    keys = keys.copy()
    defense.make(1)(digits)
    (keys_after, place_after), of_torch_after, of_python_after = states()
    assert np.array_equal(keys, keys_after)
    assert place == place_after
    assert torch.equal(of_torch, of_torch_after)
    assert of_python == of_python_after


def test_art_is_imported_by_the_first_filter_only():
    code = (
        "import sys, clever_engine.comparison.paired, clever_engine.figures\n"
        "from clever_engine.comparison.defenses import find_defense\n"
        "find_defense('noise').make(0); assert 'art' not in sys.modules\n"
        "find_defense('jpeg').make(0); assert 'art' in sys.modules"
    )
    subprocess.run([sys.executable, "-W", "error::UserWarning", "-c", code], check=True, cwd=ROOT)


def test_defended_reads_the_defended_picture(digits):
    classifier = load_classifier("cnn-7")
    behind = defended(classifier, "squeeze", 0)
    torch.testing.assert_close(behind.logits(digits), classifier.logits((digits > 0.5).float()))
    assert behind.name == "cnn-7, feature squeezing"
    assert Finding.STRAIGHT_THROUGH in clever_score(behind, digits[1]).findings


def test_none_is_the_network_itself():
    classifier = linear_classifier()
    assert defended(classifier, "none", 0) is classifier


def test_names_are_told_apart_and_unknown_ones_refused():
    assert len({defense.name for defense in DEFENSES}) == len(DEFENSES) == 5
    with pytest.raises(CleverError, match="none, squeeze, smooth, jpeg, noise; got 'magic'"):
        find_defense("magic")
