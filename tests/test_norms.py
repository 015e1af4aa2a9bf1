import pytest
import torch

from clever_engine import CleverError, Norm
from clever_engine.norms import parse_norm, vector_norms


@pytest.mark.parametrize(("norm", "dual"), [("l1", "linf"), ("l2", "l2"), ("linf", "l1")])
def test_duals(norm, dual):
    assert Norm(norm).dual is Norm(dual)
    assert 1 / Norm(norm).order + 1 / Norm(dual).order == 1


@pytest.mark.parametrize(("norm", "expected"), [("l1", 7.0), ("l2", 5.0), ("linf", 4.0)])
def test_norm_of_three_four(norm, expected):
    vectors = torch.tensor([[[3.0, -4.0]], [[0.0, 0.0]]])
    assert vector_norms(vectors, Norm(norm)).tolist() == [expected, 0.0]


def test_hoelder_with_the_dual():
    generator = torch.Generator().manual_seed(0)
    a, b = torch.randn(2, 100, 30, generator=generator)
    for norm in Norm:
        products = (a * b).sum(dim=1).abs()
        assert (products <= vector_norms(a, norm) * vector_norms(b, norm.dual) * 1.00001).all()


def test_unknown_norm_says_what_was_expected():
    with pytest.raises(CleverError, match=r"Expected a norm out of 'l1', 'l2', 'linf'; got 'l3'\."):
        parse_norm("l3")
