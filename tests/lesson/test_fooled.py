"""When CLEVER is fooled, held against answers known in closed form."""

import math

import numpy as np
import pytest
import torch
from torch import nn

from clever_engine import Classifier, CleverError, Finding, clever_score
from clever_engine.lesson.fooled import (
    Staircase,
    ball_steps,
    certainty_steps,
    hidden_behind,
    hidden_steps,
    surer,
    uncut,
)
from clever_engine.lesson.fooled.attacking import published_steps, twin_steps
from clever_engine.lesson.fooled.hidden_gradient import BEYOND, lead, margin_line
from clever_engine.steps import run
from clever_engine.zoo.layers import Quantise
from tests.conftest import closed_form_distance, linear_classifier

LEVELS, START, THRESHOLD = 5, 0.9, 0.4
"""One pixel at 0.9, read as a 1 above 0.4, rounded to quarters: the reading turns at 0.375."""

TRUE_DISTANCE = START - 0.375


def one_pixel() -> Classifier:
    """A linear network on one value x: logits (0.4 - x, x - 0.4), so the slope of the lead is 2."""
    module = nn.Linear(1, 2)
    with torch.no_grad():
        module.weight.copy_(torch.tensor([[-1.0], [1.0]]))
        module.bias.copy_(torch.tensor([THRESHOLD, -THRESHOLD]))
    return Classifier.from_module(module, input_shape=(1,))


def image() -> np.ndarray:
    return np.array([START], dtype=np.float32)


def look(slope: float):
    plain, layer = one_pixel(), Staircase(LEVELS, slope)
    steps = hidden_steps(plain, hidden_behind(plain, layer), image())
    return run(steps)


def test_steps_without_a_slope_are_the_zoo_s_and_with_all_of_it_nothing():
    values = torch.rand(3, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    assert torch.equal(Staircase(4, 0.0)(values), Quantise(4)(values))
    torch.testing.assert_close(Staircase(4, 1.0)(values), values)


@pytest.mark.parametrize("slope", [0.02, 0.3, 1.0])
def test_the_slope_left_to_see_is_the_one_asked_for(slope):
    values = torch.rand(50, generator=torch.Generator().manual_seed(1)).requires_grad_()
    (gradient,) = torch.autograd.grad(Staircase(4, slope)(values).sum(), values)
    torch.testing.assert_close(gradient, torch.full_like(values, slope))
    ends = Staircase(4, slope)(torch.tensor([0.0, 1.0]))
    torch.testing.assert_close(ends, torch.tensor([0.0, 1.0]))  # what the jumps hide is all there


@pytest.mark.parametrize(("levels", "slope"), [(1, 0.0), (4, -0.1), (4, 1.1)])
def test_steps_that_make_no_sense_are_refused(levels, slope):
    with pytest.raises(CleverError, match="Expected"):
        Staircase(levels, slope)


def test_an_entirely_hidden_slope_is_a_division_by_zero_and_claims_nothing():
    found = look(0.0)
    assert found.ratio == math.inf
    for score in (found.published, found.own):
        assert Finding.ZERO_GRADIENTS in score.findings
        assert score.value == 0
        assert score.interval == (0.0, score.radius)
    assert found.twin.distance == pytest.approx(TRUE_DISTANCE, abs=1e-3)
    assert found.twin.label != found.label


@pytest.mark.parametrize("slope", [0.05, 0.1])
def test_a_nearly_hidden_slope_promises_its_inverse_too_much(slope):
    found = look(slope)
    margin = 2 * ((1 - slope) * 1.0 + slope * START - THRESHOLD)
    assert found.ratio == pytest.approx(margin / (2 * slope), rel=1e-4)
    assert found.twin.distance == pytest.approx(TRUE_DISTANCE, abs=1e-3)
    assert found.ratio > 8 * found.twin.distance


def test_looking_through_the_steps_gives_the_open_network_s_distance():
    found = look(0.0)
    assert found.through.value == pytest.approx(1.0 - THRESHOLD, rel=1e-4)
    assert Finding.STRAIGHT_THROUGH in found.through.findings


def test_the_line_is_a_ramp_and_a_staircase():
    found = look(0.0)
    line = found.line
    assert line.distances[-1] == pytest.approx(BEYOND * found.twin.distance)
    np.testing.assert_allclose(line.plain, 2 * (START - line.distances - THRESHOLD), atol=1e-5)
    assert set(np.round(line.hidden, 5)) <= {1.2, 0.7, 0.2, -0.3}
    assert line.hidden[0] > 0 > line.hidden[-1]


def test_a_lead_is_that_over_the_best_of_the_others():
    classifier = linear_classifier()
    points = torch.rand(7, 20, generator=torch.Generator().manual_seed(2))
    logits = classifier.logits(points).numpy()
    label = int(logits[0].argmax())
    others = [max(np.delete(row, label)) for row in logits]
    np.testing.assert_allclose(lead(classifier, points), logits[:, label] - others, rtol=1e-6)


def test_the_attack_reaches_the_closed_form():
    classifier = linear_classifier()
    middle = np.full(20, 0.5, dtype=np.float32)
    twin = run(twin_steps(classifier, middle))
    wanted = closed_form_distance(classifier, torch.from_numpy(middle), 2)
    assert wanted <= twin.distance <= 1.01 * wanted


@pytest.mark.parametrize("layer", [Quantise(2), Staircase(2, 0.0), Staircase(2, 0.1)])
def test_the_attack_sees_through_the_steps(layer):
    near = np.array([0.55], dtype=np.float32)  # rounds to 1 until 0.5, where the open one reads 1
    twin = run(twin_steps(hidden_behind(one_pixel(), layer), near))
    assert twin.distance == pytest.approx(0.05, abs=1e-3)


def two_classes() -> tuple[Classifier, np.ndarray, float]:
    """A linear network of two classes, an input, and its true distance."""
    classifier = linear_classifier(d=6, classes=2, seed=4)
    point = np.full(6, 0.5, dtype=np.float32)
    return classifier, point, closed_form_distance(classifier, torch.from_numpy(point), 2)


def test_a_factor_moves_no_score_on_logits():
    classifier, point, distance = two_classes()
    found = run(certainty_steps(classifier, point, factors=(1.0, 7.0, 40.0)))
    assert found.twin.distance == pytest.approx(distance, rel=0.01)
    for level in found.levels:
        assert level.logits.ratio == pytest.approx(distance, rel=1e-4)
        assert Finding.PROBABILITIES not in level.logits.score.findings
        assert Finding.PROBABILITIES in level.probabilities.score.findings
    sure = [level.confidence for level in found.levels]
    assert sure == sorted(sure)
    assert sure[0] < sure[-1]


@pytest.mark.parametrize("factor", [1.0, 3.0, 10.0])
def test_probabilities_of_two_classes_in_closed_form(factor):
    """With lead m, p_1 - p_2 is tanh(m / 2); its slope is (1 - tanh^2) / 2 of the lead's."""
    classifier, point, distance = two_classes()
    weight = classifier.module.weight.detach().double()
    steepness = factor * float((weight[0] - weight[1]).norm())
    margin, radius = steepness * distance, 0.1 * distance
    network = surer(classifier, factor, softmax=True)
    score = run(published_steps(network, point, radius=radius))
    # The steepest place of the ball is the nearest to the boundary. Random points come near it, and
    # the end point fitted to them may lie a little beyond.
    least, most = (
        2 * math.tanh(margin / 2) / (steepness * (1 - math.tanh(at / 2) ** 2))
        for at in (margin - steepness * radius, margin)
    )
    assert 0.8 * least <= uncut(score) < most


def test_a_network_sure_beyond_all_measure_has_no_slope_left():
    classifier, point, _ = two_classes()
    score = clever_score(surer(classifier, 5000.0, softmax=True), point, radius=0.1)
    assert Finding.ZERO_GRADIENTS in score.findings
    assert Finding.PROBABILITIES in score.findings
    assert score.value == 0


def test_a_linear_network_s_score_is_the_radius_and_then_the_distance():
    classifier, point, distance = two_classes()
    radii = tuple(distance * share for share in (0.2, 0.5, 0.9, 1.1, 2.0, 6.0))
    found = run(ball_steps(classifier, point, radii=radii))
    assert [ball.radius for ball in found.balls] == pytest.approx(radii)
    for ball in found.balls:
        assert ball.score.value == pytest.approx(min(distance, ball.radius), rel=1e-4)
        assert ball.ratio == pytest.approx(distance, rel=1e-4)
        assert (Finding.CUT_AT_RADIUS in ball.score.findings) == (ball.radius < distance)
        assert np.linalg.norm(ball.point - point) <= 1.0001 * ball.radius
        assert ball.point.min() >= 0
        assert ball.point.max() <= 1
    assert found.own.value == pytest.approx(distance, rel=1e-3)


def test_the_same_seed_gives_the_same_numbers_and_another_one_others():
    classifier = linear_classifier(d=6, classes=3, seed=5)
    network = surer(classifier, 3.0, softmax=True)
    point = np.full(6, 0.4, dtype=np.float32)
    one, same, other = (
        run(published_steps(network, point, radius=0.3, seed=seed)) for seed in (0, 0, 1)
    )
    assert uncut(one) == uncut(same)
    assert uncut(one) != uncut(other)


def test_nothing_changes_the_digit():
    found, before = look(0.1), image()
    assert image() == before
    line = margin_line(one_pixel(), one_pixel(), before, found.twin)
    assert before == image()
    assert len(line.distances) == len(line.plain) == len(line.hidden)
