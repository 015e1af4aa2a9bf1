"""Before and after: linear networks of known distances, then contracts, then the shipped ones."""

import numpy as np
import pytest
import torch
from torch import nn

from clever_engine import Classifier, CleverError, CleverSettings, Finding, Norm
from clever_engine.attacks import smallest_attack
from clever_engine.comparison.paired import (
    Digits,
    comparison_steps,
    side_classifier,
    unpaired_steps,
)
from clever_engine.comparison.results import Side, Verdict
from clever_engine.handwriting.sets import load_handwriting
from clever_engine.steps import run
from tests.conftest import closed_form_distance, linear_classifier, small_relu_network

QUICK = CleverSettings(n_batches=24, samples_per_batch=2)
D = 20


def plane(offset: float, scale: float = 1.0) -> Classifier:
    """Two classes, their boundary a plane: the margin is scale * (x_0 - 0.5 + offset)."""
    module = nn.Linear(D, 2)
    with torch.no_grad():
        module.weight.zero_()
        module.weight[0, 0] = scale
        module.bias.copy_(torch.tensor([scale * (offset - 0.5), 0.0]))
    return Classifier.from_module(module, input_shape=(D,), name="plane")


def on_a_level(n: int = 5, first: float = 0.5) -> torch.Tensor:
    images = 0.3 + 0.4 * torch.rand(n, D, generator=torch.Generator().manual_seed(0))
    images[:, 0] = first
    return images


def compare(*classifiers, images=None, labels=None, norms=("l2", "l2", "l2"), seed=0, **more):
    sides = [Side(model=c.name, norm=n) for c, n in zip(classifiers, norms, strict=False)]
    images = on_a_level() if images is None else images
    steps = comparison_steps(sides, classifiers, images, labels, settings=QUICK, seed=seed, **more)
    return run(steps)


@pytest.mark.parametrize("norm", Norm)
def test_twice_as_far_is_more_robust_by_exactly_two(norm):
    result = compare(plane(0.1), plane(0.2), norms=(norm, norm))
    pair = result.pairs[0]
    np.testing.assert_allclose(result.scores[0].values, 0.1, rtol=1e-5)
    for change in (pair.clever, pair.attack):
        assert change.verdict is Verdict.MORE_ROBUST
        assert change.ratio == pytest.approx(2, rel=2e-3)
        assert change.ratio_interval == pytest.approx((2, 2), rel=4e-3)
        assert change.difference == pytest.approx(0.1, rel=4e-3)
        assert (change.improved, change.worsened, change.same) == (5, 0, 0)
    assert pair.clever.ratio == pytest.approx(2, rel=1e-5)
    assert pair.agrees
    assert Finding.CONSTANT_GRADIENTS in result.findings


def test_scaled_logits_change_nothing():
    result = compare(plane(0.1), plane(0.1, scale=30.0))
    pair = result.pairs[0]
    assert pair.verdict is pair.attack_verdict is Verdict.NO_MEASURABLE_CHANGE
    assert pair.agrees
    assert pair.clever.difference == pytest.approx(0, abs=1e-6)
    assert pair.clever.same == pair.attack.same == 5


def test_random_linear_networks_differ_as_in_closed_form():
    networks = linear_classifier(seed=1), linear_classifier(seed=2)
    images = on_a_level(8)
    expected = [[closed_form_distance(c, image, 2) for image in images] for c in networks]
    result = compare(*networks, images=images, attack=False)
    differences = result.pairs[0].clever.differences
    np.testing.assert_allclose(differences, np.subtract(*expected[::-1]), rtol=1e-3, atol=1e-5)
    assert result.pairs[0].attack is None
    assert result.pairs[0].agrees is None
    assert result.attack_steps == 0


@pytest.fixture(scope="module")
def bent():
    """Two networks with kinks, whose scores have intervals of their own."""
    return [small_relu_network(d=D, hidden=60, seed=seed) for seed in (0, 1)]


def test_the_same_side_twice_differs_by_exactly_nothing(bent):
    result = compare(
        bent[0], small_relu_network(d=D, hidden=60, seed=0), images=on_a_level().double()
    )
    pair = result.pairs[0]
    widths = np.ptp(result.scores[0].intervals, axis=1)
    assert widths.max() > 0  # so that it is the pairing that leaves nothing
    for change in (pair.clever, pair.attack):
        assert change.difference == 0
        assert change.interval == (0, 0)
        assert change.ratio == 1
        assert change.same == 5
        assert not change.intervals.any()
        assert change.verdict is Verdict.NO_MEASURABLE_CHANGE


def test_exchanged_sides_mirror(bent):
    images = on_a_level(7).double()
    there = compare(*bent, images=images).pairs[0]
    back = compare(*bent[::-1], images=images).pairs[0]
    mirrored = {
        Verdict.MORE_ROBUST: Verdict.LESS_ROBUST,
        Verdict.LESS_ROBUST: Verdict.MORE_ROBUST,
        Verdict.NO_MEASURABLE_CHANGE: Verdict.NO_MEASURABLE_CHANGE,
    }
    for one, other in ((there.clever, back.clever), (there.attack, back.attack)):
        assert other.verdict is mirrored[one.verdict]
        assert other.difference == -one.difference
        assert other.interval == pytest.approx((-one.interval[1], -one.interval[0]))
        assert other.ratio == pytest.approx(1 / one.ratio)
        assert other.ratio_interval == pytest.approx(
            (1 / one.ratio_interval[1], 1 / one.ratio_interval[0])
        )
        assert np.array_equal(other.outcomes, -one.outcomes)


def test_same_seed_same_result_and_the_global_generator_is_left_alone(bent):
    before = torch.get_rng_state()
    first, again, other = (
        compare(*bent, images=on_a_level().double(), seed=seed) for seed in (4, 4, 5)
    )
    assert torch.equal(before, torch.get_rng_state())
    for one, same in zip(first.scores, again.scores, strict=True):
        assert np.array_equal(one.values, same.values)
        assert np.array_equal(one.attack_distances, same.attack_distances)
    assert first.pairs[0].clever.interval == again.pairs[0].clever.interval
    assert first.pairs[0].clever.interval != other.pairs[0].clever.interval


def test_different_norms_give_a_ratio_and_no_verdict():
    pair = compare(plane(0.1), plane(0.2), norms=("l2", "linf")).pairs[0]
    for change in (pair.clever, pair.attack):
        assert change.verdict is Verdict.NOT_COMPARABLE
        assert np.isnan(change.difference)
        assert change.ratio == pytest.approx(2, rel=3e-3)
        assert (change.improved, change.worsened, change.same) == (0, 0, 0)
    assert pair.agrees is None


def test_a_misread_digit_counts_as_zero_on_both_measures():
    images = on_a_level(6)
    images[0, 0] = 0.35  # read as 1 by the first network, as 0 by the second
    result = compare(plane(0.1), plane(0.2), images=images, labels=[0] * 6)
    before, after = result.scores
    assert before.right.tolist() == [False] + [True] * 5
    assert (before.misread, after.misread) == (1, 0)
    assert before.values[0] == before.attack_distances[0] == 0
    assert before.findings[0] == (Finding.MISREAD,)
    assert before.labels[0] == 1
    pair = result.pairs[0]
    for change in (pair.clever, pair.attack):
        assert change.differences[0] == pytest.approx(0.05, rel=1e-2)
        assert change.outcomes[0] == 1
        assert change.ratio == pytest.approx(2, rel=3e-3)  # over digits above 0 on both sides
        assert change.left_out == 0
    unknown = compare(plane(0.1), plane(0.2), images=images)
    assert unknown.scores[0].values[0] == pytest.approx(0.05, rel=1e-4)
    assert unknown.scores[0].right is None


class Flat(nn.Module):
    """No gradient anywhere, and no reading ever changes."""

    def forward(self, points):
        return torch.tensor([1.0, 0.0]).expand(len(points), 2) + 0 * points[:, :1]


def test_without_gradients_nothing_is_claimed():
    flat = Classifier.from_module(Flat(), input_shape=(D,), name="flat")
    pair = compare(plane(0.1), flat).pairs[0]
    assert pair.verdict is pair.attack_verdict is Verdict.NOT_COMPARABLE
    assert pair.clever.left_out == pair.attack.left_out == 5
    result = compare(flat, plane(0.1))
    assert Finding.ZERO_GRADIENTS in result.findings
    assert np.isnan(result.scores[0].mean)
    assert np.isinf(result.scores[0].attack_distances).all()


class Guarded(nn.Module):
    """`plane(0.1)`, but nothing gets the digit whose second value is above 0.9."""

    def forward(self, points):
        margin = torch.where(points[:, 1] > 0.9, 5.0 + 0 * points[:, 0], points[:, 0] - 0.4)
        return torch.stack([margin, 0 * margin], dim=1)


def test_an_attack_that_fails_on_one_side_is_left_out_of_the_mean_and_counts_as_improved():
    images = on_a_level()
    images[2, 1] = 1.0
    guarded = Classifier.from_module(Guarded(), input_shape=(D,), name="guarded")
    result = compare(plane(0.1), guarded, images=images, attack_steps=5)
    distances = result.scores[1].attack_distances
    change = result.pairs[0].attack
    assert np.isinf(distances[2])
    assert change.outcomes[2] == 1
    assert change.left_out == 1
    assert np.isnan(change.differences[2])
    assert np.isfinite(distances[[0, 1, 3, 4]]).all()
    assert change.difference == pytest.approx(0, abs=5e-3)


def test_more_than_two_sides_each_stand_beside_the_first():
    result = compare(plane(0.1), plane(0.2), plane(0.05))
    assert [(pair.before, pair.after) for pair in result.pairs] == [(0, 1), (0, 2)]
    assert [pair.verdict for pair in result.pairs] == [Verdict.MORE_ROBUST, Verdict.LESS_ROBUST]


def test_different_digits_are_compared_by_their_means():
    sides = [Side(model="plane", data="one"), Side(model="plane", data="two")]
    digits = [Digits(images=on_a_level(6)), Digits(images=on_a_level(4, first=0.55))]
    networks = [plane(0.1), plane(0.1)]
    result = run(unpaired_steps(sides, networks, digits, settings=QUICK))
    assert not result.paired
    pair = result.pairs[0]
    for change in (pair.clever, pair.attack):
        assert change.verdict is Verdict.MORE_ROBUST
        assert change.difference == pytest.approx(0.05, rel=1e-2)
        assert change.ratio == pytest.approx(1.5, rel=5e-3)
        assert len(change.outcomes) == 0


def test_accuracy_is_measured_on_the_set_passed():
    images = on_a_level(10)
    images[:4, 0] = 0.35
    chosen = Digits(images=images, labels=[0] * 10)
    result = compare(plane(0.1), plane(0.2), accuracy_set=chosen, attack=False)
    assert result.accuracy.shares == pytest.approx((0.6, 1.0))
    assert result.accuracy.sizes == (10, 10)
    assert result.accuracy.differences == pytest.approx((0.4,))


def test_progress_rises_to_its_total_and_names_every_stage():
    sides = [Side(model="plane")] * 2
    chosen = Digits(images=on_a_level(10), labels=[0] * 10)
    steps = comparison_steps(
        sides, [plane(0.1), plane(0.2)], on_a_level(), settings=QUICK, accuracy_set=chosen
    )
    seen = list(steps)
    done = [stage.done for stage in seen]
    assert done == sorted(done)
    assert done[-1] == seen[-1].total
    assert [*dict.fromkeys(stage.stage for stage in seen)] == ["clever", "attack", "accuracy"]
    for name, last in (("clever", 4), ("attack", 4), ("accuracy", 9)):
        at = [stage.value for stage in seen if stage.stage == name]
        assert {side for side, _ in at} == {0, 1}
        assert max(digit for _, digit in at) == last


def test_bad_arguments_are_one_sentence():
    with pytest.raises(CleverError, match="at least two sides"):
        compare(plane(0.1))
    with pytest.raises(CleverError, match="a network for each"):
        run(comparison_steps([Side(model="a")] * 2, [plane(0.1)], on_a_level()))
    with pytest.raises(CleverError, match="at least one digit"):
        compare(plane(0.1), plane(0.2), images=on_a_level()[:0])
    with pytest.raises(CleverError, match="a label for each of 5 digits"):
        compare(plane(0.1), plane(0.2), labels=[1])
    with pytest.raises(CleverError, match="defense out of"):
        side_classifier(Side(model="cnn-7", defense="magic"))
    with pytest.raises(CleverError, match="at least 1 step"):
        compare(plane(0.1), plane(0.2), attack_steps=0)


def test_training_on_attacks_makes_the_shipped_network_more_robust():
    sides = [Side(model="cnn-7"), Side(model="cnn-7-robust")]
    images = load_handwriting().images[3, :6]
    steps = comparison_steps(
        sides, [side_classifier(side) for side in sides], images, range(6), attack_steps=20
    )
    pair = run(steps).pairs[0]
    assert pair.verdict is Verdict.MORE_ROBUST
    assert pair.agrees
    assert pair.clever.interval[0] > 0
    assert pair.clever.ratio > 1.3


def test_an_attack_on_a_defended_side_fools_the_defended_network():
    side = Side(model="cnn-7", defense="squeeze")
    behind = side_classifier(side)
    images = torch.tensor(load_handwriting().images[3, :2])
    found = smallest_attack(behind, images, norm="l2", steps=20)
    read = behind.logits(found.adversarials).argmax(dim=1)
    assert bool((read != behind.logits(images).argmax(dim=1))[np.isfinite(found.distances)].all())
    result = run(
        comparison_steps(
            [Side(model="cnn-7"), side], [side_classifier(Side(model="cnn-7")), behind], images,
            attack_steps=20,
        )
    )  # fmt: skip
    np.testing.assert_array_equal(result.scores[1].attack_distances, found.distances)
    assert Finding.STRAIGHT_THROUGH in result.findings
