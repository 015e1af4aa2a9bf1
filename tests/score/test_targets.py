import numpy as np
import pytest
import torch

from clever_engine import CleverSettings, Norm, clever_score
from clever_engine.certificates import certified_radius
from clever_engine.errors import InputError
from clever_engine.score.query import Query
from tests.conftest import closed_form_distance, linear_classifier

IMAGE = torch.full((20,), 0.5)


def distances(classifier, image, norm, mask=None):
    """Of all other classes, nearest first, in closed form."""
    weight = classifier.module.weight.detach().double()
    logits = classifier.logits(image[None])[0].double()
    label = int(logits.argmax())
    rows = weight[label] - weight
    rows = rows if mask is None else rows * mask
    found = (logits[label] - logits) / torch.linalg.vector_norm(rows, norm.dual.order, dim=1)
    return [k for k in found.argsort().tolist() if k != label]


@pytest.mark.parametrize("norm", Norm)
@pytest.mark.parametrize("masked", [False, True])
def test_nearest_are_those_a_first_step_promises_least_for(norm, masked):
    classifier = linear_classifier(classes=40)
    mask = torch.arange(20) % 3 == 0 if masked else None
    order = distances(classifier, IMAGE, norm, mask)
    for count in (1, 10, 38):
        query = Query.of(classifier, IMAGE, target=f"nearest-{count}", seed=0, norm=norm, mask=mask)
        assert query.targets == tuple(sorted(order[:count]))
        assert query.requested_target == f"nearest-{count}"


@pytest.mark.parametrize("norm", Norm)
def test_a_score_towards_the_nearest_is_the_untargeted_one(norm):
    classifier = linear_classifier(classes=40)
    score = clever_score(classifier, IMAGE, norm=norm, target="nearest-10")
    assert len(score.per_target) == 10
    assert score.value == pytest.approx(
        closed_form_distance(classifier, IMAGE, norm.dual.order), rel=1e-4
    )
    assert score.target == distances(classifier, IMAGE, norm)[0]


def test_fewer_where_there_are_fewer():
    score = clever_score(linear_classifier(classes=4), IMAGE, target="nearest-10")
    assert len(score.per_target) == 3
    assert score.requested_target == "nearest-10"


def test_ties_come_first_and_the_flat_last():
    classifier = linear_classifier(classes=4)
    with torch.no_grad():
        classifier.module.weight.zero_()
        classifier.module.weight[:3, 0] = torch.tensor([1.0, 1.0, 3.0])
        classifier.module.bias[:] = torch.tensor([1.0, 0.0, 0.0, 0.0])
    # Logits 1.5, 0.5, 1.5 and 0: the margin to 1 never changes, 2 is a tie, 3 is 1.5 away.
    for count, expected in ((1, (2,)), (2, (2, 3)), (3, (1, 2, 3))):
        query = Query.of(classifier, IMAGE, target=f"nearest-{count}", seed=0)
        assert (query.label, query.targets) == (0, expected)


@pytest.mark.parametrize("target", ["nearest-0", "nearest-", "nearest-1x", "nearest", "nearest-٣"])
def test_numbers_that_make_no_sense(target):
    with pytest.raises(InputError, match="Expected a target out of untargeted, nearest-10, "):
        clever_score(linear_classifier(), IMAGE, target=target)


def test_certificates_know_class_numbers_alone():
    with pytest.raises(InputError, match="Expected a target"):
        certified_radius(linear_classifier(), IMAGE, targets=["nearest-10"])


def test_the_norm_decides_which_are_nearest():
    classifier = linear_classifier(classes=40)
    sets = {
        Query.of(classifier, IMAGE, target="nearest-5", seed=0, norm=norm).targets for norm in Norm
    }
    assert len(sets) > 1
    scores = [
        clever_score(
            classifier, IMAGE, norm=norm, target="nearest-5", settings=CleverSettings.guided()
        )
        for norm in Norm
    ]
    assert {tuple(entry.target for entry in score.per_target) for score in scores} == sets
    assert all(np.isfinite(score.value) for score in scores)
