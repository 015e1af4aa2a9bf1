"""How far the two methods differ on the same digits, and the reason given for it."""

from dataclasses import replace

import pytest
import torch

from clever_engine import CleverError, CleverSettings, rank_digits
from clever_engine.score.beside import Beside, set_beside
from clever_engine.score.cost import measured_cost
from tests.conftest import small_relu_network

MEANS = Beside(count=5, published=1.0, own=2.0, method="guided", added=1.0, met=2.0, wider=1.0)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"published": 2.0},
            "published 2.00, guided 2.00 on average of 5 digits. The two agree here",
        ),
        ({"published": 3.0}, "50% more: its random points hardly ever look in the steepest"),
        ({"added": 3.0}, "50% less: its curve ends at 3 times the steepest slope it met"),
        ({"wider": 4.0}, "50% less: its ball is 4 times as wide"),
        ({}, "50% less: its many random points met steeper slopes"),
        ({"method": "chords"}, "50% less: its random points met spots that are steeper than a"),
        ({"method": "chords", "published": 3.0}, "the steepest straight line was searched for"),
        ({"count": 0}, "gives no score"),
        ({"count": 1}, "guided 2.00 for this digit"),
    ],
)
def test_the_reason_is_the_larger_part_of_the_difference(change, said):
    assert said in replace(MEANS, **change).sentence()


@pytest.mark.parametrize("settings", [CleverSettings(), CleverSettings.guided()])
def test_the_parts_make_the_whole_where_both_name_the_same_class(settings):
    classifier, images = small_relu_network(d=6, hidden=30), torch.full((1, 6), 0.3)
    published = rank_digits(classifier, images, settings=CleverSettings.published(20, 5)).scores
    own = rank_digits(classifier, images, settings=settings).scores
    found = set_beside(published, own)
    assert published[0].target == own[0].target
    assert found.published == published[0].value
    assert found.method == settings.method
    expected = 1 / (found.added * found.met)
    assert found.published / found.own == pytest.approx(expected)
    assert found.added >= 1
    with pytest.raises(CleverError, match="published scores and chords or guided ones"):
        set_beside(own, published)
    with pytest.raises(CleverError, match="of the same digits"):
        set_beside(published, own * 2)


def test_the_cost_grows_with_the_points():
    cost = measured_cost(small_relu_network(d=6, hidden=30))
    few, many = CleverSettings.published(20, 10), CleverSettings.published(200, 100)
    assert 0 < cost.seconds(few) < cost.seconds(many)
