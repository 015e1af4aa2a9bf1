"""The table of what sandwiches cost."""

import numpy as np
import torch

from benchmarks import sandwiches
from clever_engine import Norm
from tests.certificates.networks import image, network


def test_each_stage_has_its_time_and_the_numbers_are_the_witnesses():
    images = torch.stack([image(seed) for seed in range(2)])
    cost = sandwiches.measure(network("perceptron", 0), images.numpy(), Norm.L2)
    assert list(cost.seconds) == list(cost.longest) == ["clever", "attack", "proof"]
    assert all(cost.seconds[stage] >= cost.longest[stage] > 0 for stage in cost.seconds)
    assert (np.array(cost.radii) > 0).all()
    assert (np.array(cost.radii) <= cost.attacks).all()


def test_a_row_sums_the_stages_and_compares_proof_and_attack():
    cost = sandwiches.Cost(
        network="a-network",
        norm="l2",
        seconds={"clever": 1.0, "attack": 2.0, "proof": 3.5},
        longest={"clever": 0.25, "attack": 0.1, "proof": 0.5},
        radii=[0.5, 0.2],
        attacks=[1.0, np.inf],
    )
    assert sandwiches.row(cost) == (
        "| a-network | l2 | 1.0 | 2.0 | 3.5 | 6.5 | 0.50 | 0.000 - 0.500 |"
    )
    lines = sandwiches.table([cost]).splitlines()
    assert len({line.count("|") for line in lines}) == 1
