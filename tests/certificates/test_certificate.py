import dataclasses

import numpy as np
import pytest
import torch
from torch import nn

from clever_engine import Classifier, Norm, load_classifier
from clever_engine.attacks import smallest_attack
from clever_engine.certificates import Certificate, certificate_steps, certified_radius
from clever_engine.certificates.affine import Ball
from clever_engine.certificates.bounds import find_bounds
from clever_engine.certificates.reading import read_network
from clever_engine.errors import InputError, ModelError
from clever_engine.handwriting.sets import load_handwriting
from clever_engine.steps import relay, run
from tests.certificates.networks import SHAPE, image, network


def of(*layers, shape=SHAPE):
    return Classifier.from_module(nn.Sequential(*layers), input_shape=shape)


@pytest.mark.parametrize(
    ("layer", "named"),
    [
        (nn.BatchNorm2d(2), "BatchNorm2d"),
        (nn.GELU(), "GELU"),
        (nn.Conv2d(2, 2, 3, groups=2), "groups=2"),
        (nn.Conv2d(2, 2, 3, dilation=2), "dilation=(2, 2)"),
        (nn.Conv2d(2, 2, 3, padding="same"), "padding=same"),
        (nn.Conv2d(2, 2, 3, padding=1, padding_mode="reflect"), "padding_mode=reflect"),
        (nn.MaxPool2d(3, stride=2), "MaxPool2d"),
        (nn.MaxPool2d(3, ceil_mode=True), "MaxPool2d"),
        (nn.AvgPool2d(2, padding=1), "AvgPool2d"),
        (nn.AvgPool2d(2, divisor_override=3), "AvgPool2d"),
        (nn.Linear(8, 8), "Linear"),
        (nn.Flatten(2), "Flatten"),
    ],
)
def test_a_layer_without_bounds_is_named(layer, named):
    classifier = of(layer, nn.Flatten(), nn.LazyLinear(3))
    with pytest.raises(ModelError, match="Expected layers out of") as problem:
        certified_radius(classifier, image(0, torch.float32))
    assert named in str(problem.value)
    assert "\n" not in str(problem.value)


def test_a_module_of_its_own_kind_is_named():
    class Own(nn.Module):
        def forward(self, x):
            return x.flatten(1)[:, :3]

    with pytest.raises(ModelError, match="Own"):
        certified_radius(Classifier.from_module(Own(), input_shape=SHAPE), image(0, torch.float32))


def test_a_transformation_or_odd_inputs_are_refused():
    classifier = of(nn.Flatten(), nn.Linear(128, 3))
    with pytest.raises(ModelError, match="without a transformation"):
        certified_radius(classifier.behind(torch.round), image(0, torch.float32))
    flat = of(nn.Flatten(), nn.Linear(6, 3), shape=(2, 3))
    with pytest.raises(ModelError, match="to certify; got \\(2, 3\\)"):
        certified_radius(flat, torch.zeros(2, 3))


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"norm": "l9"}, "Expected a norm"),
        ({"targets": 12}, "Expected a class from 0 to 3"),
        ({"targets": "LABEL"}, "other than the one already read"),
        ({"targets": []}, "Expected a class number or several"),
        ({"targets": "nine"}, "Expected a class number or several"),
        ({"targets": [1.5]}, "Expected a target out of"),
        ({"tolerance": 0.0}, "Expected a tolerance"),
        ({"tolerance": float("nan")}, "Expected a tolerance"),
    ],
)
def test_what_makes_no_sense_is_refused(options, text):
    classifier, x = network("perceptron", 0), image(0)
    label = int(classifier.logits(x[None]).argmax())
    options = {k: label if value == "LABEL" else value for k, value in options.items()}
    with pytest.raises(InputError, match=text):
        certified_radius(classifier, x, **options)


def test_a_tie_is_certified_for_nothing():
    classifier = of(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 2), shape=(2,))
    last = classifier.module[2]
    with torch.no_grad():
        last.weight[1] = last.weight[0]
        last.bias[1] = last.bias[0]
    certificate = certified_radius(classifier, torch.tensor([0.3, 0.6]))
    assert (certificate.label, certificate.target, certificate.radius) == (0, 1, 0.0)


def test_a_network_that_never_changes_its_mind_has_a_finite_radius():
    """No radius is the largest, so the search ends far beyond all pictures."""
    for layers in ([nn.Linear(3, 2)], [nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)]):
        classifier = of(*layers, shape=(3,))
        with torch.no_grad():
            layers[-1].weight.zero_()
            layers[-1].bias.copy_(torch.tensor([0.0, 1.0]))
        radius = certified_radius(classifier, torch.full((3,), 0.5)).radius
        assert radius == pytest.approx(10 * 3**0.5)


def test_steps_report_progress_and_return_the_certificate():
    classifier, x = network("max-pools", 3), image(3)
    seen = []
    result = run(relay(certificate_steps(classifier, x, norm="linf"), seen.append))
    assert result == certified_radius(classifier, x, norm="linf")
    assert len(seen) > 3
    done, values = [p.done for p in seen], [p.value for p in seen]
    assert done == sorted(done)
    assert all(0 <= p.done <= p.total for p in seen)
    assert values == sorted(values)
    assert values[-1] <= result.radius


def test_a_certificate_holds_plain_values_and_stays_as_it_is():
    certificate = certified_radius(network("perceptron", 0), image(0))
    assert all(
        type(value) is float for value in (certificate.radius, *certificate.per_target.values())
    )
    assert certificate.norm is Norm.L2
    with pytest.raises(dataclasses.FrozenInstanceError):
        certificate.radius = 1.0


def test_the_network_and_the_image_stay_as_they_are():
    classifier, x = network("pool-before-relu", 0), image(0)
    module = classifier.module.train()
    before = x.clone(), {k: v.clone() for k, v in module.state_dict().items()}
    certified_radius(classifier, x)
    assert all(part.training for part in module.modules())
    assert torch.equal(x, before[0])
    assert all(torch.equal(v, before[1][k]) for k, v in module.state_dict().items())
    assert all(p.grad is None for p in module.parameters())


def test_numpy_and_torch_images_give_the_same():
    classifier, x = network("perceptron", 0), image(0)
    assert certified_radius(classifier, x.numpy()) == certified_radius(classifier, x)


def test_a_finer_tolerance_gives_no_less():
    classifier, x = network("max-pools", 5), image(5)
    coarse, fine = (certified_radius(classifier, x, tolerance=t).radius for t in (0.2, 0.005))
    assert coarse <= fine * 1.005
    assert fine <= coarse * 1.25


@pytest.mark.parametrize("norm", Norm)
@pytest.mark.parametrize("kind", ["perceptron", "max-pools", "smooth"])
def test_no_more_than_the_tolerance_is_left_to_be_verified(kind, norm):
    classifier, x = network(kind, 6), image(6)
    certificate = certified_radius(classifier, x, norm=norm, tolerance=0.02)
    others = [k for k in range(4) if k != certificate.label]
    for share, holds in ((0.999, True), (1.03, False)):
        ball = Ball(image=x, norm=norm, radius=share * certificate.radius)
        bounds = run(find_bounds(read_network(classifier), ball))
        lows = bounds.margins(certificate.label, others).at(ball.radius)
        assert bool((lows > 0).all()) == holds


@pytest.mark.parametrize("norm", Norm)
def test_a_shipped_perceptron(norm):
    classifier, x = load_classifier("mlp-1024"), load_handwriting().images[3, 4]
    certificate = certified_radius(classifier, x, norm=norm, tolerance=0.1)
    attack = smallest_attack(classifier, x[None], norm=norm, clip=False, steps=50)
    assert isinstance(certificate, Certificate)
    assert certificate.label == 4
    assert 0.2 * attack.distances[0] < certificate.radius <= attack.distances[0]


def test_a_shipped_convolutional_network():
    """Margins in one small ball: proved positive, and no sampled one is below the proof."""
    classifier, x = load_classifier("cnn-7"), torch.tensor(load_handwriting().images[3, 4])
    ball = Ball(image=x.double(), norm=Norm.L2, radius=0.02)
    bounds = run(find_bounds(read_network(classifier), ball))
    others = [k for k in range(10) if k != 4]
    proved = bounds.margins(4, others).at(0.02).numpy()
    assert (proved > 0).all()
    noise = torch.randn(64, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    noise *= 0.02 / torch.linalg.vector_norm(noise.flatten(1), dim=1).view(-1, 1, 1, 1)
    with torch.no_grad():
        logits = classifier.forward(x + noise).double()
    assert (np.asarray(logits[:, 4, None] - logits[:, others]) >= proved - 1e-4).all()
