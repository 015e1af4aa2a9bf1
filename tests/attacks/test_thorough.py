"""The thorough portfolio: known answers, and never farther than the quick one it begins with."""

import numpy as np
import pytest
import torch
from torch import nn

from clever_engine import Classifier, Norm, load_classifier
from clever_engine.attacks import Method, growing_attack, smallest_attack, smallest_attack_steps
from clever_engine.attacks.descent import Manner
from clever_engine.attacks.task import Task
from clever_engine.errors import InputError
from clever_engine.handwriting.sets import load_handwriting
from clever_engine.steps import relay, run
from tests.attacks.test_minimum_norm import closed_form, points
from tests.conftest import linear_classifier


@pytest.mark.parametrize("norm", Norm)
def test_distances_on_a_linear_network_are_the_closed_form(norm):
    classifier, images = linear_classifier(), points(n=2)
    how = {"norm": norm, "effort": "thorough", "steps": 30, "clip": False}
    attack = smallest_attack(classifier, images, **how)
    expected = closed_form(classifier, images, norm)
    np.testing.assert_allclose(attack.distances, expected, rtol=0.005)
    assert (attack.distances >= expected * (1 - 1e-4)).all()


@pytest.mark.parametrize("norm", Norm)
def test_no_stage_is_farther_than_the_one_before(norm):
    classifier, images = load_classifier("mlp-1024"), torch.tensor(load_handwriting().images[0, :2])
    quick = smallest_attack(classifier, images, norm=norm, steps=4)
    grown = growing_attack(classifier, images, norm=norm, steps=4)
    np.testing.assert_array_equal(grown[0], quick.distances)
    assert (np.diff(grown, axis=0) <= 0).all()
    assert (grown[-1] < grown[0]).any()
    alone = smallest_attack(classifier, images[1:], norm=norm, steps=4, effort="thorough")
    assert alone.distances[0] == grown[-1, 1]
    read = classifier.logits(alone.adversarials).argmax(dim=1).numpy()
    np.testing.assert_array_equal(alone.labels, read)


def test_targets_and_masks_are_kept():
    classifier, images = linear_classifier(), points(n=2)
    targets = (classifier.logits(images).argmax(dim=1) + 1) % 4
    masks = torch.rand(2, 20, generator=torch.Generator().manual_seed(2)) < 0.7
    how = {"norm": "l2", "targets": targets, "masks": masks, "steps": 20, "clip": False}
    quick = smallest_attack(classifier, images, **how)
    thorough = smallest_attack(classifier, images, effort="thorough", **how)
    np.testing.assert_array_equal(thorough.labels, targets.numpy())
    assert torch.equal(thorough.adversarials[~masks], images[~masks])
    assert (thorough.distances <= quick.distances).all()


def flat_below(bend: float) -> Classifier:
    """A network on one value that is flat below `bend` and reads a 1 from 0.1 above it."""
    rising, reading = nn.Linear(1, 1), nn.Linear(1, 2)
    with torch.no_grad():
        rising.weight.fill_(1.0)
        rising.bias.fill_(-bend)
        reading.weight.copy_(torch.tensor([[0.0], [1.0]]))
        reading.bias.copy_(torch.tensor([0.1, 0.0]))
    module = nn.Sequential(rising, nn.ReLU(), reading)
    return Classifier.from_module(module, input_shape=(1,))


def test_a_smoothed_descent_sees_past_a_flat_spot():
    task = Task.of(
        flat_below(0.4),
        torch.tensor([[0.2], [0.2]]),
        norm=Norm.L2,
        targets=None,
        steps=100,
        clip=True,
        masks=None,
    )
    start = task.space.images
    manner = Manner.of([Method.FMN] * 2, [1.0] * 2, start, [0.0, 0.3])
    distances = run(task.attack_steps(manner, start)).distances
    assert distances[0] == np.inf
    assert distances[1] == pytest.approx(0.3, rel=0.01)


@pytest.mark.parametrize("norm", [Norm.L1, Norm.L2])
def test_so_does_a_quick_search_where_smoothing_helps(norm):
    attack = smallest_attack(flat_below(0.4), torch.tensor([[0.2]]), norm=norm)
    assert attack.distances[0] == pytest.approx(0.3, rel=0.01)


def test_progress_only_goes_on():
    seen = []
    steps = smallest_attack_steps(
        linear_classifier(), points(n=2), norm="linf", steps=10, effort="thorough"
    )
    run(relay(steps, seen.append))
    done = [step.done for step in seen]
    assert done == sorted(done)
    assert 0 < done[0] < done[-1] <= 2
    for earlier, later in zip(seen, seen[1:], strict=False):
        assert (later.value <= earlier.value).all()


def test_an_unknown_effort_says_which_there_are():
    with pytest.raises(InputError, match="effort out of 'quick', 'thorough'; got 'endless'"):
        smallest_attack(linear_classifier(), points(), norm="l2", effort="endless")
