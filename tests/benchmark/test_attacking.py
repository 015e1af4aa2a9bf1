"""Attack distances: known on linear networks, honest where a network hides its gradient."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from clever_engine import Classifier, Norm, clever_score
from clever_engine.attacks import attackable
from clever_engine.benchmark.measuring import attack_distances
from clever_engine.zoo.layers import Quantise
from tests.benchmark.small import SIZE, build, problem
from tests.conftest import closed_form_distance, linear_classifier


def quantised(levels: int = 64) -> Classifier:
    module = nn.Sequential(Quantise(levels), *build(0).module)
    return Classifier.from_module(module, input_shape=SIZE, name="quantised")


def distances(classifier, images, truth, norm=Norm.L2):
    return attack_distances(
        classifier, torch.as_tensor(images), torch.as_tensor(truth), norm=norm, steps=60
    )


@pytest.mark.parametrize("norm", [Norm.L2, Norm.LINF])
def test_distances_on_a_linear_network_are_the_closed_form(norm):
    classifier = linear_classifier()
    classifier = replace(classifier, bounds=(-9.0, 9.0))  # wide enough not to stand in the way
    images = torch.rand(5, 20, generator=torch.Generator().manual_seed(1))
    labels = classifier.logits(images).argmax(dim=1)
    expected = [closed_form_distance(classifier, image, norm.dual.order) for image in images]
    found, resisted = distances(classifier, images, labels, norm)
    np.testing.assert_allclose(found, expected, rtol=0.02)
    assert resisted == 0


def test_a_digit_misread_as_it_is_has_distance_zero():
    known = problem(7)
    found, resisted = distances(build(0), known.images, known.truth)
    assert found[0] == 0
    assert (found[1:] > 0).all()
    assert resisted == 0
    labels = build(0).logits(known.images).argmax(dim=1).numpy()
    np.testing.assert_array_equal(distances(build(0), known.images, (labels + 1) % 3)[0], 0.0)


def test_other_networks_are_attacked_as_they_are():
    classifier = build(0)
    assert attackable(classifier) is classifier


def test_the_twin_reads_as_the_network_and_has_a_gradient():
    classifier, images = quantised(), torch.as_tensor(problem(10).images)
    twin = attackable(classifier)
    torch.testing.assert_close(twin.logits(images), classifier.logits(images))
    for network, slopes in ((classifier, False), (twin, True)):
        points = images.clone().requires_grad_()
        (gradient,) = torch.autograd.grad(network.forward(points)[:, 0].sum(), points)
        assert bool((gradient != 0).any()) == slopes


def test_the_twin_of_a_network_behind_a_transformation_stays_behind_it():
    classifier = quantised().behind(lambda points: 1 - points)
    images = torch.as_tensor(problem(10).images)
    twin = attackable(classifier)
    torch.testing.assert_close(twin.logits(images), classifier.logits(images))


def test_a_hidden_gradient_does_not_hide_the_boundary():
    """Quantised finely, the network is as easy to attack as without; CLEVER alone sees nothing."""
    plain, masked, known = build(0), quantised(), problem(20)
    labels = masked.logits(known.images).argmax(dim=1).numpy()
    same = labels == plain.logits(known.images).argmax(dim=1).numpy()
    assert same.sum() >= 15
    found, resisted = distances(masked, known.images, labels)
    expected, _ = distances(plain, known.images, labels)
    assert resisted == 0
    assert np.median(np.abs(found / expected - 1)[same & (expected > 0.1)]) < 0.15
    assert "zero-gradients" in clever_score(masked, known.images[0]).findings


class Steps(nn.Module):
    """Reads whether the first pixel is above one half, without any gradient."""

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        above = (images.flatten(1)[:, 0] > 0.5).to(images.dtype)
        return torch.stack([1 - above, above], dim=1)


def test_where_the_attack_finds_nothing_the_way_to_other_digits_serves():
    classifier = Classifier.from_module(Steps(), input_shape=(4,))
    images = torch.full((3, 4), 0.25)
    images[2, 0] = 0.75
    truth = torch.tensor([0, 0, 1])
    found, resisted = distances(classifier, images, truth)
    np.testing.assert_allclose(found, 0.25, atol=1e-3)
    assert resisted == 3


def test_a_network_that_reads_all_alike_has_the_diameter():
    classifier = Classifier.from_module(Steps(), input_shape=(4,))
    found, resisted = distances(classifier, torch.full((2, 4), 0.25), torch.tensor([0, 1]))
    np.testing.assert_array_equal(found, [2.0, 0.0])
    assert resisted == 1
