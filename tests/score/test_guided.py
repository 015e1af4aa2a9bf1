import math

import numpy as np
import pytest
import torch

from clever_engine import CleverSettings, Norm, clever_score
from clever_engine.norms import vector_norms
from clever_engine.score.guided import (
    STEPS,
    steepest_direction,
    walk,
)
from clever_engine.score.query import Query
from tests.conftest import closed_form_distance, linear_classifier, small_relu_network


@pytest.mark.parametrize("norm", Norm)
def test_steepest_direction_attains_the_dual_norm(norm):
    gradients = torch.randn(50, 3, 4, generator=torch.Generator().manual_seed(0)).double()
    directions = steepest_direction(gradients, norm)
    torch.testing.assert_close(vector_norms(directions, norm), torch.ones(50).double())
    products = (gradients * directions).flatten(1).sum(dim=1)
    torch.testing.assert_close(products, vector_norms(gradients, norm.dual))


@pytest.mark.parametrize("norm", Norm)
def test_on_a_linear_network_the_walk_meets_one_slope_and_stays_before_the_boundary(norm):
    classifier = linear_classifier(dtype=torch.float64)
    image = torch.full((20,), 0.5)
    query = Query.of(classifier, image, target="untargeted", seed=0)
    met = walk(query, norm)
    steps = len(met.norms)
    assert met.norms.shape == met.lengths.shape == (steps, 3)
    assert 3 <= steps <= STEPS / 2  # the slope never changes, so the steps grow
    walked = np.broadcast_to(met.norms[0], met.norms.shape)
    given_up = met.norms == 0  # a class far away is left after the pilot
    np.testing.assert_allclose(met.norms, np.where(given_up, 0, walked), rtol=1e-5)
    assert not given_up[:, (query.margins().numpy() / met.norms[0]).argmin()].any()
    expected = closed_form_distance(classifier, image, norm.dual.order)
    margins = query.margins().numpy()
    assert (margins / met.steepest(math.inf)).min() == pytest.approx(expected, rel=1e-5)
    assert (met.lengths <= margins / met.norms[0] * (1 + 1e-6)).all()


def test_a_shorter_radius_sees_less_of_the_walk():
    query = Query.of(
        small_relu_network(d=6, hidden=40), torch.full((6,), 0.3), target="untargeted", seed=0
    )
    met = walk(query, Norm.L2)
    assert (met.steepest(0.01) <= met.steepest(math.inf)).all()
    np.testing.assert_array_equal(met.steepest(0.0), met.norms[0])


@pytest.mark.parametrize("seed", range(6))
def test_the_score_cannot_exceed_the_length_of_a_crossing_walk(seed):
    """A fine walk of our own that crosses the boundary bounds the score, whatever was sampled."""
    classifier = small_relu_network(d=8, hidden=40, seed=seed)
    image = torch.full((8,), 0.2, dtype=torch.float64)
    score = clever_score(classifier, image, settings=CleverSettings(n_batches=20))
    point, length = image.clone(), 0.0
    for _ in range(4000):
        point = point.detach().requires_grad_()
        logits = classifier.module(point)
        margin = logits[score.label] - logits[score.target]
        if float(margin.detach()) <= 0:
            break
        (gradient,) = torch.autograd.grad(margin, point)
        point = point - 0.005 * gradient / gradient.norm()
        length += 0.005
    else:
        pytest.skip("this network's margin has no way down from here")
    assert score.value <= length * 1.05


def test_guided_scores_are_never_above_uniform_ones_in_the_same_ball():
    classifier = small_relu_network(d=8, hidden=40)
    image = torch.full((8,), 0.2, dtype=torch.float64)
    both = [
        clever_score(classifier, image, radius=0.7, settings=CleverSettings(sampling=sampling))
        for sampling in ("guided", "uniform")
    ]
    assert both[0].value <= both[1].value
    for guided, uniform in zip(both[0].per_target, both[1].per_target, strict=True):
        assert not guided.dropped
        np.testing.assert_array_equal(guided.maxima, uniform.maxima)
        assert guided.lipschitz_estimate == max(uniform.lipschitz_estimate, guided.walk_norm)


def test_dropped_classes_are_farther_than_the_nearest_and_say_so():
    classifier = small_relu_network(d=8, hidden=60, classes=8)
    image = torch.full((8,), 0.2, dtype=torch.float64)
    score = clever_score(classifier, image)
    dropped = [entry for entry in score.per_target if entry.dropped]
    kept = [entry for entry in score.per_target if not entry.dropped]
    assert dropped
    assert score.target in [entry.target for entry in kept]
    assert all(entry.lipschitz_estimate == entry.walk_norm for entry in dropped)
    assert min(entry.value for entry in dropped) > score.value
