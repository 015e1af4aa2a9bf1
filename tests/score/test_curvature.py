import numpy as np
import pytest
import torch
from torch import nn

from clever_engine import Classifier
from clever_engine.errors import InputError, ModelError
from clever_engine.margins import margin_gradients
from clever_engine.score.curvature import (
    margin_curvatures,
    secant_curvatures,
    second_order_bound,
)
from tests.conftest import linear_classifier, small_relu_network


def quadratic_classifier(matrix, level=3.0):
    """Two logits whose margin is `level - x' matrix x / 2`."""

    class Quadratic(nn.Module):
        def forward(self, x):
            form = level - (x @ matrix.to(x) * x).sum(dim=1) / 2
            return torch.stack([form, torch.zeros_like(form)], dim=1)

    module = Quadratic()
    module.marker = nn.Parameter(torch.zeros(1, dtype=torch.float64))  # it sets the type
    return Classifier.from_module(module, input_shape=(len(matrix),), bounds=(-9.0, 9.0))


def random_symmetric(d, seed=0):
    matrix = torch.randn(d, d, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))
    return (matrix + matrix.T) / 2


def perceptron(act):
    torch.manual_seed(0)
    module = nn.Sequential(nn.Linear(12, 20), act, nn.Linear(20, 20), act, nn.Linear(20, 4))
    return Classifier.from_module(module.double(), input_shape=(12,), bounds=(-9.0, 9.0))


def convolution():
    torch.manual_seed(0)
    layers = nn.Conv2d(1, 3, 3), nn.Softplus(beta=5), nn.MaxPool2d(2), nn.Flatten()
    module = nn.Sequential(*layers, nn.Linear(12, 3)).double()
    return Classifier.from_module(module, input_shape=(1, 6, 6), bounds=(-9.0, 9.0))


SMOOTH = [perceptron(nn.Softplus()), perceptron(nn.Tanh()), convolution()]
NAMES = ["softplus", "tanh", "convolution"]


def some_points(classifier, n=10, seed=1):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(n, *classifier.input_shape, dtype=classifier.dtype, generator=generator)


def hessians(classifier, points, label, target):
    """`(n, d, d)` by automatic differentiation of another kind."""

    def margin(flat):
        logits = classifier.module(flat.view(1, *classifier.input_shape))[0]
        return logits[label] - logits[target]

    return torch.func.vmap(torch.func.hessian(margin))(points.flatten(1)).detach()


def spectral_norms(matrices):
    return torch.linalg.eigvalsh(matrices).abs().amax(dim=1)


@pytest.mark.parametrize("classifier", SMOOTH, ids=NAMES)
def test_against_hessians_in_float64(classifier):
    points = some_points(classifier)
    found = margin_curvatures(classifier, points, label=1, targets=[0, 2])
    enough = margin_curvatures(classifier, points, label=1, targets=[0, 2], steps=40)
    assert found.shape == (10, 2)
    for column, target in enumerate([0, 2]):
        exact = spectral_norms(hessians(classifier, points, 1, target))
        torch.testing.assert_close(enough[:, column], exact, rtol=1e-9, atol=0)
        assert bool((found[:, column] <= exact * (1 + 1e-12)).all())
        assert bool((found[:, column] >= exact * 0.9).all())


def test_quadratic_margin_has_its_matrix():
    matrix = random_symmetric(7)
    classifier = quadratic_classifier(matrix)
    points = some_points(classifier)
    exact = spectral_norms(matrix[None]).expand(10)
    found = margin_curvatures(classifier, points, label=0, targets=[1])[:, 0]
    torch.testing.assert_close(found, exact, rtol=1e-10, atol=0)


def bound_of(classifier, image):
    margin, zero = classifier.logits(image[None])[0]
    slope = margin_gradients(classifier, image[None], label=0, targets=[1]).norm()
    curvature = margin_curvatures(classifier, image[None], label=0, targets=[1])
    return float(second_order_bound(float(margin - zero), float(slope), float(curvature)))


@pytest.mark.parametrize("offset", [0.0, 0.4])
def test_round_margin_has_its_closed_form(offset):
    """The boundary of `b - k/2 |x|^2` is a sphere of radius `sqrt(2 b / k)`."""
    b, k = 3.0, 1.7
    classifier = quadratic_classifier(k * torch.eye(5, dtype=torch.float64), level=b)
    image = torch.tensor([0, offset, 0, 0, 0], dtype=torch.float64)
    assert bound_of(classifier, image) == pytest.approx(np.sqrt(2 * b / k) - offset, rel=1e-12)


def test_no_change_below_the_bound_turns_a_quadratic_margin():
    classifier = quadratic_classifier(random_symmetric(6), level=2.0)
    image = torch.full((6,), 0.1, dtype=torch.float64)
    steps = nn.functional.normalize(some_points(classifier, n=2000))
    logits = classifier.logits(image + bound_of(classifier, image) * steps)
    assert bool((logits[:, 0] - logits[:, 1] > 0).all())


def test_rows_do_not_depend_on_each_other():
    classifier = perceptron(nn.Tanh())
    points = some_points(classifier, n=9)
    together = margin_curvatures(classifier, points, label=0, targets=[1, 2])
    turned = margin_curvatures(classifier, points.flip(0), label=0, targets=[2, 1])
    torch.testing.assert_close(turned.flip(0, 1), together, rtol=1e-10, atol=0)
    for row, point in enumerate(points):
        alone = margin_curvatures(classifier, point[None], label=0, targets=[1, 2])
        torch.testing.assert_close(alone[0], together[row], rtol=1e-10, atol=0)
    assert margin_curvatures(classifier, points[:0], label=0, targets=[1]).shape == (0, 1)


@pytest.mark.parametrize("classifier", SMOOTH, ids=NAMES)
def test_free_inputs_give_the_submatrix(classifier):
    points = some_points(classifier, n=4)
    free = torch.rand(classifier.input_shape, generator=torch.Generator().manual_seed(3)) < 0.4
    found = margin_curvatures(classifier, points, label=0, targets=[1], mask=free, steps=40)[:, 0]
    kept = free.flatten()
    full = hessians(classifier, points, 0, 1)
    torch.testing.assert_close(found, spectral_norms(full[:, kept][:, :, kept]), rtol=1e-9, atol=0)
    assert bool((found < spectral_norms(full)).all())
    none = margin_curvatures(classifier, points, label=0, targets=[1], mask=torch.zeros_like(free))
    assert not none.any()


def test_gradients_against_jacrev():
    classifier = convolution()
    points = some_points(classifier, n=3)
    found = margin_gradients(classifier, points, label=2, targets=[0, 1])
    assert found.shape == (3, 2, 1, 6, 6)
    jacobian = torch.func.vmap(torch.func.jacrev(lambda x: classifier.module(x[None])[0]))(points)
    torch.testing.assert_close(found, (jacobian[:, 2:] - jacobian[:, :2]).detach())


def test_secants_reach_a_quadratic_curvature_and_never_exceed_it():
    matrix = random_symmetric(7)
    classifier = quadratic_classifier(matrix)
    values, vectors = torch.linalg.eigh(matrix)
    image = torch.full((7,), 0.3, dtype=torch.float64)
    points = torch.cat([image + some_points(classifier, n=50), image + vectors.T])
    found = secant_curvatures(classifier, points, image, label=0, targets=[1])[:, 0]
    assert bool((found <= values.abs().max() * (1 + 1e-9)).all())
    torch.testing.assert_close(found[50:], values.abs(), rtol=1e-9, atol=0)
    assert not secant_curvatures(classifier, image[None], image, label=0, targets=[1]).any()
    free = torch.arange(7) < 3
    points = image + some_points(classifier, n=50) * free
    found = secant_curvatures(classifier, points, image, label=0, targets=[1], mask=free)
    assert bool((found <= spectral_norms(matrix[None, :3, :3]) * (1 + 1e-9)).all())


@pytest.mark.parametrize("frozen", [False, True])
def test_relu_has_no_curvature_but_secants(frozen):
    classifier = small_relu_network(d=5, hidden=30)
    classifier.module.requires_grad_(not frozen)
    points = some_points(classifier)
    curvatures = margin_curvatures(classifier, points, label=0, targets=[1, 2])
    assert torch.equal(curvatures, torch.zeros(10, 2, dtype=torch.float64))
    image = torch.zeros(5, dtype=torch.float64)
    assert bool((secant_curvatures(classifier, points, image, label=0, targets=[1]) > 0).all())


class Cut(nn.Module):
    def forward(self, x):
        return x.round().detach()


@pytest.mark.parametrize("module", [nn.Linear(4, 3), nn.Linear(4, 3).requires_grad_(False), Cut()])
def test_linear_and_cut_graphs_have_neither(module):
    classifier = Classifier.from_module(module, input_shape=(4,))
    points = torch.rand(5, 4)
    assert not margin_curvatures(classifier, points, label=0, targets=[1]).any()
    secants = secant_curvatures(classifier, points, points[0], label=0, targets=[1])
    assert float(secants.max()) < 1e-5  # rounding


def test_leaves_mode_parameters_and_grad_alone():
    calls = []
    module = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Softplus(), nn.Dropout(0.5))
    module.append(nn.Linear(8, 3)).train()
    module[1].eval()
    classifier = Classifier.from_module(module, input_shape=(4,))
    module.register_forward_hook(lambda *_: calls.append(1))
    module[0].weight.grad = torch.ones_like(module[0].weight)
    before = {name: value.clone() for name, value in module.state_dict().items()}
    points = torch.rand(20, 4)
    first = margin_curvatures(classifier, points, label=0, targets=[1, 2])
    assert len(calls) == 1
    second = margin_curvatures(classifier, points, label=0, targets=[1, 2])
    secant_curvatures(classifier, points, points[0], label=0, targets=[1, 2])
    assert torch.equal(first, second)  # dropout was off, and the start is always the same
    assert bool((first > 0).all())
    assert [part.training for part in module] == [True, False, True, True, True]
    assert all(torch.equal(value, before[name]) for name, value in module.state_dict().items())
    assert torch.equal(module[0].weight.grad, torch.ones_like(module[0].weight))
    assert module[4].weight.grad is None
    assert not points.requires_grad


@pytest.mark.parametrize(
    ("exponent", "text"), [(0.5, "finite gradients"), (1.5, "finite second derivatives")]
)
def test_derivatives_that_are_not_finite_are_an_error(exponent, text):
    class Power(nn.Module):
        def forward(self, x):
            return torch.stack([x.abs().pow(exponent).sum(dim=1), x[:, 0]], dim=1)

    classifier = Classifier.from_module(Power(), input_shape=(4,))
    with pytest.raises(ModelError, match=f"Expected {text} of network; got NaN"):
        margin_curvatures(classifier, torch.zeros(5, 4), label=0, targets=[1])


def test_a_network_that_cannot_be_differentiated_twice_is_an_error():
    class Prototypes(nn.Module):
        def forward(self, x):
            return torch.cdist(x, torch.eye(4), p=3)  # torch has its first derivative only

    classifier = Classifier.from_module(Prototypes(), input_shape=(4,))
    with pytest.raises(ModelError, match="Expected a network differentiable twice; got: "):
        margin_curvatures(classifier, torch.rand(5, 4), label=0, targets=[1])


def test_bound_solves_its_equation_and_has_its_limits():
    rng = np.random.default_rng(0)
    g, s, m = rng.exponential(size=(3, 200))
    root = second_order_bound(g, s, m)
    np.testing.assert_allclose(g - s * root - m * root**2 / 2, 0, atol=1e-13)
    np.testing.assert_allclose(root, (np.sqrt(s**2 + 2 * m * g) - s) / m, rtol=1e-7)
    np.testing.assert_allclose(second_order_bound(g, s, 0.0), g / s, rtol=1e-15)
    np.testing.assert_allclose(second_order_bound(g, s, 1e-30), g / s, rtol=1e-12)
    np.testing.assert_allclose(second_order_bound(g, 0.0, m), np.sqrt(2 * g / m), rtol=1e-14)
    assert bool((root < g / s).all())


def test_bound_at_the_edges():
    assert second_order_bound(1.0, 0.0, 0.0) == np.inf
    assert second_order_bound(1.0, 1e-310, 0.0) == np.inf
    assert second_order_bound(1.0, 2.0, np.inf) == 0
    assert second_order_bound(1e-200, 0.0, 1e-200) == pytest.approx(np.sqrt(2))
    assert second_order_bound(1e200, 0.0, 1e200) == pytest.approx(np.sqrt(2))
    assert not second_order_bound([0.0, -1.0, -1.0, 0.0], [1, 0, 1, 0], [1, 0, 0, np.inf]).any()
    assert second_order_bound(np.ones((3, 1)), np.ones(4), 2.0).shape == (3, 4)
    with pytest.raises(InputError, match="Expected finite margins; got nan."):
        second_order_bound(np.nan, 1, 1)
    with pytest.raises(InputError, match="Expected slopes of at least 0; got -1.0."):
        second_order_bound(1, -1, 1)
    with pytest.raises(InputError, match="Expected curvatures of at least 0; got nan."):
        second_order_bound(1, 1, [1, np.nan])


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"points": torch.rand(3, 19)}, r"Expected points of shape \(n, 20\); got \(3, 19\)\."),
        ({"label": 4}, "Expected classes from 0 to 3; got 4."),
        ({"targets": [1, -1]}, "Expected classes from 0 to 3; got -1."),
        ({"targets": [1, 0]}, r"Expected targets other than the label, 0; got \[1, 0\]\."),
        ({"targets": []}, "Expected targets"),
        ({"steps": True}, "Expected steps as an integer of at least 1; got True."),
        ({"mask": torch.ones(20)}, r"Expected mask as a bool tensor of shape \(20,\); got torch.f"),
        ({"mask": torch.ones(19) > 0}, r"Expected mask as a bool .* of shape \(19,\)\."),
        ({"image": torch.rand(1, 20)}, r"Expected an image of shape \(20,\); got \(1, 20\)\."),
        (
            {"image": torch.zeros(20), "mask": torch.arange(20) < 5},
            "change inputs of the mask alone; got",
        ),
    ],
)
def test_bad_arguments_say_what_was_expected(changes, text):
    arguments = {"points": torch.rand(3, 20), "label": 0, "targets": [1], **changes}
    measure = secant_curvatures if "image" in changes else margin_curvatures
    with pytest.raises(InputError, match=text):
        measure(linear_classifier(), **arguments)
