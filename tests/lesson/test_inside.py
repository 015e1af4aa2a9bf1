"""What "Inside CLEVER" shows, step by step, composes to the engine's own score."""

import numpy as np
import pytest
import torch
from torch import nn

from clever_engine import Classifier, clever_score, load_classifier
from clever_engine.errors import InputError
from clever_engine.handwriting.sets import load_handwriting
from clever_engine.lesson.inside import (
    RADII,
    batches_of,
    claimed,
    lesson_settings,
    lines_steps,
    look_around,
    look_at_point,
    read_lead,
    repeat_steps,
    score_of,
    slope_steps,
    sweep_steps,
)
from clever_engine.lesson.inside.lines import PLACES, RANDOM
from clever_engine.norms import Norm
from clever_engine.score.settings import default_radius
from clever_engine.steps import relay, run
from tests.conftest import closed_form_distance, linear_classifier

ROUNDING = 1e-5
"""A network evaluates tiles of other sizes in another order."""


@pytest.fixture(scope="module")
def network() -> Classifier:
    return load_classifier("mlp-1024")


@pytest.fixture(scope="module")
def image() -> np.ndarray:
    return load_handwriting().images[0, 7]


@pytest.mark.parametrize("norm", Norm)
@pytest.mark.parametrize(
    ("n_batches", "samples_per_batch", "estimator"),
    [
        (4, 1, "fixed-shape"),
        (32, 8, "fixed-shape"),
        (64, 16, "fixed-shape"),
        (16, 2, "maximum-likelihood"),
        (8, 4, "penalized"),
        (32, 1, "sample-maximum"),
    ],
)
def test_the_steps_compose_to_the_score(
    network, image, norm, n_batches, samples_per_batch, estimator
):
    radius = RADII[norm][5]
    target = read_lead(network, image).target
    sample = run(slope_steps(network, image, target=target, norm=norm, radius=radius, seed=5))
    settings = lesson_settings(n_batches, samples_per_batch, estimator)
    entry = score_of(sample, settings)
    engine = clever_score(
        network, image, norm=norm, target=target, radius=radius, settings=settings, seed=5
    )
    (theirs,) = engine.per_target
    np.testing.assert_allclose(entry.maxima, theirs.maxima, rtol=ROUNDING)
    assert entry.margin == theirs.margin
    assert entry.value == pytest.approx(engine.value, rel=1e-3)
    assert claimed(entry) == entry.value
    assert entry.interval == pytest.approx(engine.interval, rel=1e-2)
    assert entry.slope == pytest.approx(theirs.slope, rel=ROUNDING)


def test_a_convolutional_network_composes_too(image):
    network = load_classifier("cnn-7")
    lead = read_lead(network, image, 3)
    sample = run(slope_steps(network, image, target=3, norm="l2", radius=5.0, seed=1, points=128))
    settings = lesson_settings(16, 8)
    engine = clever_score(
        network, image, norm="l2", target=3, radius=5.0, settings=settings, seed=1
    )
    assert lead.margin == sample.margin == engine.per_target[0].margin
    assert score_of(sample, settings).value == pytest.approx(engine.value, rel=1e-4)


@pytest.mark.parametrize("norm", Norm)
def test_a_linear_network_gives_the_closed_form(norm):
    network = linear_classifier(d=20)
    point = torch.full((20,), 0.5)
    radius = 100.0
    scores = []
    label = read_lead(network, point).label
    for target in set(range(4)) - {label}:
        sample = run(
            slope_steps(network, point, target=target, norm=norm, radius=radius, points=64)
        )
        scores.append(score_of(sample, lesson_settings(8, 8)).value)
    assert min(scores) == pytest.approx(
        closed_form_distance(network, point, norm.dual.order), rel=1e-4
    )


def test_zero_slopes_claim_nothing():
    module = nn.Linear(6, 3)
    with torch.no_grad():
        module.weight.zero_()
        module.bias.copy_(torch.tensor([2.0, 1.0, 0.0]))
    network = Classifier.from_module(module, input_shape=(6,))
    sample = run(slope_steps(network, torch.zeros(6), target=1, norm="l2", radius=1.0, points=64))
    settings = lesson_settings(8, 8)
    assert claimed(score_of(sample, settings)) == 0.0
    engine = clever_score(network, torch.zeros(6), target=1, radius=1.0, settings=settings)
    assert engine.value == 0.0


@pytest.mark.parametrize("norm", Norm)
def test_a_point_has_the_slope_of_its_place_in_the_sample(network, image, norm):
    radius = RADII[norm][4]
    sample = run(
        slope_steps(network, image, target=9, norm=norm, radius=radius, seed=2, points=300)
    )
    for number in (1, 48, 49, 128, 129, 300):
        look = look_at_point(
            network, image, target=9, norm=norm, radius=radius, number=number, seed=2
        )
        assert look.slope == pytest.approx(sample.norms[number - 1], rel=1e-4)
        change = (look.picture - image).ravel().astype(np.float64)
        assert np.linalg.norm(change, ord=norm.order) <= radius * (1 + 1e-5)
        dual = np.linalg.norm(look.gradient.ravel(), ord=norm.dual.order)
        assert look.slope == pytest.approx(dual, rel=1e-6)


def test_the_first_slopes_do_not_depend_on_how_many_are_drawn(network, image):
    few, many = (
        run(slope_steps(network, image, target=9, norm="l2", radius=5.0, points=points))
        for points in (64, 512)
    )
    np.testing.assert_allclose(few.norms, many.norms[:64], rtol=ROUNDING)


def test_pictures_are_the_points_and_are_read_by_the_network(network, image):
    around = look_around(network, image, norm="l2", radius=5.0, seed=4)
    for number in (1, 12):
        look = look_at_point(network, image, target=9, norm="l2", radius=5.0, number=number, seed=4)
        np.testing.assert_allclose(around.pictures[number - 1], look.picture, atol=1e-6)
    logits = network.forward(torch.from_numpy(around.pictures)).argmax(dim=1)
    assert logits.tolist() == around.labels[:12].tolist()
    assert around.label == 7
    assert around.farthest == pytest.approx(float(np.abs(around.pictures - image).max()), rel=1e-5)


def test_a_huge_ball_turns_most_points(network, image):
    assert look_around(network, image, norm="linf", radius=0.01).turned == 0
    assert look_around(network, image, norm="l2", radius=200.0).turned > 50


def test_repeats_are_the_samples_of_their_seeds(network, image):
    arguments = {"target": 9, "norm": "l2", "radius": 5.0, "points": 128}
    found = run(repeat_steps(network, image, seeds=(3, 8), **arguments))
    assert [sample.seed for sample in found] == [3, 8]
    for sample in found:
        alone = run(slope_steps(network, image, seed=sample.seed, **arguments))
        np.testing.assert_array_equal(sample.norms, alone.norms)


def test_a_sweep_counts_to_its_end(network, image):
    steps = sweep_steps(network, image, target=9, norm="l2", radii=(0.1, 5.0), points=128)
    seen = []
    sweep = run(relay(steps, seen.append))
    assert (seen[-1].done, seen[-1].total) == (256, 256)
    assert [step.done for step in seen] == sorted(step.done for step in seen)
    small, large = (score_of(sample, lesson_settings(32, 4)) for sample in sweep)
    assert small.censored
    assert small.value == 0.1
    assert not large.censored


@pytest.mark.parametrize("norm", Norm)
@pytest.mark.parametrize("name", ["mlp-1024", "cnn-7-robust-linf"])
def test_lines_are_those_of_the_default_score(image, name, norm):
    network = load_classifier(name)
    target = read_lead(network, image).target
    look = run(lines_steps(network, image, target=target, norm=norm, seed=3))
    score = clever_score(network, image, target=target, norm=norm, seed=3)
    assert look.score.value == score.value
    np.testing.assert_array_equal(look.entry.maxima, score.per_target[0].maxima)
    assert look.leads.shape == look.distances.shape == (PLACES + 1,)
    assert look.random.shape == (RANDOM, PLACES + 1)
    margin = pytest.approx(look.entry.margin, rel=1e-5)
    assert look.leads[0] == margin
    assert look.random[:, 0].tolist() == [margin] * RANDOM
    # The line falls as the engine says, and more than by chance.
    there = np.interp(look.length, look.distances, look.leads)
    assert (look.leads[0] - there) / look.length == pytest.approx(look.slope, rel=0.02)
    assert look.random_fall < 0.3 * (look.leads[0] - look.leads[-1])
    assert look.slope <= look.spot * (1 + 1e-3)
    assert look.slope <= look.entry.lipschitz_estimate


@pytest.mark.parametrize("norm", Norm)
def test_random_lines_go_to_the_first_random_points(network, image, norm):
    look = run(lines_steps(network, image, target=9, norm=norm, seed=2))
    point = look_at_point(network, image, target=9, norm=norm, radius=1.0, number=3, seed=2)
    change = point.picture - image
    change *= look.distances[-1] / np.linalg.norm(change.ravel(), ord=norm.order)
    logits = network.forward(torch.from_numpy((image + change)[None].astype(np.float32)))[0]
    assert look.random[2, -1] == pytest.approx(float(logits[7] - logits[9]), abs=1e-3)


def test_a_linear_network_has_one_line_as_steep_everywhere():
    network = linear_classifier(d=20)
    point = torch.full((20,), 0.5)
    lead = read_lead(network, point)
    look = run(lines_steps(network, point, target=lead.target, norm="l2"))
    assert look.slope == pytest.approx(look.spot, rel=1e-4)
    assert look.entry.fit.constant
    fallen = look.leads[0] - look.slope * look.distances
    np.testing.assert_allclose(look.leads, fallen, atol=1e-4)


def test_where_nothing_slopes_there_is_no_line(image):
    network = load_classifier("cnn-7-quantised")
    look = run(lines_steps(network, image, target=9, norm="l2"))
    assert (look.length, look.slope, look.spot, look.leads.size) == (0, 0, 0, 0)
    assert look.random.shape == (RANDOM, PLACES + 1)
    assert look.score.value == 0


def test_radii_rise_and_hold_each_norms_default():
    for norm, radii in RADII.items():
        assert list(radii) == sorted(set(radii))
        usual = default_radius(norm, 784, (0.0, 1.0))
        assert min(abs(radius / usual - 1) for radius in radii) < 0.03


def test_the_lead_over_a_class_and_over_the_label_itself(network, image):
    lead = read_lead(network, image, 2)
    logits = network.logits(image[None])[0].double().numpy()
    np.testing.assert_array_equal(lead.logits, logits)
    assert lead.margin == logits[7] - logits[2]
    assert lead.runner_up == np.argsort(logits)[-2]
    itself = read_lead(network, image, 7)
    assert itself.target == itself.runner_up
    with pytest.raises(InputError, match="12"):
        read_lead(network, image, 12)


def test_more_points_than_were_sampled_are_refused(network, image):
    sample = run(slope_steps(network, image, target=9, norm="l2", radius=5.0, points=64))
    assert batches_of(sample, lesson_settings(16, 4)).shape == (16, 4)
    with pytest.raises(InputError, match="64"):
        batches_of(sample, lesson_settings(32, 4))
