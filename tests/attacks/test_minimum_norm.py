import warnings

import numpy as np
import pytest
import torch
from torch import nn

from clever_engine import Classifier, Norm, load_classifier
from clever_engine.attacks import minimum_norm_attack, smallest_attack
from clever_engine.errors import InputError, ModelError
from clever_engine.handwriting.sets import load_handwriting
from clever_engine.norms import vector_norms
from tests.conftest import linear_classifier, small_relu_network

WAYS = [
    ("fmn", Norm.L1),
    ("sparse", Norm.L1),
    ("fmn", Norm.L2),
    ("fmn", Norm.LINF),
    ("ddn", Norm.L2),
]


def points(n=6, d=20, seed=1):
    return torch.rand(n, d, generator=torch.Generator().manual_seed(seed)) * 0.6 + 0.2


def closed_form(classifier, images, norm, targets=None, mask=None):
    """Distances to the nearest boundary of a linear network, or to the targets' regions."""
    weight = classifier.module.weight.detach().double()
    weight = weight if mask is None else weight * mask
    logits = classifier.logits(images).double()
    labels = logits.argmax(dim=1)
    margins = logits.gather(1, labels[:, None]) - logits
    slopes = vector_norms((weight[labels][:, None] - weight).flatten(0, 1), norm.dual)
    distances = (margins / slopes.view_as(margins)).scatter(1, labels[:, None], torch.inf)
    if targets is None:
        return distances.min(dim=1).values.numpy()
    return distances.gather(1, torch.as_tensor(targets)[:, None])[:, 0].numpy()


def digits(n=10):
    return torch.tensor(load_handwriting().images[0, :n])


@pytest.mark.parametrize("norm", Norm)
def test_untargeted_distances_on_a_linear_network_are_the_closed_form(norm):
    classifier, images = linear_classifier(), points()
    attack = smallest_attack(classifier, images, norm=norm, steps=100, clip=False)
    expected = closed_form(classifier, images, norm)
    np.testing.assert_allclose(attack.distances, expected, rtol=0.01)
    assert (attack.distances >= expected * (1 - 1e-4)).all()


@pytest.mark.parametrize(("method", "norm"), WAYS)
@pytest.mark.parametrize("targeted", [False, True])
@pytest.mark.parametrize("seed", [None, 3])
def test_distances_between_two_classes_are_the_closed_form(method, norm, targeted, seed):
    classifier, images = linear_classifier(classes=2), points()
    others = 1 - classifier.logits(images).argmax(dim=1)
    attack = minimum_norm_attack(
        classifier,
        images,
        norm=norm,
        method=method,
        targets=others if targeted else None,
        steps=100,
        clip=False,
        seed=seed,
    )
    np.testing.assert_array_equal(attack.labels, others.numpy())
    np.testing.assert_allclose(attack.distances, closed_form(classifier, images, norm), rtol=0.01)


@pytest.mark.parametrize("norm", Norm)
def test_a_targeted_attack_reaches_its_class_and_needs_no_less_than_the_boundary(norm):
    classifier, images = linear_classifier(), points()
    targets = (classifier.logits(images).argmax(dim=1) + 1) % 4
    attack = smallest_attack(classifier, images, norm=norm, targets=targets, steps=100, clip=False)
    np.testing.assert_array_equal(attack.labels, targets.numpy())
    bounds = closed_form(classifier, images, norm, targets)
    assert (attack.distances >= bounds * (1 - 1e-4)).all()
    assert np.median(attack.distances / bounds) < 2


@pytest.mark.parametrize("norm", Norm)
def test_under_a_mask_only_its_values_change_and_the_closed_form_holds(norm):
    classifier, images = linear_classifier(classes=2), points()
    mask = torch.arange(20) % 3 > 0
    attack = minimum_norm_attack(classifier, images, norm=norm, masks=mask, steps=100, clip=False)
    assert torch.equal(attack.adversarials[:, ~mask], images[:, ~mask])
    np.testing.assert_allclose(
        attack.distances, closed_form(classifier, images, norm, mask=mask), rtol=0.01
    )
    each = mask.expand_as(images).numpy()
    again = minimum_norm_attack(classifier, images, norm=norm, masks=each, steps=100, clip=False)
    np.testing.assert_array_equal(again.distances, attack.distances)


@pytest.mark.parametrize("norm", Norm)
def test_clipping_keeps_to_the_bounds_at_a_greater_distance(norm):
    classifier, images = linear_classifier(), points().round()  # on the bounds, as a digit's ink
    free = minimum_norm_attack(classifier, images, norm=norm, clip=False)
    kept = minimum_norm_attack(classifier, images, norm=norm, clip=True)
    assert float((free.adversarials - 0.5).abs().max()) > 0.5
    assert 0 <= float(kept.adversarials.min()) <= float(kept.adversarials.max()) <= 1
    assert (kept.distances >= free.distances * (1 - 1e-3)).all()
    assert np.isfinite(kept.distances).all()


@pytest.mark.parametrize(("method", "norm"), WAYS)
def test_clipped_distances_are_those_of_a_greedy_fill(method, norm):
    """Two classes and values near the bounds: the optimum, found on a grid of multipliers."""
    classifier = linear_classifier(classes=2, dtype=torch.float64)
    images = points(n=3, seed=5).double().round(decimals=1)
    attack = minimum_norm_attack(classifier, images, norm=norm, method=method, clip=True)
    weight = (classifier.module.weight[0] - classifier.module.weight[1]).detach()
    for image, distance in zip(images, attack.distances, strict=True):
        margin = float(classifier.logits(image[None])[0] @ torch.tensor([1.0, -1.0]).double())
        down = -weight * np.sign(margin)
        room = torch.where(down > 0, 1 - image, image)
        expected = _clipped_optimum(down.abs().numpy(), room.numpy(), abs(margin), norm)
        assert distance == pytest.approx(expected, rel=0.02)


def _clipped_optimum(gains, room, margin, norm):
    if norm is Norm.L1:
        order = np.argsort(-gains)
        gained = np.cumsum((gains * room)[order])
        return float(np.interp(margin, [0, *gained], [0, *np.cumsum(room[order])]))
    shape = gains if norm is Norm.L2 else np.ones_like(gains)
    low, high = 0.0, 1e4
    for _ in range(100):
        middle = (low + high) / 2
        reached = gains @ np.minimum(middle * shape, room) >= margin
        low, high = (low, middle) if reached else (middle, high)
    return float(np.linalg.norm(np.minimum(high * shape, room), ord=norm.order))


@pytest.mark.parametrize("norm", Norm)
@pytest.mark.parametrize("clip", [True, False])
def test_distances_are_of_the_adversarials_and_these_are_misread(norm, clip):
    classifier = load_classifier("mlp-1024")
    images = digits()
    attack = smallest_attack(classifier, images, norm=norm, steps=40, clip=clip)
    changes = attack.adversarials.double() - images.double()
    np.testing.assert_allclose(attack.distances, vector_norms(changes, norm).numpy())
    read = torch.cat([classifier.forward(image[None]) for image in attack.adversarials])
    np.testing.assert_array_equal(attack.labels, read.argmax(dim=1).numpy())
    assert (read.argmax(dim=1) != classifier.logits(images).argmax(dim=1)).all()


def test_both_methods_agree_on_a_shipped_network():
    classifier = load_classifier("mlp-1024")
    fmn, ddn = (
        minimum_norm_attack(classifier, digits(), method=method, steps=100, clip=False).distances
        for method in ("fmn", "ddn")
    )
    assert np.median(np.abs(np.log(fmn / ddn))) < 0.01
    assert (np.abs(np.log(fmn / ddn)) < np.log(1.1)).mean() >= 0.8


@pytest.mark.parametrize("norm", Norm)
def test_the_smallest_attack_is_no_farther_than_any_one_method(norm):
    """But for what a method gains by the steps that a quick search leaves out in L1 and L2."""
    classifier = small_relu_network(d=8, hidden=40, classes=6)
    images = torch.full((5, 8), 0.2) + 0.5 * points(5, 8)
    smallest = smallest_attack(classifier, images, norm=norm, steps=50)
    slack = 1e-6 if norm is Norm.LINF else 1e-3
    for method, _ in (way for way in WAYS if way[1] is norm):
        one = minimum_norm_attack(classifier, images, norm=norm, method=method, steps=50)
        assert (smallest.distances <= one.distances * (1 + slack)).all()


def test_the_seed_alone_decides():
    classifier, images = load_classifier("mlp-1024"), digits(3)
    first, again, other = (
        minimum_norm_attack(classifier, images, steps=20, seed=seed) for seed in (1, 1, 2)
    )
    assert torch.equal(first.adversarials, again.adversarials)
    assert not torch.equal(first.adversarials, other.adversarials)


def test_the_network_and_the_images_stay_as_they_are():
    module = nn.Sequential(nn.Linear(20, 8), nn.Dropout(), nn.ReLU(), nn.Linear(8, 3)).train()
    classifier = Classifier.from_module(module, input_shape=(20,))
    images = points()
    before = images.clone()
    smallest_attack(classifier, images, norm="l1", steps=5)
    assert module.training
    assert all(part.training for part in module)
    assert all(parameter.grad is None for parameter in module.parameters())
    assert torch.equal(images, before)


class Steps(nn.Module):
    """A network without slopes: it counts in whole numbers, and its graph may be cut."""

    def __init__(self, cut):
        super().__init__()
        self.cut = cut

    def forward(self, x):
        total = (x * 0).sum(dim=1, keepdim=True)
        total = total.detach() if self.cut else total
        return torch.cat([total + 1, total, total], dim=1)


@pytest.mark.parametrize(("method", "norm"), WAYS)
@pytest.mark.parametrize("cut", [True, False])
def test_without_slopes_nothing_is_found_and_nothing_breaks(method, norm, cut):
    classifier, images = Classifier.from_module(Steps(cut), input_shape=(20,)), points()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for seed in (None, 0):
            attack = minimum_norm_attack(
                classifier, images, norm=norm, method=method, steps=10, seed=seed
            )
            assert np.isinf(attack.distances).all()
            assert torch.equal(attack.adversarials, images)
            assert (attack.labels == 0).all()
    assert np.isinf(smallest_attack(classifier, images, norm=norm, steps=3).distances).all()


def test_a_mask_that_forbids_all_finds_nothing():
    attack = smallest_attack(
        linear_classifier(), points(), norm="l2", masks=torch.zeros(20, dtype=torch.bool), steps=5
    )
    assert np.isinf(attack.distances).all()


def test_float64_networks_and_empty_batches():
    classifier = linear_classifier(dtype=torch.float64)
    attack = minimum_norm_attack(classifier, points().double(), clip=False)
    assert attack.adversarials.dtype == torch.float64
    empty = smallest_attack(classifier, points(0), norm="l1", steps=2)
    assert empty.distances.shape == empty.labels.shape == (0,)


def test_a_saturated_network_is_no_reason_to_overflow():
    linear = nn.Linear(20, 3)
    nn.init.normal_(linear.weight, std=20.0, generator=torch.Generator().manual_seed(0))
    classifier = Classifier.from_module(nn.Sequential(linear, nn.Tanh()), input_shape=(20,))
    for norm in Norm:
        attack = smallest_attack(classifier, points(), norm=norm, steps=50, clip=False)
        assert torch.isfinite(attack.adversarials).all()


class Broken(nn.Module):
    def forward(self, x):
        root = (x - x).sum(dim=1, keepdim=True).sqrt()  # its slope at 0 is infinite
        return torch.cat([root + 1, root, -root], dim=1)


def test_gradients_that_are_not_finite_are_an_error():
    classifier = Classifier.from_module(Broken(), input_shape=(20,))
    with pytest.raises(ModelError, match="finite gradients"):
        minimum_norm_attack(classifier, points())


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"norm": "l3"}, "Expected a norm out of"),
        ({"method": "pgd"}, "Expected a method out of 'fmn', 'ddn', 'sparse'; got 'pgd'"),
        ({"method": "ddn", "norm": "l1"}, "Expected norm 'l2' for method 'ddn'; got 'l1'"),
        ({"steps": 0}, "Expected at least 1 step; got 0"),
        ({"targets": [1, 2]}, r"Expected 6 targets, one an image; got shape \(2,\)"),
        ({"targets": [4] * 6}, "Expected classes from 0 to 3 as targets; got 4"),
        ({"targets": [-1] * 6}, "got -1"),
        ({"targets": [0.5] * 6}, "Expected class numbers as targets"),
        ({"masks": torch.ones(20)}, "Expected masks of true and false"),
        ({"masks": torch.ones(19, dtype=torch.bool)}, "Expected masks of shape"),
    ],
)
def test_wrong_requests_say_what_was_expected(wrong, message):
    with pytest.raises(InputError, match=message):
        minimum_norm_attack(linear_classifier(), points(), **wrong)


def test_a_target_already_read_and_a_value_out_of_bounds_are_errors():
    classifier, images = linear_classifier(), points()
    labels = classifier.logits(images).argmax(dim=1)
    with pytest.raises(InputError, match="other than the class already read"):
        minimum_norm_attack(classifier, images, targets=labels)
    with pytest.raises(InputError, match="pixel values"):
        minimum_norm_attack(classifier, images + 2)
