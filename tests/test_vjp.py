"""Gradient norms by hand are autograd's, layer by layer; other networks are left to autograd."""

import copy

import pytest
import torch
from torch import nn

from clever_engine import Classifier, Norm, load_classifier
from clever_engine.errors import ModelError
from clever_engine.margins import Forward, margin_gradient_norms
from clever_engine.norms import vector_norms
from clever_engine.vjp import chain_of
from clever_engine.vjp import dense as dense_module
from clever_engine.zoo.architectures import ARCHITECTURES, build
from clever_engine.zoo.layers import Residual

TARGETS = [0, 1, 3]
LABEL = 2
CHAINS = {
    "linear": lambda: nn.Sequential(nn.Flatten(), nn.Linear(36, 4)),
    "one layer of units": lambda: mlp(nn.ReLU, 50),
    "more units than inputs": lambda: mlp(nn.ReLU, 300),
    "softplus": lambda: mlp(nn.Softplus, 50),
    "always on or off": lambda: mlp(nn.ReLU, 50, bias=9.0),
    "two layers": lambda: mlp(nn.LeakyReLU, 40, 30),
    "convolutions": lambda: nn.Sequential(
        nn.Conv2d(1, 20, 3),
        nn.ReLU(inplace=True),
        nn.Conv2d(20, 6, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Dropout(0.3),
        nn.Flatten(),
        nn.Linear(24, 20),
        nn.Tanh(),
        nn.Linear(20, 4),
    ),
    "strides and pads": lambda: nn.Sequential(
        nn.Conv2d(1, 16, (3, 2), stride=(2, 1), padding=(1, 0), bias=False),
        nn.MaxPool2d(kernel_size=1),
        nn.GELU(),
        nn.Conv2d(16, 5, 2, stride=2),
        nn.Hardtanh(),
        nn.Flatten(),
        nn.Linear(5 * 1 * 2, 4),
    ),
    "pool before the function": lambda: nn.Sequential(
        nn.Conv2d(1, 6, 3, padding=1),
        nn.MaxPool2d(2),
        nn.ReLU(),
        nn.AvgPool2d(3),
        nn.Flatten(),
        nn.Linear(6, 4),
    ),
}


def mlp(activation, *widths, bias=0.0):
    layers, before = [nn.Flatten()], 36
    for width in widths:
        layers += [nn.Linear(before, width), activation()]
        layers[-2].bias.data += bias * torch.randn(width).sign()
        before = width
    return nn.Sequential(*layers, nn.Linear(before, 4))


def classifier_of(module, shape=(1, 6, 6)):
    return Classifier.from_module(module.double().eval(), input_shape=shape)


def by_autograd(classifier, points, norms, mask=None, label=LABEL, targets=TARGETS):
    passed = Forward.of(classifier, points)
    columns = []
    for target in targets:
        gradients = passed.gradients(label, target) * (1 if mask is None else mask)
        columns.append(torch.stack([vector_norms(gradients, norm) for norm in norms]))
    return torch.stack(columns, dim=2).double()


@pytest.mark.parametrize("name", CHAINS)
@pytest.mark.parametrize("norms", [[Norm.L2], list(Norm)])
@pytest.mark.parametrize("masked", [False, True])
def test_norms_are_those_of_autograd(name, norms, masked, monkeypatch):
    """For both ways of a first layer: with few points it isn't rotated, as at 16."""
    torch.manual_seed(3)
    classifier = classifier_of(CHAINS[name]())
    assert chain_of(classifier.module, classifier.input_shape) is not None
    mask = torch.rand(1, 6, 6) < 0.6 if masked else None
    points = torch.rand(700, 1, 6, 6, dtype=torch.float64)
    expected = by_autograd(classifier, points, norms, mask)
    assert float(expected.amax()) > 0
    for count in (16, 700):
        found = margin_gradient_norms(
            classifier, points[:count], label=LABEL, targets=TARGETS, norms=norms, mask=mask
        )
        torch.testing.assert_close(found, expected[:, :count], rtol=1e-9, atol=1e-12)
    monkeypatch.setattr(dense_module, "BLOCK", 7)
    monkeypatch.setattr(dense_module, "ROWS", 33)
    found = margin_gradient_norms(
        classifier, points, label=LABEL, targets=TARGETS, norms=norms, mask=mask
    )
    torch.testing.assert_close(found, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", ["mlp-1024", "cnn-7", "lenet-5", "mlp-4", "cnn-7-tanh"])
def test_networks_that_ship(name):
    """In single precision all but points at a kink, where rounding turns a pool or a unit over."""
    single = load_classifier(name)
    double = classifier_of(copy.deepcopy(single.module), (1, 28, 28))
    assert chain_of(single.module, single.input_shape) is not None
    points = torch.rand(40, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    for classifier, tolerance, share in ((double, 1e-9, 1.0), (single, 3e-6, 0.9)):
        points = points.to(classifier.dtype)
        found = margin_gradient_norms(
            classifier, points, label=LABEL, targets=TARGETS, norms=[Norm.L2]
        )
        expected = by_autograd(classifier, points, [Norm.L2])
        near = (found / expected - 1).abs() < tolerance
        assert float(near.double().mean()) >= share


@pytest.mark.parametrize("name", ["mlp-1024", "cnn-7"])
def test_in_bfloat16_a_typical_norm_is_half_a_per_cent_off(name):
    classifier = load_classifier(name)
    points = torch.rand(40, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    exact, short = (
        margin_gradient_norms(
            classifier,
            points,
            label=LABEL,
            targets=TARGETS,
            norms=[Norm.L2],
            precision=precision,
        )
        for precision in ("full", "bfloat16")
    )
    errors = (short / exact - 1).abs()
    assert 1e-6 < float(errors.median()) < 0.01
    assert float(errors.max()) < 0.3


def test_ties_of_a_pool_go_where_autograd_sends_them():
    """On an even background all values of a pool are equal."""
    module = nn.Sequential(
        nn.Conv2d(1, 20, 3, padding=1),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(180, 4),
    )
    classifier = classifier_of(module)
    points = torch.zeros(20, 1, 6, 6, dtype=torch.float64)
    found = margin_gradient_norms(classifier, points, label=LABEL, targets=TARGETS, norms=[Norm.L2])
    torch.testing.assert_close(found, by_autograd(classifier, points, [Norm.L2]))


def test_channels_that_are_off_everywhere_change_nothing():
    torch.manual_seed(0)
    module = nn.Sequential(
        nn.Conv2d(1, 20, 3),
        nn.ReLU(),
        nn.Conv2d(20, 20, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(20, 4),
    )
    for layer in (module[0], module[2]):
        layer.bias.data[::3] = -100.0
    classifier = classifier_of(module)
    points = torch.rand(20, 1, 6, 6, dtype=torch.float64)
    found = margin_gradient_norms(
        classifier, points, label=LABEL, targets=TARGETS, norms=list(Norm)
    )
    torch.testing.assert_close(found, by_autograd(classifier, points, list(Norm)))
    module[2].bias.data[:] = -100.0  # and where nothing is on, nothing slopes
    found = margin_gradient_norms(
        classifier, points, label=LABEL, targets=TARGETS, norms=list(Norm)
    )
    assert torch.equal(found, torch.zeros_like(found))


def test_weights_may_change_between_calls():
    classifier = classifier_of(CHAINS["convolutions"]())
    points = torch.rand(20, 1, 6, 6, dtype=torch.float64)
    margin_gradient_norms(classifier, points, label=LABEL, targets=TARGETS, norms=[Norm.L2])
    with torch.no_grad():
        classifier.module[0].weight *= -2
    found = margin_gradient_norms(classifier, points, label=LABEL, targets=TARGETS, norms=[Norm.L2])
    torch.testing.assert_close(found, by_autograd(classifier, points, [Norm.L2]))


class Doubled(nn.Linear):
    def forward(self, values):
        return 2 * super().forward(values)


def hooked():
    module = mlp(nn.ReLU, 30)
    module[1].register_forward_hook(lambda _, __, out: 2 * out)
    return module


def changed():
    module = mlp(nn.ReLU, 30)
    module[1].forward = lambda values: 2 * nn.functional.linear(values, module[1].weight)
    return module


OTHERS = {
    "a subclass": lambda: nn.Sequential(nn.Flatten(), Doubled(36, 4)),
    "a hook": hooked,
    "a forward of its own": changed,
    "a short cut": lambda: nn.Sequential(Residual(1), nn.Flatten(), nn.Linear(36, 4)),
    "groups": lambda: nn.Sequential(
        nn.Conv2d(1, 4, 3), nn.Conv2d(4, 4, 3, groups=2), nn.Flatten(), nn.Linear(16, 4)
    ),
    "gaps": lambda: nn.Sequential(nn.Conv2d(1, 4, 2, dilation=2), nn.Flatten(), nn.Linear(64, 4)),
    "circular pads": lambda: nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1, padding_mode="circular"), nn.Flatten(), nn.Linear(144, 4)
    ),
    "overlapping pools": lambda: nn.Sequential(nn.MaxPool2d(2, 1), nn.Flatten(), nn.Linear(25, 4)),
    "pools that leave a rest": lambda: nn.Sequential(
        nn.MaxPool2d(4), nn.Flatten(), nn.Linear(1, 4)
    ),
    "batch normalisation": lambda: nn.Sequential(nn.BatchNorm2d(1), nn.Flatten(), nn.Linear(36, 4)),
}


@pytest.mark.parametrize("name", OTHERS)
def test_any_other_network_is_left_to_autograd(name):
    classifier = classifier_of(OTHERS[name]())
    assert chain_of(classifier.module, classifier.input_shape) is None
    points = torch.rand(20, 1, 6, 6, dtype=torch.float64)
    found = margin_gradient_norms(
        classifier, points, label=LABEL, targets=TARGETS, norms=list(Norm)
    )
    torch.testing.assert_close(found, by_autograd(classifier, points, list(Norm)))


def test_a_transformation_is_left_to_autograd():
    classifier = classifier_of(CHAINS["softplus"]())
    behind = classifier.behind(lambda values: (values * 4).round() / 4)
    points = torch.rand(20, 1, 6, 6, dtype=torch.float64)
    found = margin_gradient_norms(behind, points, label=LABEL, targets=TARGETS, norms=[Norm.L2])
    torch.testing.assert_close(found, by_autograd(behind, points, [Norm.L2]))
    assert not torch.allclose(found, by_autograd(classifier, points, [Norm.L2]))


def test_most_architectures_of_the_zoo_are_chains():
    shape = (1, 28, 28)
    others = {name for name in ARCHITECTURES if chain_of(build(name), shape) is None}
    assert others == {"cnn-7-quantised", "resnet-small", "depthwise", "vit-small"}


def test_units_that_are_not_finite_are_an_error_not_a_unit_that_is_off():
    classifier = classifier_of(mlp(nn.ReLU, 30))
    with torch.no_grad():
        classifier.module[1].weight[3, 3] = torch.nan
    points = torch.rand(20, 1, 6, 6, dtype=torch.float64)
    with pytest.raises(ModelError, match="finite gradients"):
        margin_gradient_norms(classifier, points, label=LABEL, targets=TARGETS, norms=[Norm.L2])


def test_parameters_and_points_stay_as_they_are():
    module = CHAINS["convolutions"]()
    classifier = classifier_of(module)
    before = {name: value.clone() for name, value in module.state_dict().items()}
    points = torch.rand(20, 1, 6, 6, dtype=torch.float64)
    kept = points.clone()
    with torch.inference_mode():
        inside = margin_gradient_norms(
            classifier, points, label=LABEL, targets=TARGETS, norms=[Norm.L2]
        )
    outside = margin_gradient_norms(
        classifier, points, label=LABEL, targets=TARGETS, norms=[Norm.L2]
    )
    assert torch.equal(inside, outside)
    assert torch.equal(points, kept)
    assert all(torch.equal(value, before[name]) for name, value in module.state_dict().items())
    assert all(value.grad is None for value in module.parameters())
