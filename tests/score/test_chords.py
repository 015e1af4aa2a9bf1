import math

import pytest
import torch
from torch import nn

from clever_engine import Classifier, CleverSettings, Norm, clever_score, load_classifier
from clever_engine.attacks import smallest_attack
from clever_engine.errors import InputError
from clever_engine.handwriting.sets import load_handwriting
from clever_engine.lesson.fooled.certainty import surer
from clever_engine.score.chord_search import search
from clever_engine.score.near_chords import slope_tiles
from clever_engine.score.query import Query
from clever_engine.score.results import Finding
from tests.conftest import closed_form_distance, linear_classifier, small_relu_network

CHORDS = CleverSettings.chords(32)


@pytest.mark.parametrize("norm", Norm)
def test_a_linear_network_has_its_closed_form(norm):
    classifier = linear_classifier(dtype=torch.float64)
    image = torch.full((20,), 0.5)
    score = clever_score(classifier, image, norm=norm, settings=CHORDS)
    expected = closed_form_distance(classifier, image, norm.dual.order)
    if norm is Norm.L1:  # several of the steepest values share the change
        assert expected <= score.value <= 1.3 * expected
    else:
        assert score.value == pytest.approx(expected, rel=1e-4)
    assert Finding.CONSTANT_GRADIENTS in score.findings


@pytest.mark.parametrize("norm", Norm)
@pytest.mark.parametrize("seed", range(4))
def test_no_score_exceeds_a_line_to_a_misread_point(norm, seed):
    classifier = small_relu_network(d=8, hidden=40, seed=seed)
    image = torch.full((8,), 0.2, dtype=torch.float64)
    query = Query.of(classifier, image, target="untargeted", seed=0)
    met = search(query, norm)
    slopes = met.steepest(math.inf)
    ((tile,), *_) = slope_tiles([query], [met], norm=norm, seed=0, n=20)
    assert tile.shape == (20, len(met.lines))
    assert (tile >= 0).all()
    score = clever_score(classifier, image, norm=norm, settings=CHORDS)
    assert score.value <= (query.margins().numpy() / slopes.clip(1e-300)).min()
    least = min(score.per_target, key=lambda entry: entry.value)
    assert least.lipschitz_estimate >= max(least.maxima.max(), least.walk_norm)


def test_a_given_radius_holds_all_lines():
    classifier = small_relu_network(d=8, hidden=40)
    image = torch.full((8,), 0.2, dtype=torch.float64)
    query = Query.of(classifier, image, target="untargeted", seed=0)
    assert search(query, Norm.L2, 0.01).distances.max() <= 0.01 * (1 + 1e-9)
    score = clever_score(classifier, image, radius=0.001, settings=CHORDS)
    assert Finding.CUT_AT_RADIUS in score.findings
    assert score.value == pytest.approx(0.001)


def test_only_what_the_mask_frees_is_moved():
    classifier = small_relu_network(d=8, hidden=40)
    image = torch.full((8,), 0.2, dtype=torch.float64)
    mask = torch.zeros(8, dtype=torch.bool)
    mask[:3] = True
    query = Query.of(classifier, image, target="untargeted", seed=0, mask=mask)
    met = search(query, Norm.L2)
    for line in met.lines.values():
        assert float(line.end[3:].abs().max()) == 0
        assert float(line.basis[:, 3:].abs().max()) == 0
    free = clever_score(classifier, image, settings=CHORDS)
    assert clever_score(classifier, image, settings=CHORDS, mask=mask).value > free.value


@pytest.mark.parametrize("factor", [3.0, 20.0])
def test_where_it_is_nearly_flat_the_search_stays_within_what_floats_hold(factor):
    """A softmax that is sure has slopes of 1e-30 and less."""
    classifier = surer(load_classifier("mlp-1024"), factor, softmax=True)
    score = clever_score(classifier, load_handwriting().images[0, 5])
    assert math.isfinite(score.value)
    assert Finding.PROBABILITIES in score.findings


@pytest.mark.parametrize("norm", Norm)
def test_on_a_network_trained_on_attacks_it_is_near_the_smallest_attack(norm):
    """Where gradients' maxima are not: guided scores stand at 0.5 to 1.3 of the attack there."""
    classifier = load_classifier("cnn-7-robust-linf")
    images = torch.tensor(load_handwriting().images[0, [3, 7]])
    attack = smallest_attack(classifier, images, norm=norm, clip=False, steps=200)
    values = [clever_score(classifier, image, norm=norm, settings=CHORDS).value for image in images]
    assert ((values / attack.distances > 0.6) & (values / attack.distances < 1.25)).all()


def test_the_same_seed_gives_the_same_score_and_another_hardly_another():
    classifier = small_relu_network(d=8, hidden=40)
    image = torch.full((8,), 0.2, dtype=torch.float64)
    one, again, other = (
        clever_score(classifier, image, settings=CHORDS, seed=seed).value for seed in (0, 0, 1)
    )
    assert one == again
    assert other == pytest.approx(one, rel=0.1)


def test_it_has_a_name_and_no_second_order():
    assert CHORDS.method == "chords"
    with pytest.raises(InputError, match="order 1 with sampling chords"):
        CleverSettings(sampling="chords", order=2)


def test_many_classes_of_a_large_input_are_looked_at_in_parts():
    """A thousand classes of a photograph at once would take all memory."""
    rows = []

    class Counting(nn.Module):
        def __init__(self):
            super().__init__()
            torch.manual_seed(0)
            self.layers = nn.Sequential(nn.Flatten(), nn.Linear(3 * 64 * 64, 8), nn.ReLU())
            self.last = nn.Linear(8, 60)

        def forward(self, images):
            rows.append(len(images))
            return self.last(self.layers(images))

    classifier = Classifier.from_module(Counting(), input_shape=(3, 64, 64))
    score = clever_score(classifier, torch.full((3, 64, 64), 0.5))
    assert score.value > 0
    assert max(rows) == 16


@pytest.mark.parametrize("norm", Norm)
def test_gradients_that_differ_in_length_alone_are_not_those_of_a_linear_network(norm):
    """Behind a saturated activation the slope at the image is the least, not the only one."""

    class Saturated(nn.Module):
        def forward(self, points):
            ahead = torch.tanh(2 * (points[:, 0] + 0.5 * points[:, 1]))
            return torch.stack([ahead, -ahead], dim=1)

    classifier = Classifier.from_module(Saturated(), input_shape=(2,), bounds=(-2.0, 2.0))
    score = clever_score(classifier, torch.tensor([0.6, 0.4]), norm=norm)
    lead = torch.tensor([1.0, 0.5])
    distance = 0.8 / float(torch.linalg.vector_norm(lead, ord=norm.dual.order))
    assert Finding.CONSTANT_GRADIENTS not in score.findings
    assert 0.8 * distance < score.value < 1.02 * distance
