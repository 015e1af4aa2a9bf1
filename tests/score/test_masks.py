"""CLEVER where only some values of an input may change."""

import numpy as np
import pytest
import torch

from clever_engine import (
    Classifier,
    CleverError,
    CleverSettings,
    Norm,
    clever_score,
    load_classifier,
    rank_digits,
)
from clever_engine.score.query import Query
from tests.conftest import linear_classifier, small_relu_network

QUICK = CleverSettings(n_batches=20, samples_per_batch=10)


def masked_distance(classifier, image, mask, dual_order):
    """The least margin over the dual norm of the weights that may act, in float64."""
    weight = classifier.module.weight.detach().double()
    logits = classifier.logits(image[None])[0].double()
    label = int(logits.argmax())
    others = [j for j in range(len(logits)) if j != label]
    return min(
        float((logits[label] - logits[j]) / torch.linalg.vector_norm(d[mask], dual_order))
        for j, d in ((j, weight[label] - weight[j]) for j in others)
    )


@pytest.mark.parametrize("norm", Norm)
@pytest.mark.parametrize("sampling", ["guided", "uniform"])
def test_linear_network_under_a_mask_has_its_closed_form(norm, sampling):
    classifier, image = linear_classifier(), torch.full((20,), 0.5)
    mask = torch.zeros(20, dtype=torch.bool)
    mask[[1, 4, 5, 11]] = True
    settings = CleverSettings(n_batches=20, sampling=sampling)
    score = (
        clever_score(classifier, image, norm=norm, radius=1e3, mask=mask, settings=settings)
        if sampling == "uniform"
        else clever_score(classifier, image, norm=norm, mask=mask, settings=settings)
    )
    assert score.value == pytest.approx(
        masked_distance(classifier, image, mask, norm.dual.order), rel=1e-4
    )
    assert score.value > clever_score(classifier, image, norm=norm, settings=QUICK).value


@pytest.mark.parametrize("norm", Norm)
def test_a_mask_is_the_network_on_the_free_values_alone(norm):
    """Freezing values gives the very network that has never had them, fit and all."""
    whole = small_relu_network(d=6, hidden=30)
    image = torch.linspace(-0.5, 0.5, 6, dtype=torch.float64)
    mask = torch.tensor([True, False, True, True, False, True])

    class Rest(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.whole = whole.module

        def forward(self, free):
            points = image.repeat(len(free), 1)
            points[:, mask] = free
            return self.whole(points)

    rest = Classifier.from_module(Rest(), input_shape=(4,), bounds=(-2.0, 2.0))
    masked = clever_score(whole, image, norm=norm, radius=0.7, mask=mask, settings=QUICK)
    alone = clever_score(rest, image[mask], norm=norm, radius=0.7, settings=QUICK)
    assert masked.value == pytest.approx(alone.value, rel=1e-4)
    assert masked.interval == pytest.approx(alone.interval, rel=1e-4)


def test_points_move_where_they_may():
    mask = torch.zeros(1, 28, 28, dtype=torch.bool)
    mask[0, 3:5, 7] = True
    image = torch.rand(1, 28, 28, generator=torch.Generator().manual_seed(0))
    query = Query.of(load_classifier("mlp-1024"), image, target="untargeted", seed=0, mask=mask)
    points = query.moved(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
    assert query.size == 2
    assert torch.equal(points[1][mask], image[mask] + torch.tensor([3.0, 4.0]))
    assert torch.equal(points[:, ~mask], image[~mask].expand(2, -1))


def test_a_full_mask_changes_nothing():
    classifier, image = small_relu_network(d=6, hidden=30), np.full(6, 0.3)
    free = clever_score(classifier, image, settings=QUICK)
    full = clever_score(classifier, image, mask=np.ones(6, dtype=bool), settings=QUICK)
    assert (full.value, full.interval) == (free.value, free.interval)
    assert free.mask is None
    assert full.mask.all()


def test_a_ranking_takes_a_mask_an_image():
    classifier = linear_classifier()
    images = torch.rand(2, 20, generator=torch.Generator().manual_seed(0))
    masks = [None, np.arange(20) < 5]
    ranking = rank_digits(classifier, images, masks=masks, settings=QUICK)
    alone = clever_score(classifier, images[1], mask=masks[1], settings=QUICK)
    assert ranking.scores[1].value == pytest.approx(alone.value, rel=1e-6)
    with pytest.raises(CleverError, match="Expected a mask for each of 2 images; got 1"):
        rank_digits(classifier, images, masks=masks[:1], settings=QUICK)


@pytest.mark.parametrize(
    ("mask", "text"),
    [
        (np.ones(20), "Expected a boolean mask"),
        (np.ones(19, dtype=bool), r"got torch.bool of shape \(19,\)"),
        (np.zeros(20, dtype=bool), "at least one value"),
    ],
)
def test_bad_masks_are_refused(mask, text):
    with pytest.raises(CleverError, match=text):
        clever_score(linear_classifier(), torch.full((20,), 0.5), mask=mask, settings=QUICK)
