import numpy as np
import pytest
import torch
from torch import nn

from clever_engine import Classifier, Norm
from clever_engine.certificates import certified_radius
from clever_engine.norms import vector_norms
from tests.conftest import linear_classifier


def distances(weight, bias, image):
    """The margin over the dual norm, for each class but the one read and each norm."""
    logits = weight @ image + bias
    label = int(logits.argmax())
    others = [k for k in range(len(logits)) if k != label]
    margins = logits[label] - logits[others]
    slopes = {norm: vector_norms(weight[label] - weight[others], norm.dual) for norm in Norm}
    return {
        norm: dict(zip(others, (margins / slopes[norm]).tolist(), strict=True)) for norm in Norm
    }


@pytest.mark.parametrize("norm", Norm)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("seed", range(5))
def test_a_linear_network_is_certified_exactly(norm, dtype, seed):
    classifier = linear_classifier(d=30, classes=6, seed=seed, dtype=dtype)
    image = torch.rand(30, generator=torch.Generator().manual_seed(seed)).to(dtype)
    weight, bias = (p.detach().double() for p in classifier.module.parameters())
    expected = distances(weight, bias, image.double())[norm]
    certificate = certified_radius(classifier, image, norm=norm)
    assert certificate.per_target.keys() == expected.keys()
    for target, radius in certificate.per_target.items():
        assert radius == pytest.approx(expected[target], rel=1e-6)
        assert radius <= expected[target] * (1 + 1e-15)
    assert certificate.radius == min(certificate.per_target.values())
    assert certificate.target == min(expected, key=expected.get)


@pytest.mark.parametrize("norm", Norm)
def test_affine_layers_in_a_row_are_certified_exactly(norm):
    """Convolutions with padding and stride, and mean pools: their product is one matrix."""
    torch.manual_seed(3)
    module = nn.Sequential(
        nn.Conv2d(1, 3, 3, padding=1), nn.AvgPool2d(2), nn.Conv2d(3, 4, 2, stride=2, padding=1),
        nn.Flatten(), nn.Linear(36, 8), nn.Linear(8, 3),
    ).double()  # fmt: skip
    classifier = Classifier.from_module(module, input_shape=(1, 9, 9))
    image = torch.rand(1, 9, 9, dtype=torch.float64)
    with torch.no_grad():
        bias = module(torch.zeros(1, 1, 9, 9).double())[0]
        weight = (module(torch.eye(81).double().view(81, 1, 9, 9)) - bias).T
    expected = distances(weight, bias, image.flatten())[norm]
    found = certified_radius(classifier, image, norm=norm).per_target
    np.testing.assert_allclose([found[k] for k in expected], list(expected.values()), rtol=1e-9)


def test_one_target_or_several_are_those_of_all():
    classifier = linear_classifier(d=30, classes=6)
    image = torch.full((30,), 0.5)
    every = certified_radius(classifier, image).per_target
    for targets in ([min(every)], sorted(every)[1:4], np.array(sorted(every)[:2])):
        some = certified_radius(classifier, image, targets=targets)
        assert some.per_target == pytest.approx({int(k): every[int(k)] for k in targets})
    one = certified_radius(classifier, image, targets=max(every))
    assert (one.target, one.radius) == (max(every), pytest.approx(every[max(every)]))
