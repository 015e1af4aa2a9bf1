"""Networks behind an input transformation, with BPDA for the gradient."""

import numpy as np
import pytest
import torch

from clever_engine import CleverError, CleverSettings, Finding, Norm, clever_score
from tests.conftest import closed_form_distance, linear_classifier, small_relu_network

QUICK = CleverSettings(n_batches=20, samples_per_batch=10)


def quantise(points):
    """Four levels: its own gradient is zero everywhere."""
    return (points * 3).round() / 3


@pytest.mark.parametrize("norm", Norm)
def test_linear_network_behind_quantisation(norm):
    """The gradient is the weights', the margin is that of the quantised image."""
    classifier, image = linear_classifier(), torch.linspace(0, 1, 20)
    behind = classifier.behind(quantise)
    torch.testing.assert_close(behind.logits(image[None]), classifier.logits(quantise(image)[None]))
    score = clever_score(behind, image, norm=norm, radius=50.0, settings=QUICK)
    wanted = closed_form_distance(classifier, quantise(image), norm.dual.order)
    uniform = CleverSettings(n_batches=20, sampling="uniform")
    plain = clever_score(behind, image, norm=norm, radius=50.0, settings=uniform)
    assert plain.value == pytest.approx(wanted, rel=1e-5)
    assert score.value <= plain.value
    assert Finding.STRAIGHT_THROUGH in score.findings


def test_without_it_the_same_network_has_no_gradient():
    inner = linear_classifier()

    class Quantised(torch.nn.Module):
        def forward(self, points):
            return inner.module(quantise(points))

    masked = type(inner).from_module(Quantised(), input_shape=(20,))
    score = clever_score(masked, torch.full((20,), 0.5), radius=1.0, settings=QUICK)
    assert Finding.ZERO_GRADIENTS in score.findings
    assert score.value == 0


def test_the_identity_changes_nothing_but_the_finding():
    classifier = small_relu_network(d=6, hidden=30)
    image = torch.full((6,), 0.3, dtype=torch.float64)
    plain = clever_score(classifier, image, settings=QUICK)
    behind = clever_score(classifier.behind(lambda points: points), image, settings=QUICK)
    assert behind.value == plain.value
    assert set(behind.findings) - set(plain.findings) == {Finding.STRAIGHT_THROUGH}


def test_transformations_chain_in_the_order_points_meet_them():
    classifier = linear_classifier()
    image = torch.rand(1, 20, generator=torch.Generator().manual_seed(0))
    chained = classifier.behind(lambda x: x / 2).behind(quantise, name="both")
    torch.testing.assert_close(chained.logits(image), classifier.logits(quantise(image) / 2))
    assert chained.name == "both"


def test_a_transformation_must_keep_the_shape():
    with pytest.raises(CleverError, match="keeps the shape"):
        linear_classifier().behind(lambda x: x[:, :3]).logits(np.zeros((1, 20), dtype=np.float32))
