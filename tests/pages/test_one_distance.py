"""The smallest change found of a digit is the same number on every page that shows it."""

import numpy as np
import pytest
import torch

from clever_engine import CleverSettings, load_classifier
from clever_engine.attacks import attackable, smallest_attack
from clever_engine.benchmark.measuring import attack_distances, measure_digits
from clever_engine.benchmark.rows import Effort
from clever_engine.comparison.paired import comparison_steps
from clever_engine.comparison.results import Side
from clever_engine.handwriting.sets import load_handwriting
from clever_engine.lesson.fooled import ball_steps, certainty_steps, hidden_behind, hidden_steps
from clever_engine.norms import parse_norm
from clever_engine.sandwich import sandwich_steps
from clever_engine.steps import run
from clever_engine.zoo.layers import Quantise
from pages.accuracy.examples import WRITTEN, example_steps

QUICK = CleverSettings(n_batches=8, samples_per_batch=2, stop_width=None)
RIGHT = 1e-5


@pytest.fixture(scope="module")
def digits():
    """The digits that the page "Accuracy" attacks, and what they are."""
    handwriting = load_handwriting()
    return np.stack([handwriting.images[place] for place in WRITTEN]), [
        digit for _, digit in WRITTEN
    ]


@pytest.fixture(scope="module", params=["open", "hidden"])
def classifier(request):
    """A network, and the same behind a layer that hides its gradient."""
    plain = load_classifier("mlp-1024")
    return plain if request.param == "open" else hidden_behind(plain, Quantise(16))


def compared(classifier, norm, images, labels):
    side = Side(model=classifier.name, norm=norm)
    found = run(
        comparison_steps(
            [side, side], [classifier, classifier], images, labels, settings=QUICK, seed=5
        )
    )
    return found.scores[1].attack_distances


@pytest.mark.parametrize("norm", ["l1", "l2", "linf"])
def test_within_the_pixel_range(digits, classifier, norm):
    images, labels = digits
    expected = smallest_attack(classifier, images, norm=norm).distances
    assert np.isfinite(expected).all()
    examples = run(example_steps(classifier, load_handwriting(), norm))
    np.testing.assert_allclose([one.distance for one in examples], expected, rtol=RIGHT)
    turned = compared(classifier, norm, images[1::-1].copy(), labels[1::-1])
    np.testing.assert_allclose(turned[::-1], expected[:2], rtol=RIGHT)
    benchmark, _ = attack_distances(
        classifier,
        torch.from_numpy(images[2:]),
        torch.tensor(labels[2:]),
        norm=parse_norm(norm),
        steps=Effort().attack_steps,
    )
    np.testing.assert_allclose(benchmark, expected[2:], rtol=RIGHT)


def test_in_the_lesson_within_the_pixel_range(digits, classifier):
    image = digits[0][0]
    expected = smallest_attack(classifier, image[None], norm="l2").distances[0]
    pages = [
        run(ball_steps(classifier, image, radii=(0.5,), seed=3)).twin,
        run(certainty_steps(classifier, image, factors=(1.0,), seed=4)).twin,
        run(hidden_steps(attackable(classifier), classifier, image, seed=5)).twin,
    ]
    for twin in pages:
        assert twin.distance == pytest.approx(expected, rel=RIGHT)
        moved = np.linalg.norm(twin.image.astype(np.float64) - image)
        assert moved == pytest.approx(expected, rel=RIGHT)


@pytest.mark.parametrize("norm", ["l1", "l2", "linf"])
def test_in_the_sandwich_beyond_the_pixel_range(digits, norm):
    images, classifier = digits[0], load_classifier("mlp-1024")
    expected = smallest_attack(classifier, images[:2], norm=norm, clip=False).distances
    found = run(sandwich_steps(classifier, images[1], norm=norm, certify=False, seed=7))
    assert found.attack == pytest.approx(expected[1], rel=RIGHT)


def test_in_the_benchmark_s_rows_as_the_file_keeps_them(digits):
    images, labels = digits
    classifier = load_classifier("mlp-1024")
    row = measure_digits(
        classifier,
        images[:2],
        np.array(labels[:2]),
        norm="l2",
        measure="attack",
        effort=Effort(),
        seed=9,
    )
    expected = smallest_attack(classifier, images[:2], norm="l2").distances
    np.testing.assert_allclose(row.values, expected, rtol=5e-5)  # five digits are kept
