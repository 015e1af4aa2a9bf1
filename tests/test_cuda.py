"""On a CUDA device scores are the same to rounding, with no code path of their own."""

import pytest
import torch

from clever_engine import CleverSettings, clever_score, load_classifier
from clever_engine.handwriting.sets import load_handwriting

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")


@pytest.mark.parametrize("norm", ["l1", "l2", "linf"])
@pytest.mark.parametrize("sampling", ["chords", "guided", "uniform"])
def test_scores_on_cuda_are_those_of_the_processor(norm, sampling):
    here = load_classifier("mlp-1024")
    image = load_handwriting().images[0, 3]
    settings = CleverSettings(sampling=sampling, stop_width=None)
    expected = clever_score(here, image, norm=norm, settings=settings)
    there = load_classifier("mlp-1024", device="cuda")
    found = clever_score(there, image, norm=norm, settings=settings)
    assert found.value == pytest.approx(expected.value, rel=1e-3)
    assert found.target == expected.target


def test_tf32_is_measured_in_tf32_and_near_full():
    classifier = load_classifier("cnn-7", device="cuda")
    image = load_handwriting().images[0, 3]
    full, short = (
        clever_score(
            classifier,
            image,
            settings=CleverSettings(sampling="uniform", stop_width=None, precision=precision),
        ).value
        for precision in ("full", "tf32")
    )
    assert short == pytest.approx(full, rel=0.02)
    assert short != full
