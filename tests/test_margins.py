import pytest
import torch
from torch import nn

from clever_engine import (
    Classifier,
    CleverError,
    CleverSettings,
    Norm,
    clever_score,
    load_classifier,
)
from clever_engine.attacks import smallest_attack
from clever_engine.errors import ModelError
from clever_engine.margins import Forward, margin_gradient_norms, margin_gradients
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
    found = margin_gradients(classifier, point[None], label=0, targets=[2])[0, 0]
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


def test_each_point_may_have_classes_of_its_own():
    classifier = small_relu_network(d=5, hidden=16, classes=4)
    points = torch.rand(6, 5, dtype=torch.float64)
    plus, minus = torch.tensor([0, 1, 2, 3, 0, 1]), torch.tensor([1, 2, 3, 0, 2, 3])
    passed = Forward.of(classifier, points)
    margins, gradients = passed.margins(plus, minus), passed.gradients(plus, minus)
    assert not margins.requires_grad
    for k, point in enumerate(points):
        alone = Forward.of(classifier, point[None])
        p, m = int(plus[k]), int(minus[k])
        torch.testing.assert_close(margins[k : k + 1], alone.margins(p, m))
        torch.testing.assert_close(gradients[k : k + 1], alone.gradients(p, m))


def smooth_network(start: nn.Module | None = None) -> Classifier:
    torch.manual_seed(0)
    layers = [nn.Linear(6, 16), nn.Softplus(), nn.Linear(16, 3)]
    return Classifier.from_module(
        nn.Sequential(start or nn.Identity(), *layers), input_shape=(6,), bounds=(-2.0, 2.0)
    )


def measured(classifier, image):
    """Return every number of this engine that rests on a gradient."""
    scores = [
        clever_score(classifier, image, norm=norm, settings=settings)
        for norm in NORMS
        for settings in (CleverSettings(), CleverSettings(sampling="uniform"))
    ]
    scores.append(clever_score(classifier, image, settings=CleverSettings(order=2)))
    attacks = [smallest_attack(classifier, image[None], norm=norm, steps=20) for norm in NORMS]
    return [(score.value, *score.interval) for score in scores] + [
        (float(attack.distances[0]),) for attack in attacks
    ]


def test_inside_inference_mode_every_number_is_the_same():
    classifier, image = smooth_network(), torch.linspace(-0.5, 0.7, 6)
    expected = measured(classifier, image)
    assert all(value > 0 for numbers in expected for value in numbers)
    with torch.inference_mode():
        assert measured(classifier, image) == expected
        assert measured(classifier, torch.linspace(-0.5, 0.7, 6)) == expected


def test_a_network_made_inside_inference_mode_is_refused_or_loaded_whole():
    with torch.inference_mode():
        loaded, made = load_classifier("mlp-1024"), smooth_network()
        points = torch.rand(2, 1, 28, 28)
        assert float(margin_gradients(loaded, points, label=0, targets=[1]).abs().max()) > 0
    with pytest.raises(ModelError, match="made outside of torch.inference_mode"):
        margin_gradients(made, torch.rand(2, 6), label=0, targets=[1])


class Shifting(nn.Module):
    """Changes its input in place, as `ReLU(inplace=True)` does where it comes first."""

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        return values.mul_(0.5).add_(0.25)


class Shifted(nn.Module):
    """The same without touching its input."""

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        return values * 0.5 + 0.25


def test_a_network_that_works_in_place_changes_no_number_and_no_image():
    image = torch.linspace(-0.5, 0.7, 6)
    before = image.clone()
    assert measured(smooth_network(Shifting()), image) == measured(smooth_network(Shifted()), image)
    assert torch.equal(image, before)
    batch = image[None].clone()
    smooth_network(Shifting()).logits(batch)
    assert torch.equal(batch[0], before)


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("sampling", ["chords", "guided", "uniform"])
@pytest.mark.parametrize("radius", ["auto", 0.3])
@pytest.mark.parametrize("sloping", [1.0, 0.0])
def test_an_exact_tie_of_two_classes_scores_nothing(norm, sampling, radius, sloping):
    module = nn.Linear(4, 3)
    with torch.no_grad():
        rows = [[sloping, 0, 0, 0], [0, sloping, 0, 0], [0, 0, -1, -1]]
        module.weight.copy_(torch.tensor(rows))
        module.bias.zero_()
    classifier = Classifier.from_module(module, input_shape=(4,))
    settings = CleverSettings(sampling=sampling)
    score = clever_score(
        classifier, torch.full((4,), 0.5), norm=norm, settings=settings, radius=radius
    )
    assert (score.value, score.interval) == (0.0, (0.0, 0.0))
    assert score.radius > 0
    assert score.target == 1
