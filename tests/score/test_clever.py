import itertools

import numpy as np
import pytest
import torch
from torch import nn

from clever_engine import Classifier, CleverError, CleverSettings, Finding, Norm, clever_score
from clever_engine.score.clever import clever_steps
from clever_engine.score.many import LINES
from clever_engine.score.points import FIRST
from clever_engine.score.settings import default_radius, largest_radius
from tests.conftest import closed_form_distance, linear_classifier, small_relu_network

QUICK = CleverSettings(n_batches=20, samples_per_batch=10)


@pytest.mark.parametrize("norm", Norm)
@pytest.mark.parametrize("seed", range(4))
def test_linear_network_has_its_closed_form(norm, seed):
    classifier = linear_classifier(seed=seed)
    image = torch.rand(20, generator=torch.Generator().manual_seed(seed))
    score = clever_score(classifier, image, norm=norm, settings=QUICK)
    expected = closed_form_distance(classifier, image, norm.dual.order)
    assert score.value == pytest.approx(expected, rel=1e-5)
    assert score.interval == pytest.approx((expected, expected), rel=1e-5)
    assert score.findings == (Finding.CONSTANT_GRADIENTS,)


@pytest.mark.parametrize("norm", Norm)
def test_targeted_linear_network(norm):
    classifier = linear_classifier()
    image = torch.full((20,), 0.5)
    untargeted = clever_score(classifier, image, norm=norm, radius=50.0, settings=QUICK)
    by_class = [
        clever_score(classifier, image, norm=norm, target=k, radius=50.0, settings=QUICK).value
        for k in range(4)
        if k != untargeted.label
    ]
    assert untargeted.value == min(by_class)
    assert [score.value for score in untargeted.per_target] == by_class


def exact_lipschitz(classifier, center, radius, label, target):
    """Largest margin gradient over the linear regions of a 2-D ReLU network that meet the disc."""
    first, _, last = classifier.module
    weight, bias = first.weight.detach().numpy(), first.bias.detach().numpy()
    out = (last.weight[label] - last.weight[target]).detach().numpy()
    normals = np.linalg.norm(weight, axis=1)
    signed = (weight @ center + bias) / normals  # distance of each fold from the centre
    best = 0.0
    for pattern in itertools.product([0, 1], repeat=len(bias)):
        sides = np.array(pattern) * 2 - 1
        if region_meets_disc(weight, bias, sides, center, radius, signed):
            best = max(best, float(np.linalg.norm(weight.T @ (out * np.array(pattern)))))
    return best


def region_meets_disc(weight, bias, sides, center, radius, signed):
    """Whether the half-planes of one activation pattern and the disc share a point."""
    from scipy.optimize import minimize

    if all(np.sign(signed) == sides):
        return True
    found = minimize(
        lambda x: ((x - center) ** 2).sum(),
        center,
        jac=lambda x: 2 * (x - center),
        constraints={
            "type": "ineq",
            "fun": lambda x: sides * (weight @ x + bias),
            "jac": lambda x: sides[:, None] * weight,
        },
        method="SLSQP",
    )
    return bool(found.success and found.fun <= radius**2 * (1 - 1e-6))


@pytest.mark.parametrize("seed", range(3))
def test_tiny_relu_network_against_its_linear_regions(seed):
    classifier = small_relu_network(seed=seed)
    center, radius = np.array([0.2, -0.1]), 0.8
    score = clever_score(
        classifier,
        torch.tensor(center),
        radius=radius,
        settings=CleverSettings(n_batches=40, samples_per_batch=100, estimator="sample-maximum"),
    )
    for entry in score.per_target:
        exact = exact_lipschitz(classifier, center, radius, score.label, entry.target)
        assert entry.lipschitz_estimate == pytest.approx(exact, rel=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_tiny_relu_network_against_a_dense_grid(seed):
    classifier = small_relu_network(seed=seed)
    center, radius = torch.tensor([0.2, -0.1], dtype=torch.float64), 0.8
    axis = torch.linspace(-radius, radius, 201, dtype=torch.float64)
    grid = torch.cartesian_prod(axis, axis)
    grid = grid[grid.norm(dim=1) <= radius]
    label = int(classifier.logits(center[None]).argmax())
    target = (label + 1) % 3
    jacobian = torch.func.vmap(torch.func.jacrev(classifier.module))(center + grid)
    witness = float((jacobian[:, label] - jacobian[:, target]).detach().norm(dim=1).max())
    score = clever_score(
        classifier,
        center,
        target=target,
        radius=radius,
        settings=CleverSettings(n_batches=40, samples_per_batch=100, estimator="sample-maximum"),
    )
    assert score.per_target[0].lipschitz_estimate >= witness * (1 - 1e-9)


def test_same_seed_same_score_whatever_the_chunk():
    classifier, image = (
        small_relu_network(d=6, hidden=30),
        torch.full((6,), 0.3, dtype=torch.float64),
    )
    scores = [
        clever_score(
            classifier,
            image,
            seed=5,
            settings=CleverSettings(n_batches=30, samples_per_batch=21, chunk_size=chunk),
        )
        for chunk in (1, 128, 300, 10_000)
    ]
    assert len({(score.value, score.interval) for score in scores}) == 1
    other = clever_score(
        classifier, image, seed=6, settings=CleverSettings(n_batches=30, samples_per_batch=21)
    )
    assert other.value != scores[0].value


def test_progress_reaches_the_end_and_falls():
    classifier, image = (
        small_relu_network(d=6, hidden=30),
        torch.full((6,), 0.3, dtype=torch.float64),
    )
    settings = CleverSettings(n_batches=40, samples_per_batch=20, chunk_size=128)
    partials = list(clever_steps(classifier, image, settings=settings))
    done = [partial.done for partial in partials]
    assert done == sorted(done)
    sampled = [partial.done for partial in partials if partial.stage != LINES]
    assert sampled[0] == 800 + FIRST  # the search for lines counts as much as all points
    assert done[-1] == partials[-1].total == 2 * 800
    values = [partial.value for partial in partials]
    assert values == sorted(values, reverse=True)


def test_targets():
    classifier = linear_classifier()
    image = torch.full((20,), 0.5)
    logits = classifier.logits(image[None])[0]
    order = logits.argsort(descending=True).tolist()
    one = {
        name: clever_score(classifier, image, target=name, settings=QUICK).target
        for name in ("runner-up", "least-likely")
    }
    assert one == {"runner-up": order[1], "least-likely": order[-1]}
    drawn = {
        clever_score(classifier, image, target="random", seed=s, settings=QUICK).target
        for s in range(30)
    }
    assert drawn == set(order[1:])


def test_score_is_cut_at_the_radius_and_says_so():
    classifier, image = linear_classifier(), torch.full((20,), 0.5)
    free = clever_score(classifier, image, settings=QUICK)
    cut = clever_score(classifier, image, radius=free.value / 2, settings=QUICK)
    assert cut.value == cut.radius == free.value / 2
    assert Finding.CUT_AT_RADIUS in cut.findings


def test_zero_gradients_are_no_perfect_score():
    class Flat(nn.Module):
        def forward(self, x):
            return torch.stack([x.mean(dim=1) * 0 + 3, x.mean(dim=1) * 0], dim=1)

    classifier = Classifier.from_module(Flat(), input_shape=(4,))
    score = clever_score(classifier, torch.rand(4), radius=2.0, settings=QUICK)
    assert Finding.ZERO_GRADIENTS in score.findings
    assert score.value == 0
    assert score.interval == (0, 2.0)


@pytest.mark.parametrize("layer", [nn.Softmax(dim=1), nn.LogSoftmax(dim=1)])
def test_probabilities_are_recognised(layer):
    module = nn.Sequential(linear_classifier().module, layer)
    classifier = Classifier.from_module(module, input_shape=(20,))
    score = clever_score(classifier, torch.full((20,), 0.5), settings=QUICK)
    assert Finding.PROBABILITIES in score.findings


def test_misread_input_is_a_finding():
    classifier, image = linear_classifier(), torch.full((20,), 0.5)
    label = int(classifier.logits(image[None]).argmax())
    right = clever_score(classifier, image, settings=QUICK, true_label=label)
    wrong = clever_score(classifier, image, settings=QUICK, true_label=(label + 1) % 4)
    assert Finding.MISREAD not in right.findings
    assert wrong.findings[0] is Finding.MISREAD


def test_numpy_and_torch_images_give_the_same():
    classifier, image = linear_classifier(), np.linspace(0, 1, 20, dtype=np.float32)
    from_numpy = clever_score(classifier, image, settings=QUICK)
    from_torch = clever_score(classifier, torch.from_numpy(image.copy()), settings=QUICK)
    assert from_numpy.value == from_torch.value


def test_inputs_are_not_altered():
    classifier, image = linear_classifier(), torch.full((20,), 0.5)
    clever_score(classifier, image, settings=QUICK)
    assert torch.equal(image, torch.full((20,), 0.5))
    assert not image.requires_grad


@pytest.mark.parametrize("order", [1, 2])
def test_a_caller_who_switched_gradients_off_gets_the_same(order):
    classifier, image = small_relu_network(d=6, hidden=30), torch.full((6,), 0.3)
    settings = CleverSettings(n_batches=20, order=order)
    usual = clever_score(classifier, image, settings=settings)
    with torch.no_grad():
        assert clever_score(classifier, image, settings=settings).value == usual.value


def test_paper_settings():
    paper = CleverSettings.paper()
    assert (paper.n_batches, paper.samples_per_batch) == (500, 1024)
    assert paper == CleverSettings.published(500, 1024)
    assert paper.estimator == "published"


def test_default_radius_is_the_papers_on_mnist_and_gives_all_norms_the_same_noise():
    from clever_engine.score.points import sample_unit_ball

    assert default_radius(Norm.L2, 784, (0, 1)) == pytest.approx(5, rel=0.01)
    for norm in Norm:
        radius = default_radius(norm, 100, (0, 2))
        points = radius * sample_unit_ball(2000, 100, norm, torch.Generator().manual_seed(0))
        assert float(points.pow(2).mean().sqrt()) == pytest.approx(2 * 0.178, rel=0.02)
        assert radius < largest_radius(norm, 100, (0, 2))


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"norm": "l7"}, "Expected a norm"),
        ({"target": "nearest"}, "Expected a target"),
        ({"target": 4}, "Expected a class from 0 to 3; got 4"),
        ({"target": True}, "Expected a target"),
        ({"radius": 0}, "Expected a radius"),
        ({"radius": "big"}, "Expected a radius"),
        ({"radius": float("nan")}, "Expected a radius"),
        ({"seed": -1}, "Expected a seed"),
        ({"seed": 1.5}, "Expected a seed"),
        ({"image": torch.rand(19)}, r"Expected an image of shape \(20,\); got \(19,\)"),
        ({"image": torch.full((20,), 2.0)}, "Expected pixel values from 0 to 1"),
        ({"image": torch.full((20,), float("nan"))}, "Expected pixel values"),
    ],
)
def test_bad_arguments_say_what_was_expected(changes, text):
    arguments = {"image": torch.full((20,), 0.5), "settings": QUICK, **changes}
    image = arguments.pop("image")
    with pytest.raises(CleverError, match=text):
        clever_score(linear_classifier(), image, **arguments)


def test_target_that_is_the_label_is_refused():
    classifier, image = linear_classifier(), torch.full((20,), 0.5)
    label = int(classifier.logits(image[None]).argmax())
    with pytest.raises(CleverError, match="other than the one already read"):
        clever_score(classifier, image, target=label, settings=QUICK)


@pytest.mark.parametrize(
    "changes",
    [
        {"n_batches": 1},
        {"n_batches": 2.5},
        {"samples_per_batch": 0},
        {"estimator": "best"},
        {"chunk_size": True},
        {"order": 3},
        {"order": True},
        {"precision": "half"},
        {"stop_width": 0},
        {"stop_width": float("nan")},
    ],
)
def test_bad_settings_are_refused(changes):
    with pytest.raises(CleverError, match="Expected"):
        CleverSettings(**changes)
