"""On a CUDA device scores are the same to rounding, with no code path of their own."""

import pytest
import torch

from clever_engine import Classifier, CleverSettings, clever_score, load_classifier
from clever_engine.handwriting.sets import load_handwriting

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")


@pytest.mark.parametrize("norm", ["l1", "l2", "linf"])
@pytest.mark.parametrize("sampling", ["chords", "guided", "uniform"])
def test_scores_on_cuda_are_those_of_the_processor(norm, sampling):
    here = load_classifier("mlp-1024")
    image = load_handwriting().images[0, 3]
    settings = CleverSettings(sampling=sampling, stop_width=None)
    expected = clever_score(here, image, norm=norm, settings=settings)
    there = Classifier.from_module(load_classifier("mlp-1024").module.cuda())
    found = clever_score(there, image, norm=norm, settings=settings)
    assert found.value == pytest.approx(expected.value, rel=1e-3)
    assert found.target == expected.target
