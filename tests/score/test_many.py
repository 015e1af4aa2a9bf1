"""Many digits in one go: as alone, whatever is beside them, and in memory that does not grow."""

import copy

import numpy as np
import pytest
import torch
from torch import nn

from clever_engine import (
    Classifier,
    CleverError,
    CleverSettings,
    Finding,
    Norm,
    clever_score,
    clever_scores,
    load_classifier,
    rank_digits,
)
from clever_engine.handwriting.sets import load_handwriting
from clever_engine.score import chord_search
from clever_engine.score.many import LINES, scores_steps
from clever_engine.score.measurement import Measurement
from tests.conftest import small_relu_network

ROUNDING = 1e-5
DIGITS = load_handwriting().images[:2, [3, 7, 8]].reshape(-1, 1, 28, 28)
METHODS = {
    "chords": CleverSettings(),
    "chords until narrow": CleverSettings(stop_width=0.2),
    "guided": CleverSettings.guided(),
    "published": CleverSettings.published(20, 5),
}


def same(one, other):
    assert (one.label, one.target, one.findings) == (other.label, other.target, other.findings)
    assert one.value == pytest.approx(other.value, rel=ROUNDING)
    assert one.interval == pytest.approx(other.interval, rel=ROUNDING)


@pytest.mark.parametrize("norm", Norm)
@pytest.mark.parametrize("network", ["mlp-1024", "lenet-5"])
def test_a_digit_alone_scores_as_among_others(network, norm):
    classifier = load_classifier(network)
    together = clever_scores(classifier, DIGITS, norm=norm)
    assert len(together) == len(DIGITS)
    for image, score in zip(DIGITS, together, strict=True):
        same(clever_score(classifier, image, norm=norm), score)


@pytest.mark.parametrize("method", METHODS)
def test_every_method_measures_many_as_it_measures_one(method):
    classifier, settings = load_classifier("mlp-1024"), METHODS[method]
    together = clever_scores(classifier, DIGITS[:3], radius=3.0, settings=settings)
    for image, score in zip(DIGITS[:3], together, strict=True):
        same(clever_score(classifier, image, radius=3.0, settings=settings), score)


def test_masks_labels_and_targets_belong_to_their_digits():
    classifier = small_relu_network(d=8, hidden=40)
    images = torch.rand(3, 8, dtype=torch.float64, generator=torch.Generator().manual_seed(2))
    labels = classifier.logits(images).argmax(dim=1)
    told = [int(labels[0]), (int(labels[1]) + 1) % 3, int(labels[2])]
    masks = [None, np.arange(8) < 5, np.arange(8) > 1]
    together = clever_scores(
        classifier, images, target="runner-up", masks=masks, true_labels=told, seed=4
    )
    for image, mask, label, score in zip(images, masks, told, together, strict=True):
        alone = clever_score(
            classifier, image, target="runner-up", mask=mask, true_label=label, seed=4
        )
        same(alone, score)
    assert [Finding.MISREAD in score.findings for score in together] == [False, True, False]


def test_digits_that_do_not_fit_together_go_down_in_groups(monkeypatch):
    classifier = load_classifier("mlp-1024")
    whole = clever_scores(classifier, DIGITS)
    monkeypatch.setattr(chord_search, "STATE", 2 * 9 * 28 * 28)
    parted = clever_scores(classifier, DIGITS)
    for one, other in zip(whole, parted, strict=True):
        same(one, other)


@pytest.mark.parametrize("norm", Norm)
def test_classes_that_do_not_fit_together_are_looked_at_in_parts(norm, monkeypatch):
    """Each part meets noise of its own, which moves a score less than another seed does."""
    classifier, image = load_classifier("mlp-1024"), DIGITS[0]
    whole = clever_score(classifier, image, norm=norm)
    monkeypatch.setattr(chord_search, "STATE", 4 * 28 * 28)
    monkeypatch.setattr(chord_search, "SHORTLIST", 4)
    parted = clever_score(classifier, image, norm=norm)
    assert parted.target == whole.target
    assert parted.value == pytest.approx(whole.value, rel=0.03)
    assert [entry.slope for entry in parted.per_target] == pytest.approx(
        [entry.slope for entry in whole.per_target], rel=ROUNDING
    )


def reordered(classifier):
    """Return the same perceptron with its hidden units in another order, which rounds otherwise."""
    module = copy.deepcopy(classifier.module)
    layers = [part for part in module.modules() if isinstance(part, nn.Linear)]
    generator = torch.Generator().manual_seed(0)
    for layer, after in zip(layers, layers[1:], strict=False):
        order = torch.randperm(len(layer.weight), generator=generator)
        layer.weight.data, layer.bias.data = layer.weight.data[order], layer.bias.data[order]
        after.weight.data = after.weight.data[:, order]
    return Classifier.from_module(module)


@pytest.mark.parametrize("norm", Norm)
def test_sums_in_another_order_change_no_score(norm):
    """Another device or number of threads rounds like a network whose units are reordered."""
    here = load_classifier("mlp-1024")
    there = reordered(here)
    assert not torch.equal(here.logits(DIGITS), there.logits(DIGITS))
    pairs = zip(
        clever_scores(here, DIGITS, norm=norm), clever_scores(there, DIGITS, norm=norm), strict=True
    )
    for one, other in pairs:
        same(one, other)


def test_a_network_is_asked_for_many_digits_at_once():
    calls = []

    class Counting(nn.Module):
        def __init__(self):
            super().__init__()
            torch.manual_seed(0)
            self.layers = nn.Sequential(
                nn.Flatten(), nn.Linear(16, 12), nn.Softplus(), nn.Linear(12, 4)
            )

        def forward(self, images):
            calls.append(len(images))
            return self.layers(images)

    classifier = Classifier.from_module(Counting(), input_shape=(1, 4, 4))
    images = torch.rand(12, 1, 4, 4, generator=torch.Generator().manual_seed(1))
    calls.clear()
    clever_score(classifier, images[0])
    alone = len(calls)
    calls.clear()
    clever_scores(classifier, images)
    assert len(calls) < 2 * alone


def test_progress_grows_and_its_value_falls_to_the_least_score():
    classifier = small_relu_network(d=6, hidden=30)
    images = torch.rand(4, 6, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    steps, seen = scores_steps(classifier, Measurement(images=images)), []
    while True:
        try:
            seen.append(next(steps))
        except StopIteration as end:
            scores = end.value
            break
    assert [step.done for step in seen] == sorted(step.done for step in seen)
    assert seen[-1].done == seen[-1].total
    assert {step.stage for step in seen} == {LINES, ""}
    values = [step.value for step in seen]
    assert values == sorted(values, reverse=True)
    assert min(score.value for score in scores) <= values[-1] * (1 + 1e-12)


def test_ranking_measures_its_digits_so():
    classifier = load_classifier("mlp-1024")
    ranking = rank_digits(classifier, DIGITS[:4])
    for one, other in zip(ranking.scores, clever_scores(classifier, DIGITS[:4]), strict=True):
        same(one, other)


@pytest.mark.parametrize(
    ("images", "reason"),
    [
        (DIGITS[:0], "at least one image"),
        (DIGITS[0], "an image of shape"),
        (DIGITS + 1, "pixel values from 0 to 1"),
    ],
)
def test_what_is_no_set_of_digits_is_refused(images, reason):
    with pytest.raises(CleverError, match=reason):
        clever_scores(load_classifier("mlp-1024"), images)
