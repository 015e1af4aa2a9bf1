"""Where the smallest change itself lies: exact where the score is, unknown where not measured."""

import numpy as np
import pytest
import torch

from clever_engine import Classifier, CleverSettings, Norm, clever_score, load_classifier
from clever_engine.handwriting.sets import load_handwriting
from clever_engine.io.report import score_report
from clever_engine.score.plausible import REACH, leaning, plausible_range
from tests.conftest import closed_form_distance, linear_classifier, small_relu_network


@pytest.mark.parametrize("norm", Norm)
def test_of_a_linear_network_it_is_the_distance(norm):
    classifier = linear_classifier(seed=2)
    image = torch.rand(20, generator=torch.Generator().manual_seed(2))
    expected = closed_form_distance(classifier, image, norm.dual.order)
    score = clever_score(classifier, image, norm=norm)
    assert score.plausible == pytest.approx((expected, expected), rel=1e-5)


@pytest.mark.parametrize("norm", Norm)
def test_it_lies_about_the_way_from_the_score_to_the_steepest_line(norm):
    score = clever_score(small_relu_network(d=6, hidden=30), torch.full((6,), 0.3), norm=norm)
    line = score.nearest.line
    low, high = score.plausible
    assert score.value < line
    shares = np.log(np.array([low, high]) / score.value) / np.log(line / score.value)
    assert shares == pytest.approx(REACH[norm].shares(np.log(line / score.value)))
    middle, sigma = leaning(norm, score.value, line)
    assert np.exp(middle - 1.645 * sigma) * score.value == pytest.approx(low)
    assert np.exp(middle + 1.645 * sigma) * score.value == pytest.approx(high)
    assert score_report(score)["plausible"] == [low, high]


def test_it_widens_with_the_gap_between_score_and_line():
    near, far = (plausible_range(Norm.L2, 1.0, line) for line in (1.05, 1.3))
    assert far[1] - far[0] > near[1] - near[0] > 0


def test_it_is_unknown_where_nothing_was_measured():
    classifier, image = load_classifier("mlp-1024"), load_handwriting().images[0, 3]
    assert clever_score(classifier, image, settings=CleverSettings.guided()).plausible is None
    cut = clever_score(classifier, image, radius=0.01)
    assert cut.plausible is None
    softmax = torch.nn.Sequential(classifier.module, torch.nn.Softmax(dim=1))
    assert clever_score(Classifier.from_module(softmax), image).plausible is None
