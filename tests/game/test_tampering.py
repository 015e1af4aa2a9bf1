import numpy as np
import pytest
import torch
from torch import nn

from clever_engine import Classifier
from clever_engine.errors import InputError
from clever_engine.game import find_maximum, maximum_steps, read_check
from clever_engine.game.pixels import distortions
from clever_engine.game.tampering import STAGES, tamper_steps
from clever_engine.steps import relay, run
from tests.game.conftest import blank_check, level


def two_digit_network(lead=10.0, seed=0):
    """A linear network that reads 3 where `lead + v x > 0`, else 8, and never anything else."""
    generator = torch.Generator().manual_seed(seed)
    direction = torch.randn(784, generator=generator)
    direction -= direction.mean()  # a plain grey says nothing, so that the lead is `lead`
    layer = nn.Linear(784, 10)
    with torch.no_grad():
        layer.weight.zero_()
        layer.bias.fill_(-1e4)
        layer.weight[3], layer.bias[3], layer.bias[8] = direction, lead, 0.0
    network = Classifier.from_module(nn.Sequential(nn.Flatten(), layer))
    return network, lead / float(direction.norm())


def grey(value=128):
    return np.full((1, 28, 28), value / 255, dtype=np.float32)


def finish(steps):
    seen = []
    return run(relay(steps, seen.append)), len(seen)


@pytest.mark.parametrize("lead", [3.0, 10.0, 60.0])
def test_a_linear_networks_tamper_is_the_closed_form_and_its_rounding(lead):
    network, distance = two_digit_network(lead)
    (found,), yields = finish(tamper_steps(network, grey(), 2, [8]))
    assert (found.position, found.value, yields) == (2, 8, STAGES - 1)
    assert read_check(network, found.image[None]).labels == (8,)
    assert found.distortion == distortions(grey()[None], found.image[None])[0]
    # Rounding moves each pixel by up to half a grey, which is 0.03 for a whole digit.
    assert distance - 0.02 <= found.distortion <= distance * 1.02 + 0.04


def test_changes_too_faint_for_256_greys_are_pushed_until_they_last():
    # 0.04 over 784 pixels is a third of a grey each: the nearest picture would be the digit itself.
    network, distance = two_digit_network(lead=0.04 * 27.9)
    assert 0.03 < distance < 0.05
    (found,), _ = finish(tamper_steps(network, grey(), 0, [8]))
    assert read_check(network, found.image[None]).labels == (8,)
    assert found.distortion > distance / 2


def test_tampers_stay_in_the_pixel_range():
    network, distance = two_digit_network(lead=60.0)
    (found,), _ = finish(tamper_steps(network, grey(0), 0, [8]))
    assert found.image.min() >= 0
    assert found.image.max() <= 1
    assert found.distortion > 1.2 * distance  # half of the direction points below black


def test_a_value_out_of_reach_is_missing():
    network, _ = two_digit_network()
    found, _ = finish(tamper_steps(network, grey(), 0, [5, 8]))
    assert [tamper.value for tamper in found] == [8]


def test_the_value_read_already_is_refused():
    with pytest.raises(InputError, match="other than the class already read, 3"):
        finish(tamper_steps(two_digit_network()[0], grey(), 0, [3]))


def test_the_maximum_on_a_linear_network_is_known():
    network, distance = two_digit_network()  # reads 333, and turns any 3 into an 8
    check = blank_check(461, grey=128)
    best = find_maximum(network, check, level(budget=1.1 * distance + 0.1))
    assert (best.original, best.untouched, best.amount) == (461, 333, 833)
    assert [(t.position, t.value) for t in best.tampers] == [(0, 8)]
    assert [(t.position, t.value) for t in best.table] == [(p, v) for p in range(3) for v in (3, 8)]
    less = find_maximum(network, check, level(budget=distance / 2))
    assert (less.amount, less.tampers, less.distortion) == (333, (), 0.0)


def test_progress_counts_up_to_its_total():
    steps = maximum_steps(two_digit_network()[0], blank_check(461, grey=128), level())
    reports = [(report.done, report.total) for report in steps]
    assert reports == [(done, 3 * STAGES) for done in range(1, 3 * STAGES + 1)]


def test_the_search_leaves_network_and_check_as_they_are():
    network, _ = two_digit_network()
    network.module.train()
    check = blank_check(461, grey=128)
    before = check.images.copy()
    find_maximum(network, check, level())
    np.testing.assert_array_equal(check.images, before)
    assert network.module.training
    assert all(parameter.grad is None for parameter in network.module.parameters())
