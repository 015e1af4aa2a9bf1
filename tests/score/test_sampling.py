"""Uniformity, not only membership: a sampler that is inside the ball may still be wrong."""

import math

import numpy as np
import pytest
import torch
from scipy import stats

from clever_engine import Norm
from clever_engine.norms import vector_norms
from clever_engine.score import philox
from clever_engine.score.points import FEW, TILE, counted_points, sample_unit_ball, unit_tiles

N = 4000
CPU = torch.device("cpu")
KEY = [2**64 - 3, 12345678901234567890]


def draw(norm, d):
    return sample_unit_ball(N, d, norm, torch.Generator().manual_seed(7), torch.float64)


def draw_counted(norm, d):
    return counted_points(range(40), N // 40, d, norm, 7, torch.float64, CPU)


both = pytest.mark.parametrize("draw", [draw, draw_counted])


@both
@pytest.mark.parametrize("norm", Norm)
@pytest.mark.parametrize("d", [2, 5, 100])
def test_radius_to_the_power_d_is_uniform(draw, norm, d):
    radii = vector_norms(draw(norm, d), norm).numpy()
    assert radii.max() <= 1
    assert stats.kstest(radii**d, "uniform").pvalue > 1e-3


@both
@pytest.mark.parametrize("norm", Norm)
def test_signs_and_coordinates_are_symmetric(draw, norm):
    points = draw(norm, 6)
    shares = (points > 0).double().mean(dim=0)
    assert (shares - 0.5).abs().max() < 4 * 0.5 / math.sqrt(N)
    sizes = points.abs().mean(dim=0)
    assert (sizes / sizes.mean() - 1).abs().max() < 0.06


@both
def test_l2_directions_are_uniform_on_the_circle(draw):
    points = draw(Norm.L2, 2)
    angles = (torch.atan2(points[:, 1], points[:, 0]) / (2 * math.pi) + 0.5).numpy()
    assert stats.kstest(angles, "uniform").pvalue > 1e-3


@both
def test_l1_share_of_the_first_coordinate_follows_the_simplex(draw):
    # On the L1 sphere |x_1| / ||x||_1 is Beta(1, d - 1).
    points = draw(Norm.L1, 5).abs()
    share = (points[:, 0] / points.sum(dim=1)).numpy()
    assert stats.kstest(share, stats.beta(1, 4).cdf).pvalue > 1e-3


@both
def test_share_of_a_smaller_ball_is_its_volume(draw):
    points = draw(Norm.L1, 3)
    inside = float((vector_norms(points, Norm.L1) <= 0.5).double().mean())
    assert abs(inside - 0.5**3) < 4 * math.sqrt(0.125 * 0.875 / N)


@pytest.mark.parametrize("norm", Norm)
@pytest.mark.parametrize("d", [4, 40])
def test_tiles_depend_on_the_seed_alone(norm, d):
    short = torch.cat(list(unit_tiles(TILE + 10, d, norm, seed=3)))
    long = torch.cat(list(unit_tiles(3 * TILE, d, norm, seed=3)))
    other = torch.cat(list(unit_tiles(3 * TILE, d, norm, seed=4)))
    assert len(short) == TILE + 10
    assert torch.equal(short, long[: TILE + 10])
    assert not torch.equal(long, other)
    assert not torch.equal(long[:TILE], long[TILE : 2 * TILE])


@pytest.mark.parametrize("d", [4, 40])
@pytest.mark.parametrize("rows", [1, 200, 3 * TILE, 10**6])
def test_points_are_the_same_however_many_are_drawn_at_once(d, rows):
    usual = torch.cat(list(unit_tiles(5 * TILE + 3, d, Norm.L2, seed=3)))
    tiles = list(unit_tiles(5 * TILE + 3, d, Norm.L2, seed=3, rows=rows))
    assert torch.equal(torch.cat(tiles), usual)
    assert max(map(len, tiles)) == min(max(TILE, -(-rows // TILE) * TILE), len(usual))


def test_points_in_few_dimensions_are_those_that_shipped_numbers_rest_on():
    first = next(iter(unit_tiles(1, 4, Norm.L2, seed=0)))[0]
    generator = torch.Generator().manual_seed(
        int(np.random.SeedSequence([0, 0]).generate_state(1, np.uint64)[0] >> np.uint64(1))
    )
    expected = sample_unit_ball(TILE, 4, Norm.L2, generator)[0]
    assert torch.equal(first, expected)
    assert FEW >= 4


def test_global_randomness_is_untouched():
    torch.manual_seed(5)
    before = torch.get_rng_state()
    list(unit_tiles(300, 4, Norm.L2, seed=0))
    list(unit_tiles(300, 40, Norm.L2, seed=0))
    assert torch.equal(before, torch.get_rng_state())


@pytest.mark.parametrize(
    ("counter", "key", "expected"),
    [
        (
            [0, 0, 0, 0],
            [0, 0],
            [0x16554D9ECA36314C, 0xDB20FE9D672D0FDC, 0xD7E772CEE186176B, 0x7E68B68AEC7BA23B],
        ),
        (
            [2**64 - 1] * 4,
            [2**64 - 1] * 2,
            [0x87B092C3013FE90B, 0x438C3C67BE8D0224, 0x9CC7D7C69CD777B6, 0xA09CAEBF594F0BA0],
        ),
        (
            [0x243F6A8885A308D3, 0x13198A2E03707344, 0xA4093822299F31D0, 0x082EFA98EC4E6C89],
            [0x452821E638D01377, 0xBE5466CF34E90C6C],
            [0xA528F45403E61D95, 0x38C72DBD566E9788, 0xA5A1610E72FD18B5, 0x57BD43B5E52B7FE6],
        ),
    ],
)
def test_philox_gives_the_words_its_authors_publish(counter, key, expected):
    """The known answers of Random123, version 1.14, for philox4x64 with ten rounds."""
    words = tuple(torch.tensor([word - 2**64 if word >> 63 else word]) for word in counter)
    assert [int(word) % 2**64 for word in philox.philox4x64(words, key)] == expected


def test_words_are_the_same_on_the_processor_and_on_a_device():
    """The device's own way, run here: by tensors in place of NumPy's C."""
    streams = [0, 5, 2**40]
    here = philox._on_processor(KEY, streams, 101, CPU)
    assert torch.equal(here, philox._on_device(KEY, streams, 101, CPU))
    assert here.shape == (3, 808)
    assert torch.equal(philox.random_words(KEY, [5], 11, CPU), here[1:2, :11])


@pytest.mark.parametrize("norm", Norm)
def test_points_drawn_on_a_device_are_those_of_the_processor(norm, monkeypatch):
    here = counted_points(range(3), TILE, 50, norm, 9, torch.float32, CPU)
    monkeypatch.setattr(philox, "_on_processor", philox._on_device)
    assert torch.equal(here, counted_points(range(3), TILE, 50, norm, 9, torch.float32, CPU))
    double = counted_points(range(3), TILE, 50, norm, 9, torch.float64, CPU)
    torch.testing.assert_close(here.double(), double, rtol=1e-4, atol=1e-7)
