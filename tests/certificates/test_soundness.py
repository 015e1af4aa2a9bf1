"""No change within the certified radius is misread, whoever looks for it."""

import pytest
import torch

from clever_engine import Norm
from clever_engine.attacks import smallest_attack
from clever_engine.certificates import certified_radius
from tests.certificates.networks import BUILDERS, image, network, points_in_ball, steepest


def margins(classifier, points, label):
    logits = classifier.forward(points)
    others = [k for k in range(logits.shape[1]) if k != label]
    return (logits[:, label, None] - logits[:, others]).amin(1)


def walked(classifier, x, label, norm, radius, steps=30):
    """Points of the ball to which steps down each margin's gradient lead."""
    others = [k for k in range(4) if k != label]
    offsets = torch.zeros(len(others), *x.shape, dtype=x.dtype)
    met = []
    for number in range(steps):
        points = (x + offsets).requires_grad_()
        logits = classifier.forward(points)
        total = sum(logits[row, label] - logits[row, k] for row, k in enumerate(others))
        (gradients,) = torch.autograd.grad(total, points)
        share = 2 / (number + 2)  # Frank and Wolfe's steps stay in the ball
        offsets = (1 - share) * offsets - share * radius * steepest(gradients, norm)
        met.append(x + offsets)
    return torch.cat(met).detach()


@pytest.mark.parametrize("norm", Norm)
@pytest.mark.parametrize("kind", BUILDERS)
def test_nothing_within_the_radius_is_misread(kind, norm):
    radii = []
    for seed in range(2):
        classifier, x = network(kind, seed), image(seed)
        certificate = certified_radius(classifier, x, norm=norm)
        label, radius = certificate.label, certificate.radius
        assert label == int(classifier.logits(x[None]).argmax())
        points = x + radius * points_in_ball(norm, 500, seed)
        with torch.no_grad():
            assert (margins(classifier, points, label) > -1e-12).all()
        points = walked(classifier, x, label, norm, radius)
        sizes = torch.linalg.vector_norm((points - x).flatten(1), norm.order, dim=1)
        assert (sizes <= radius * (1 + 1e-9)).all()
        assert (margins(classifier, points, label) > -1e-12).all()
        radii.append(radius)
    assert min(radii) > 0


@pytest.mark.parametrize("norm", Norm)
@pytest.mark.parametrize("kind", BUILDERS)
def test_no_attack_comes_nearer(kind, norm):
    classifier, x = network(kind, 10), image(10)
    certificate = certified_radius(classifier, x, norm=norm)
    attack = smallest_attack(classifier, x[None], norm=norm, clip=False, steps=60)
    assert certificate.radius <= attack.distances[0]
    assert certificate.radius > 0.02 * attack.distances[0]


@pytest.mark.parametrize("kind", ["perceptron", "max-pools"])
def test_each_target_has_a_radius_of_its_own(kind):
    classifier, x = network(kind, 0), image(0)
    every = certified_radius(classifier, x)
    assert every.radius == min(every.per_target.values()) == every.per_target[every.target]
    for target, radius in every.per_target.items():
        alone = certified_radius(classifier, x, targets=target)
        attack = smallest_attack(
            classifier, x[None], norm="l2", targets=[target], clip=False, steps=60
        )
        assert max(radius, alone.radius) <= attack.distances[0]
        assert alone.radius >= every.radius * 0.98  # the tolerance


def test_a_network_of_single_precision_is_certified_as_its_double():
    single, double = network("max-pools", 2, torch.float32), network("max-pools", 2)
    single.module.load_state_dict(
        {name: values.float() for name, values in double.module.state_dict().items()}
    )
    double.module.load_state_dict(
        {name: values.double() for name, values in single.module.state_dict().items()}
    )
    x = image(2, torch.float32)
    radii = [certified_radius(c, x.to(c.dtype)).radius for c in (single, double)]
    assert radii[0] == pytest.approx(radii[1], rel=1e-5)
