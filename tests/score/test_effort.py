"""Effort that adapts, and the type of number the matrix products use."""

import pytest
import torch

from clever_engine import CleverSettings, clever_score, load_classifier
from clever_engine.handwriting.sets import load_handwriting
from clever_engine.score.clever import clever_steps
from tests.conftest import linear_classifier, small_relu_network

LONG = {"n_batches": 400, "samples_per_batch": 10}


def settings(**changes):
    return CleverSettings(**{**LONG, "sampling": "uniform", **changes})


def test_sampling_stops_when_the_interval_is_narrow_enough():
    classifier, image = small_relu_network(d=6, hidden=40), torch.full((6,), 0.3)
    full = clever_score(classifier, image, settings=settings())
    short = clever_score(classifier, image, settings=settings(stop_width=0.2))
    low, high = short.interval
    assert high - low <= 0.2 * short.value
    batches = len(short.per_target[0].maxima)
    assert 20 <= batches < len(full.per_target[0].maxima)
    never = clever_score(classifier, image, settings=settings(stop_width=1e-9))
    # Asked on the way, points are evaluated in smaller parts: that changes the rounding alone.
    assert never.value == pytest.approx(full.value, rel=1e-12)
    assert never.interval == pytest.approx(full.interval, rel=1e-12)


def test_what_the_first_points_say_is_what_a_short_run_says():
    """Stopping early is the same as having asked for fewer points."""
    classifier, image = small_relu_network(d=6, hidden=40), torch.full((6,), 0.3)
    early = clever_score(classifier, image, radius=1.0, settings=settings(stop_width=0.2))
    batches = len(early.per_target[0].maxima)
    asked = clever_score(classifier, image, radius=1.0, settings=settings(n_batches=batches))
    assert early.value == asked.value


@pytest.mark.parametrize("chunk", [1, 200, 100_000])
def test_the_end_does_not_depend_on_the_chunk(chunk):
    classifier, image = small_relu_network(d=6, hidden=40), torch.full((6,), 0.3)
    usual = clever_score(classifier, image, settings=settings(stop_width=0.1))
    other = clever_score(classifier, image, settings=settings(stop_width=0.1, chunk_size=chunk))
    assert (usual.value, usual.interval) == (other.value, other.interval)


def test_a_linear_network_needs_one_look():
    partials = list(
        clever_steps(
            linear_classifier(), torch.full((20,), 0.5), settings=settings(stop_width=0.01)
        )
    )
    assert partials[-1].done < partials[-1].total / 10


def test_bfloat16_stays_within_the_interval_of_a_uniform_sample():
    classifier = load_classifier("mlp-1024")
    image = load_handwriting().images[0, 3]
    full = clever_score(classifier, image, settings=CleverSettings(sampling="uniform"))
    coarse = clever_score(
        classifier, image, settings=CleverSettings(sampling="uniform", precision="bfloat16")
    )
    assert coarse.value != full.value
    assert full.interval[0] <= coarse.value <= full.interval[1]
