"""The cost in accuracy: known shares, and intervals that cover."""

import numpy as np
import pytest
import torch

from clever_engine import CleverError
from clever_engine.comparison.accuracy import CHUNK, accuracy_of, compare_accuracy
from clever_engine.steps import run
from tests.conftest import linear_classifier


def test_chunks_yield_progress_and_count_rightly():
    classifier = linear_classifier()
    images = torch.rand(2 * CHUNK + 10, 20, generator=torch.Generator().manual_seed(0))
    labels = classifier.logits(images).argmax(dim=1).numpy()
    labels[::4] = (labels[::4] + 1) % 4
    seen = [(step.done, step.value) for step in accuracy_of(classifier, images, labels)]
    assert seen == [(n, n - 1) for n in (CHUNK, 2 * CHUNK, len(images))]
    right = run(accuracy_of(classifier, images, labels))
    assert np.array_equal(right, np.arange(len(images)) % 4 != 0)


def test_labels_must_fit():
    with pytest.raises(CleverError, match="a label for each"):
        run(accuracy_of(linear_classifier(), torch.zeros(3, 20), [1, 2]))


def test_paired_difference_rests_on_what_differs():
    before = np.array([True] * 90 + [False] * 10)
    after = np.array([True] * 80 + [False] * 20)
    found = compare_accuracy([before, after, before], paired=True)
    assert found.shares == (0.9, 0.8, 0.9)
    assert found.differences == pytest.approx((-0.1, 0.0))
    low, high = found.intervals[0]
    assert low < -0.1 < high < 0
    apart = compare_accuracy([before, after], paired=False).intervals[0]
    assert apart[0] < low
    assert apart[1] > high
    assert found.intervals[1] == pytest.approx((-found.intervals[1][1], found.intervals[1][1]))


@pytest.mark.parametrize("paired", [True, False])
def test_intervals_cover_the_true_difference(paired):
    generator, trials, hits = np.random.default_rng(0), 500, 0
    for _ in range(trials):
        before = generator.random(200) < 0.97
        after = np.where(generator.random(200) < 0.5, before, generator.random(200) < 0.95)
        if not paired:
            after = generator.random(200) < 0.96
        low, high = compare_accuracy([before, after], paired=paired).intervals[0]
        hits += low <= -0.01 <= high
    assert 0.85 <= hits / trials <= 0.97
