"""Uniformity, not only membership: a sampler that is inside the ball may still be wrong."""

import math

import pytest
import torch
from scipy import stats

from clever_engine import Norm
from clever_engine.norms import vector_norms
from clever_engine.score.query import TILE, sample_unit_ball, unit_tiles

N = 4000


def draw(norm, d):
    return sample_unit_ball(N, d, norm, torch.Generator().manual_seed(7), torch.float64)


@pytest.mark.parametrize("norm", Norm)
@pytest.mark.parametrize("d", [2, 5, 100])
def test_radius_to_the_power_d_is_uniform(norm, d):
    radii = vector_norms(draw(norm, d), norm).numpy()
    assert radii.max() <= 1
    assert stats.kstest(radii**d, "uniform").pvalue > 1e-3


@pytest.mark.parametrize("norm", Norm)
def test_signs_and_coordinates_are_symmetric(norm):
    points = draw(norm, 6)
    shares = (points > 0).double().mean(dim=0)
    assert (shares - 0.5).abs().max() < 4 * 0.5 / math.sqrt(N)
    sizes = points.abs().mean(dim=0)
    assert (sizes / sizes.mean() - 1).abs().max() < 0.06


def test_l2_directions_are_uniform_on_the_circle():
    points = draw(Norm.L2, 2)
    angles = (torch.atan2(points[:, 1], points[:, 0]) / (2 * math.pi) + 0.5).numpy()
    assert stats.kstest(angles, "uniform").pvalue > 1e-3


def test_l1_share_of_the_first_coordinate_follows_the_simplex():
    # On the L1 sphere |x_1| / ||x||_1 is Beta(1, d - 1).
    points = draw(Norm.L1, 5).abs()
    share = (points[:, 0] / points.sum(dim=1)).numpy()
    assert stats.kstest(share, stats.beta(1, 4).cdf).pvalue > 1e-3


def test_share_of_a_smaller_ball_is_its_volume():
    points = draw(Norm.L1, 3)
    inside = float((vector_norms(points, Norm.L1) <= 0.5).double().mean())
    assert abs(inside - 0.5**3) < 4 * math.sqrt(0.125 * 0.875 / N)


@pytest.mark.parametrize("norm", Norm)
def test_tiles_depend_on_the_seed_alone(norm):
    short = torch.cat(list(unit_tiles(TILE + 10, 4, norm, seed=3)))
    long = torch.cat(list(unit_tiles(3 * TILE, 4, norm, seed=3)))
    other = torch.cat(list(unit_tiles(3 * TILE, 4, norm, seed=4)))
    assert len(short) == TILE + 10
    assert torch.equal(short, long[: TILE + 10])
    assert not torch.equal(long, other)
    assert not torch.equal(long[:TILE], long[TILE : 2 * TILE])


def test_global_randomness_is_untouched():
    torch.manual_seed(5)
    before = torch.get_rng_state()
    list(unit_tiles(300, 4, Norm.L2, seed=0))
    assert torch.equal(before, torch.get_rng_state())
