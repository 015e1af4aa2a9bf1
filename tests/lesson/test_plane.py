"""Data sets, training and the look at one input."""

import numpy as np
import pytest
import torch

from clever_engine import clever_score
from clever_engine.errors import InputError
from clever_engine.lesson.plane import (
    DATA_SETS,
    HIDDEN,
    VIEW,
    PlaneNetwork,
    PlaneRecipe,
    decision_boundary,
    look_at,
    make_data,
    plane_classifier,
    train_plane,
    training_steps,
)
from clever_engine.lesson.plane.looking import SHOWN
from clever_engine.norms import Norm
from clever_engine.score.results import Finding


@pytest.fixture(scope="module")
def moons():
    return train_plane(PlaneRecipe(data="moons", hidden=8))


def same(first: PlaneNetwork, second: PlaneNetwork) -> bool:
    pairs = zip(first.weights + first.biases, second.weights + second.biases, strict=True)
    return all(np.array_equal(one, other) for one, other in pairs)


@pytest.mark.parametrize("name", DATA_SETS)
def test_data_lie_in_the_view_and_depend_on_the_seed_alone(name):
    data, again, other = make_data(name, 3), make_data(name, 3), make_data(name, 4)
    np.testing.assert_array_equal(data.points, again.points)
    assert not np.array_equal(data.points, other.points)
    assert np.abs(data.points).max() < VIEW
    assert set(data.labels) == set(range(data.classes))
    assert data.points.shape == (len(data.labels), 2)


def test_a_data_set_that_is_none_is_refused():
    with pytest.raises(InputError, match="moons"):
        make_data("suns")
    with pytest.raises(InputError, match="hidden units"):
        PlaneRecipe(hidden=0)
    with pytest.raises(InputError, match="weight decay"):
        PlaneRecipe(weight_decay=-0.1)


def test_the_same_recipe_gives_the_same_network_whatever_the_global_generator(moons):
    torch.manual_seed(5)
    before = torch.get_rng_state()
    again = train_plane(moons.recipe)
    assert same(again.network, moons.network)
    assert torch.equal(torch.get_rng_state(), before)
    assert not same(train_plane(PlaneRecipe(data="moons", hidden=8, seed=1)).network, moons.network)


@pytest.mark.parametrize("name", DATA_SETS)
@pytest.mark.parametrize("seed", range(2))
def test_the_largest_network_learns_every_data_set(name, seed):
    assert train_plane(PlaneRecipe(data=name, hidden=HIDDEN[-1], seed=seed)).accuracy > 0.95


def test_training_shows_how_it_gets_better(moons):
    partials = list(training_steps(moons.recipe))
    assert [partial.done for partial in partials] == sorted({partial.done for partial in partials})
    assert partials[-1].done == partials[-1].total
    assert partials[-1].value.accuracy == moons.accuracy > partials[0].value.accuracy
    assert same(partials[-1].value.network, moons.network)
    assert not same(partials[0].value.network, partials[1].value.network)


def test_weight_decay_keeps_weights_small():
    sizes = [
        sum(np.square(weight).sum() for weight in train_plane(recipe).network.weights)
        for recipe in (PlaneRecipe(hidden=8, weight_decay=decay) for decay in (0.0, 0.01, 0.03))
    ]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("norm", Norm)
def test_on_a_linear_network_clever_is_the_truth(norm):
    network = PlaneNetwork(
        weights=(np.array([[1.0, -2.0], [0.5, 1.0]]),), biases=(np.array([0.3, 0.0]),)
    )
    look = look_at(network, decision_boundary(network), np.array([0.4, -0.7]), norm=norm)
    assert look.nearest is not None
    assert look.score.value == pytest.approx(look.nearest.distance, rel=1e-9)
    assert look.turns_into == look.score.target == 1 - look.score.label
    assert Finding.CONSTANT_GRADIENTS in look.score.findings


@pytest.mark.parametrize("norm", Norm)
def test_a_look_holds_what_the_engine_says(moons, norm):
    point = np.array([0.5, 0.9])
    look = look_at(moons.network, moons.boundary, point, norm=norm, seed=2)
    score = clever_score(plane_classifier(moons.network), point, norm=norm, seed=2)
    assert (look.score.value, look.norm) == (score.value, norm)
    assert look.score.label == moons.network.logits(point[None]).argmax()
    assert look.nearest is not None
    assert look.score.value <= look.nearest.distance * (1 + 1e-9)
    assert look.samples.shape == look.gradients.shape == (SHOWN + 1, 2)
    lengths = np.linalg.norm(look.samples - point, ord=norm.order, axis=1)
    assert (lengths <= score.radius * (1 + 1e-9)).all()
    np.testing.assert_array_equal(look.samples[0], point)
    slopes = np.linalg.norm(look.gradients, ord=norm.dual.order, axis=1)
    assert slopes[0] == pytest.approx(score.per_target[0].slope)


def test_where_nothing_turns_there_is_no_nearest_point():
    network = PlaneNetwork(weights=(np.zeros((2, 2)),), biases=(np.array([1.0, 0.0]),))
    look = look_at(network, decision_boundary(network), np.zeros(2), norm="l2")
    assert look.nearest is None
    assert look.turns_into is None
    assert look.score.value == 0.0
