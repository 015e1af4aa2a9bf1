import numpy as np
import pytest
import torch

from clever_engine import CleverError, CleverSettings, Finding, rank_digits
from clever_engine.score.measurement import Measurement
from clever_engine.score.ranking import (
    SPREAD_MOST,
    how_far_off,
    ranking_steps,
)
from tests.conftest import linear_classifier, small_relu_network

QUICK = CleverSettings(n_batches=20, samples_per_batch=10)


def test_linear_network_marks_the_nearest_for_certain():
    classifier = linear_classifier()
    images = torch.rand(5, 20, generator=torch.Generator().manual_seed(0))
    ranking = rank_digits(classifier, images, settings=QUICK)
    values = [score.value for score in ranking.scores]
    assert ranking.weakest == int(np.argmin(values))
    # Slopes of a linear network are the same everywhere, so its scores are exact distances.
    assert [how_far_off(score) for score in ranking.scores] == [(0, 0)] * 5
    assert ranking.probability_weakest == 1
    assert sum(ranking.probabilities) == pytest.approx(1)


def test_the_more_the_slope_rises_the_less_a_guided_ranking_is_sure():
    classifier = small_relu_network(d=6, hidden=30)
    images = torch.rand(4, 6, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    ranking = rank_digits(classifier, images, settings=CleverSettings.guided())
    for score in ranking.scores:
        entry = score.nearest
        assert entry.rise == pytest.approx(max(1, entry.lipschitz_estimate / entry.slope))
        expected = min(0.2 * np.log(entry.rise), SPREAD_MOST)
        assert how_far_off(score) == pytest.approx((0, expected))
    assert any(how_far_off(score)[1] > 0.01 for score in ranking.scores)


def test_a_ranking_by_lines_is_as_sure_as_their_plausible_ranges_are_narrow():
    classifier = small_relu_network(d=6, hidden=30)
    images = torch.rand(4, 6, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    for score in rank_digits(classifier, images).scores:
        middle, sigma = how_far_off(score)
        low, high = np.log(np.array(score.plausible) / score.value)
        assert (middle - 1.645 * sigma, middle + 1.645 * sigma) == pytest.approx((low, high))


def test_twins_share_the_probability():
    classifier = small_relu_network(d=6, hidden=30)
    images = torch.full((2, 6), 0.3, dtype=torch.float64)
    ranking = rank_digits(classifier, images, settings=QUICK)
    assert ranking.scores[0].value == ranking.scores[1].value
    assert 0.3 < ranking.probability_weakest < 0.7


def test_progress_spans_all_digits_and_uniform_sampling_has_one_radius():
    classifier = small_relu_network(d=6, hidden=30)
    images = torch.rand(3, 6, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    steps = ranking_steps(classifier, Measurement(images=images, settings=QUICK))
    partials = list(steps)
    assert partials[-1].done == partials[-1].total == 2 * 3 * QUICK.n_points
    ranking = rank_digits(classifier, images, settings=QUICK)
    assert len({score.radius for score in ranking.scores}) == 3
    uniform = CleverSettings(n_batches=20, samples_per_batch=10, sampling="uniform")
    published = rank_digits(classifier, images, settings=uniform)
    assert len({score.radius for score in published.scores}) == 1


def test_nothing_to_rank():
    with pytest.raises(CleverError, match="at least one image"):
        rank_digits(linear_classifier(), torch.zeros(0, 20))


def test_true_labels_mark_misread_digits():
    classifier = linear_classifier()
    images = torch.rand(2, 20, generator=torch.Generator().manual_seed(0))
    labels = classifier.logits(images).argmax(dim=1).tolist()
    wrong = [labels[0], (labels[1] + 1) % 4]
    ranking = rank_digits(classifier, images, settings=QUICK, true_labels=wrong)
    assert [Finding.MISREAD in score.findings for score in ranking.scores] == [False, True]
    with pytest.raises(CleverError, match="a true label for each of 2 images"):
        rank_digits(classifier, images, settings=QUICK, true_labels=[1])
