"""Tiny networks whose distance to a misreading is known by going through every piece."""

import itertools

import numpy as np
import pytest
import torch
from torch import nn

from clever_engine import Classifier, Norm
from clever_engine.certificates import certified_radius


def of_weights(*pairs, activation=nn.ReLU):
    """A network of linear layers with the given weights and biases."""
    layers = []
    for weight, bias in pairs:
        layer = nn.Linear(len(weight[0]), len(weight))
        layer.weight.data = torch.tensor(weight, dtype=torch.float64)
        layer.bias.data = torch.tensor(bias, dtype=torch.float64)
        layers += [layer, activation()]
    module = nn.Sequential(*layers[:-1])
    return Classifier.from_module(module, input_shape=(len(pairs[0][0][0]),), bounds=(-9.0, 9.0))


@pytest.mark.parametrize("norm", Norm)
def test_by_hand_where_nothing_bends_on_the_way(norm):
    """f0 - f1 = relu(x) - 1 is zero at x = 1; from x = 3 the kink at 0 is never met."""
    classifier = of_weights(([[1.0]], [0.0]), ([[1.0], [0.0]], [0.0, 1.0]))
    certificate = certified_radius(classifier, torch.tensor([3.0]), norm=norm)
    assert certificate.radius == pytest.approx(2.0, rel=1e-6)
    assert certificate.radius <= 2.0
    assert (certificate.label, certificate.target) == (0, 1)


def test_by_hand_where_a_kink_lies_on_the_way():
    """f0 - f1 = 3 - relu(x) from x = -1 is zero at x = 3, at distance 4.

    In a ball of radius r the line above relu goes from (-1 - r, 0) to (r - 1, r - 1), so the
    greatest value is r - 1 and the bound is exact.
    """
    classifier = of_weights(([[1.0]], [0.0]), ([[0.0], [1.0]], [3.0, 0.0]))
    certificate = certified_radius(classifier, torch.tensor([-1.0]), tolerance=0.001)
    assert certificate.radius == pytest.approx(4.0, rel=0.001)
    assert certificate.radius <= 4.0


def test_by_hand_where_the_method_loses():
    """f0 - f1 = 1 + relu(x) - relu(x - 1) / 2 - relu(-x) from 0 is zero at x = -1.

    In a ball of radius r from 1 on, the lines used are: below relu(x) 0 or x (equal areas: 0),
    above relu(x - 1) (x + r)(r - 1) / 2r, above relu(-x) (r - x) / 2. Up to r = 1 the second is 0
    and the bound is 1 - r / 2 + x / 2, least 1 - r: exact. But 1 + relu(x) - relu(x)
    from two units is bounded by 1 - (x + r) / 2, least 1 - r: radius 1, although
    no change at all turns it.
    """
    exact = of_weights(
        ([[1.0], [1.0], [-1.0]], [0.0, -1.0, 0.0]),
        ([[0.0, 0.0, 0.0], [-1.0, 0.5, 1.0]], [1.0, 0.0]),
    )
    radius = certified_radius(exact, torch.tensor([0.0]), tolerance=0.001).radius
    assert radius == pytest.approx(1.0, rel=0.001)
    assert radius <= 1.0
    lost = of_weights(([[1.0], [1.0]], [0.0, 0.0]), ([[1.0, 0.0], [0.0, 1.0]], [1.0, 0.0]))
    radius = certified_radius(lost, torch.tensor([0.0]), tolerance=0.001).radius
    assert radius == pytest.approx(1.0, rel=0.001)


def random_network(seed, bias=0.5):
    rng = np.random.default_rng(seed)
    first = rng.normal(size=(6, 2)), rng.normal(size=6) * bias
    second = rng.normal(size=(3, 6)), rng.normal(size=3)
    return first, second, rng.uniform(-1, 1, size=2)


def exact_distances(first, second, image):
    """Distances to the nearest point read otherwise, by norm: the least over all linear pieces."""
    (a, b), (c, d) = first, second
    logits = c @ np.maximum(a @ image + b, 0) + d
    label = int(logits.argmax())
    found = dict.fromkeys(Norm, np.inf)
    for pattern in itertools.product([0.0, 1.0], repeat=len(b)):
        on = np.array(pattern)
        weight, bias = c @ (on[:, None] * a), c @ (on * b) + d
        signs = 2 * on - 1
        for k in set(range(len(d))) - {label}:
            segment = clipped_line(weight[label] - weight[k], bias[label] - bias[k],
                                   signs[:, None] * a, signs * b)  # fmt: skip
            if segment is not None:
                for norm in Norm:
                    found[norm] = min(found[norm], from_segment(image, *segment, norm))
    return label, found


def clipped_line(normal, offset, half_planes, offsets):
    """The line `normal @ x + offset = 0` within all `half_planes @ x + offsets >= 0`."""
    if np.linalg.norm(normal) < 1e-12:
        return None
    start = -offset * normal / (normal @ normal)
    along = np.array([-normal[1], normal[0]]) / np.linalg.norm(normal)
    low, high = -1e6, 1e6
    for value, slope in zip(half_planes @ start + offsets, half_planes @ along, strict=True):
        if abs(slope) < 1e-12:
            if value < 0:
                return None
        elif slope > 0:
            low = max(low, -value / slope)
        else:
            high = min(high, -value / slope)
    return (start, along, low, high) if low <= high else None


def from_segment(image, start, along, low, high, norm):
    """The distance of a point to a segment: at an end, or where the norm's shape has a corner."""
    gap = start - image
    places = [low, high, -gap @ along]
    for normal in ([1, 0], [0, 1], [1, 1], [1, -1]):
        if abs(np.dot(normal, along)) > 1e-12:
            places.append(-np.dot(normal, gap) / np.dot(normal, along))
    inside = [np.clip(t, low, high) for t in places]
    return min(np.linalg.norm(gap + t * along, ord=norm.order) for t in inside)


@pytest.mark.parametrize("norm", Norm)
def test_never_above_the_exact_distance_and_seldom_far_below(norm):
    ratios = []
    for seed in range(15):
        first, second, image = random_network(seed)
        label, exact = exact_distances(first, second, image)
        classifier = of_weights(*[(w.tolist(), b.tolist()) for w, b in (first, second)])
        certificate = certified_radius(classifier, torch.tensor(image), norm=norm)
        assert certificate.label == label
        if np.isfinite(exact[norm]):
            assert certificate.radius <= exact[norm] * (1 + 1e-9)
            ratios.append(certificate.radius / exact[norm])
    assert len(ratios) > 8
    assert np.median(ratios) > 0.6


@pytest.mark.parametrize("norm", Norm)
def test_exact_where_every_relu_is_stable(norm):
    compared = 0
    for seed in range(25):
        first, second, image = random_network(seed, bias=20.0)
        _, exact = exact_distances(first, second, image)
        weight, bias = first
        reach = np.abs(weight @ image + bias) / np.linalg.norm(weight, ord=norm.dual.order, axis=1)
        if reach.min() > 1.05 * exact[norm]:
            classifier = of_weights(*[(w.tolist(), b.tolist()) for w, b in (first, second)])
            certificate = certified_radius(classifier, torch.tensor(image), norm=norm)
            assert certificate.radius == pytest.approx(exact[norm], rel=1e-6)
            compared += 1
    assert compared >= 2
