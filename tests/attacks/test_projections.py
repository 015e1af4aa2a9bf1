import numpy as np
import pytest
import torch

from clever_engine.attacks.space import project
from clever_engine.norms import Norm, vector_norms

RADII = torch.tensor([0.0, 0.1, 1.0, 3.0, 1e3, torch.inf], dtype=torch.float64)


def vectors(seed):
    drawn = torch.randn(len(RADII), 3, 7, generator=torch.Generator().manual_seed(seed)).double()
    return drawn.round(decimals=1)  # with ties and zeros


@pytest.mark.parametrize("norm", Norm)
@pytest.mark.parametrize("seed", range(5))
def test_projections_lie_in_the_ball_and_leave_what_lies_in_it(norm, seed):
    drawn = vectors(seed)
    nearest = project(drawn, RADII, norm)
    assert nearest.shape == drawn.shape
    assert (vector_norms(nearest, norm) <= RADII * (1 + 1e-9)).all()
    inside = vector_norms(drawn, norm) <= RADII
    assert inside[-2:].all()
    assert torch.equal(nearest[inside], drawn[inside])
    outside = ~inside
    torch.testing.assert_close(vector_norms(nearest, norm)[outside], RADII[outside])


@pytest.mark.parametrize("norm", Norm)
@pytest.mark.parametrize("seed", range(5))
def test_no_point_of_the_ball_is_on_the_far_side_of_a_projection(norm, seed):
    """The nearest point p of a convex set to v has (v - p) . (q - p) <= 0 for all its points q."""
    drawn, radii = vectors(seed)[:4], RADII[:4]
    nearest = project(drawn, radii, norm).flatten(1)
    generator = torch.Generator().manual_seed(seed)
    others = torch.randn(4, 500, 21, generator=generator, dtype=torch.float64)
    others[:, ::2] *= torch.rand(4, 250, 21, generator=generator) < 0.1  # near the corners too
    sizes = torch.linalg.vector_norm(others, ord=norm.order, dim=2, keepdim=True)
    others = others / sizes.clamp_min(1e-9) * radii[:, None, None]
    away = (drawn.flatten(1) - nearest)[:, None]
    assert float((away * (others - nearest[:, None])).sum(dim=2).max()) <= 1e-9


def test_a_known_projection_onto_the_l1_ball():
    nearest = project(torch.tensor([[3.0, -1.0, 0.5]]), torch.tensor([2.0]), Norm.L1)
    np.testing.assert_allclose(nearest.numpy(), [[2.0, 0.0, 0.0]], atol=1e-7)
    nearest = project(torch.tensor([[3.0, -2.0, 0.5]]), torch.tensor([3.0]), Norm.L1)
    np.testing.assert_allclose(nearest.numpy(), [[2.0, -1.0, 0.0]], atol=1e-7)
