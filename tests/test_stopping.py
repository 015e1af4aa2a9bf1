"""Work that is stopped stops at every level, whatever it waits for."""

from collections.abc import Callable, Generator
from typing import Any

import pytest
import torch

from clever_engine import CleverSettings
from clever_engine.certificates import certificate_steps
from clever_engine.comparison.paired import comparison_steps
from clever_engine.comparison.results import Side
from clever_engine.game import analysis_steps
from clever_engine.lesson.fooled import ball_steps
from clever_engine.lesson.inside import repeat_steps, sweep_steps
from clever_engine.score.measurement import Measurement
from clever_engine.score.ranking import ranking_steps
from clever_engine.steps import Steps
from tests.conftest import linear_classifier, small_relu_network
from tests.game.conftest import blank_check, level
from tests.game.test_tampering import two_digit_network

QUICK = CleverSettings(n_batches=8, samples_per_batch=2)
NETWORK = linear_classifier()
IMAGES = torch.rand(2, 20, generator=torch.Generator().manual_seed(0))


def other_class() -> int:
    label = int(NETWORK.logits(IMAGES[:1]).argmax())
    return (label + 1) % 4


LAYERED: dict[str, Callable[[], Steps[Any]]] = {
    "ranking": lambda: ranking_steps(NETWORK, Measurement(images=IMAGES, settings=QUICK)),
    "certificate": lambda: certificate_steps(small_relu_network(), torch.zeros(2).double()),
    "comparison": lambda: comparison_steps([Side(model="a")] * 2, [NETWORK] * 2, IMAGES),
    "analysis": lambda: analysis_steps(two_digit_network()[0], blank_check(33), level()),
    "balls": lambda: ball_steps(NETWORK, IMAGES[0].numpy(), radii=(0.1,)),
    "repeats": lambda: repeat_steps(
        NETWORK, IMAGES[0], target=other_class(), norm="l2", radius=0.1, seeds=(0, 1)
    ),
    "sweep": lambda: sweep_steps(NETWORK, IMAGES[0], target=other_class(), norm="l2", radii=(0.1,)),
}


def levels(steps: Generator[Any, Any, Any]) -> list[Generator[Any, Any, Any]]:
    """Return a generator that waits, the one it waits for, and so on inwards."""
    found = [steps]
    while isinstance(inner := inside(found[-1]), Generator):
        found.append(inner)
    return found


def inside(steps: Any) -> Any:
    return steps.gi_yieldfrom or steps.gi_frame.f_locals.get("steps")


@pytest.mark.parametrize("name", LAYERED)
def test_closing_the_outer_work_closes_all_that_it_waits_for(name):
    steps = LAYERED[name]()
    next(steps)
    waiting = levels(steps)
    assert len(waiting) >= 3
    steps.close()
    assert all(one.gi_frame is None for one in waiting)
