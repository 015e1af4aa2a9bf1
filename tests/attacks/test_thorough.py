"""The thorough portfolio: known answers, and never farther than the quick one it begins with."""

import numpy as np
import pytest
import torch

from clever_engine import Norm, load_classifier
from clever_engine.attacks import growing_attack, smallest_attack, smallest_attack_steps
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
