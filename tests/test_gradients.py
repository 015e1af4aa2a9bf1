import pytest
import torch
from torch import nn

from clever_engine import Classifier, CleverError, Norm
from clever_engine.gradients import margin_gradient, margin_gradient_norms
from clever_engine.norms import vector_norms
from tests.conftest import small_relu_network

NORMS = list(Norm)


def test_against_jacrev_in_float64():
    classifier = small_relu_network(d=5, hidden=16, classes=4)
    points = torch.randn(12, 5, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    found = margin_gradient_norms(classifier, points, label=1, targets=[0, 2, 3], norms=NORMS)
    jacobian = torch.func.vmap(torch.func.jacrev(classifier.module))(points)
    for column, target in enumerate([0, 2, 3]):
        expected = jacobian[:, 1] - jacobian[:, target]
        for row, norm in enumerate(NORMS):
            torch.testing.assert_close(found[row, :, column], vector_norms(expected, norm).detach())


def test_against_finite_differences():
    torch.manual_seed(0)
    module = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 3)).double()
    classifier = Classifier.from_module(module, input_shape=(4,))
    point = torch.rand(4, dtype=torch.float64)
    found = margin_gradient(classifier, point, label=0, target=2)
    step = 1e-6
    with torch.no_grad():
        for k in range(4):
            shift = torch.zeros(4, dtype=torch.float64)
            shift[k] = step
            high, low = module(torch.stack([point + shift, point - shift]))
            slope = ((high[0] - high[2]) - (low[0] - low[2])) / (2 * step)
            assert abs(float(found[k] - slope)) < 1e-7


def test_leaves_mode_parameters_and_grad_alone():
    module = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Dropout(0.5), nn.Linear(8, 3))
    module.train()
    module[1].eval()
    classifier = Classifier.from_module(module, input_shape=(4,))
    module[0].weight.grad = torch.ones_like(module[0].weight)
    before = {name: value.clone() for name, value in module.state_dict().items()}
    points = torch.rand(20, 4)
    first = margin_gradient_norms(classifier, points, label=0, targets=[1, 2], norms=NORMS)
    second = margin_gradient_norms(classifier, points, label=0, targets=[1, 2], norms=NORMS)
    assert torch.equal(first, second)  # dropout was off
    assert [part.training for part in module] == [True, False, True, True]
    assert all(torch.equal(value, before[name]) for name, value in module.state_dict().items())
    assert torch.equal(module[0].weight.grad, torch.ones_like(module[0].weight))
    assert module[3].weight.grad is None
    assert module[0].weight.requires_grad
    assert not points.requires_grad


def test_one_forward_pass_a_call():
    calls = []
    module = nn.Linear(4, 3)
    module.register_forward_hook(lambda *_: calls.append(1))
    classifier = Classifier.from_module(module, input_shape=(4,))
    calls.clear()
    margin_gradient_norms(classifier, torch.rand(9, 4), label=0, targets=[1, 2], norms=NORMS)
    assert len(calls) == 1


def test_a_cut_graph_has_zero_gradients():
    class Cut(nn.Module):
        def forward(self, x):
            return torch.stack([x.sum(dim=1).round(), x[:, 0].round()], dim=1).detach()

    classifier = Classifier.from_module(Cut(), input_shape=(4,))
    found = margin_gradient_norms(classifier, torch.rand(5, 4), label=0, targets=[1], norms=NORMS)
    assert torch.equal(found, torch.zeros(3, 5, 1, dtype=torch.float64))


def test_gradients_that_are_not_finite_are_an_error():
    class Root(nn.Module):
        def forward(self, x):
            return torch.stack([x.abs().sqrt().sum(dim=1), x[:, 0]], dim=1)

    classifier = Classifier.from_module(Root(), input_shape=(4,))
    with pytest.raises(CleverError, match="finite gradients"):
        margin_gradient_norms(classifier, torch.zeros(5, 4), label=0, targets=[1], norms=NORMS)
