"""Second-order CLEVER, through the same door as the first."""

import numpy as np
import pytest
import torch
from torch import nn

from clever_engine import Classifier, CleverError, CleverSettings, Finding, clever_score
from tests.conftest import linear_classifier, small_relu_network

SECOND = CleverSettings(n_batches=20, samples_per_batch=5, order=2)


class Bowl(nn.Module):
    """Margin `b + a.x - k/2 |x|^2`: a Hessian of norm k everywhere."""

    def __init__(self, slope, curvature):
        super().__init__()
        self.register_buffer("slope", torch.tensor(slope, dtype=torch.float64))
        self.curvature = curvature
        self.anchor = nn.Parameter(torch.zeros(1, dtype=torch.float64))

    def forward(self, x):
        margin = 2.0 + x @ self.slope - self.curvature / 2 * x.square().sum(dim=1)
        return torch.stack([margin, self.anchor * x.sum(dim=1)], dim=1)


def bowl(slope, curvature):
    return Classifier.from_module(Bowl(slope, curvature), input_shape=(3,), bounds=(-9.0, 9.0))


@pytest.mark.parametrize("sampling", ["guided", "uniform"])
def test_a_bowl_has_its_exact_distance(sampling):
    """From the top of a bowl every direction is the nearest: sqrt(2 b / k), which is exact."""
    settings = CleverSettings(n_batches=20, order=2, sampling=sampling)
    score = clever_score(bowl([0.0, 0.0, 0.0], 3.0), np.zeros(3), radius=5.0, settings=settings)
    assert score.value == pytest.approx(np.sqrt(2 * 2.0 / 3.0), rel=1e-9)
    assert score.interval == pytest.approx((score.value, score.value), rel=1e-9)
    assert Finding.NOT_SMOOTH not in score.findings


def test_a_bowl_on_a_slope_has_the_positive_root():
    slope, k = np.array([1.0, -2.0, 0.5]), 3.0
    score = clever_score(bowl(slope.tolist(), k), np.zeros(3), radius=5.0, settings=SECOND)
    s = np.linalg.norm(slope)
    assert score.value == pytest.approx((-s + np.sqrt(s**2 + 2 * k * 2.0)) / k, rel=1e-9)
    # Towards the steepest descent the margin is the bound itself.
    point = -score.value * slope / s
    margin = 2.0 + slope @ point - k / 2 * point @ point
    assert margin == pytest.approx(0, abs=1e-9)


def test_a_linear_network_gives_what_first_order_gives():
    classifier = linear_classifier(dtype=torch.float64)
    image = torch.full((20,), 0.5, dtype=torch.float64)
    first = clever_score(classifier, image, settings=CleverSettings(n_batches=20))
    second = clever_score(classifier, image, settings=SECOND)
    assert second.value == pytest.approx(first.value, rel=1e-6)
    assert Finding.ZERO_GRADIENTS not in second.findings


def test_on_a_smooth_network_the_bound_stays_below_the_boundary():
    torch.manual_seed(0)
    module = nn.Sequential(nn.Linear(4, 30), nn.Softplus(), nn.Linear(30, 3)).double()
    classifier = Classifier.from_module(module, input_shape=(4,), bounds=(-9.0, 9.0))
    image = torch.full((4,), 0.4, dtype=torch.float64)
    score = clever_score(classifier, image, settings=SECOND)
    assert Finding.NOT_SMOOTH not in score.findings
    generator = torch.Generator().manual_seed(0)
    ways = torch.randn(20_000, 4, generator=generator, dtype=torch.float64)
    ways = ways / ways.norm(dim=1, keepdim=True)
    with torch.no_grad():
        labels = module(image + score.value * ways).argmax(dim=1)
    assert bool((labels == score.label).all())


def test_kinks_are_a_finding():
    classifier = small_relu_network(d=6, hidden=40)
    image = torch.full((6,), 0.3, dtype=torch.float64)
    assert Finding.NOT_SMOOTH in clever_score(classifier, image, settings=SECOND).findings


def test_only_l2():
    with pytest.raises(CleverError, match="Expected norm l2 for a score of second order; got linf"):
        clever_score(linear_classifier(), torch.full((20,), 0.5), norm="linf", settings=SECOND)
