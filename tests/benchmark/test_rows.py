"""A network's mean and share, and how sure they are."""

import numpy as np
import pytest

from clever_engine import CleverSettings, clever_score, load_classifier
from clever_engine.benchmark.rows import NetworkRow, Scores
from clever_engine.comparison.assembling import side_scores
from clever_engine.comparison.measuring import Contender
from clever_engine.comparison.results import Side
from clever_engine.handwriting.sets import load_handwriting
from tests.benchmark.small import row


def attacked(distances, right=None) -> NetworkRow:
    values = np.asarray(distances, dtype=float)
    right = np.ones(len(values), dtype=bool) if right is None else np.asarray(right)
    scores = Scores(values=values, low=values, high=values, findings={})
    return NetworkRow(
        name="n", sha256="", test_accuracy=0.9, labels=np.zeros(len(values), dtype=np.int64),
        right=right, scores={("l2", "attack"): scores}, parameters=1, milliseconds=1, seconds=1,
    )  # fmt: skip


def test_wilsons_interval_against_known_values():
    # 81 of 263 (Newcombe 1998 gives 0.2553 to 0.3662 at 95 %); at 90 % narrower, inside it.
    low, high = attacked([2.0] * 81 + [1.0] * 182).robust_accuracy_interval("l2", 1.5)
    assert 0.2553 < low < 81 / 263 < high < 0.3662
    assert attacked([1.0] * 100).robust_accuracy_interval("l2", 1.5)[0] == 0.0
    assert attacked([2.0] * 100).robust_accuracy_interval("l2", 1.5)[1] == pytest.approx(1.0)


def test_the_interval_of_a_mean_covers_it_as_often_as_it_says():
    generator, hits = np.random.default_rng(0), 0
    for _ in range(300):
        low, high = attacked(generator.gamma(6.0, 1 / 6, size=30)).robustness_interval(
            "l2", "attack"
        )
        hits += low <= 1.0 <= high
    assert 0.86 <= hits / 300 <= 0.95


def test_digits_misread_do_not_count_and_none_is_no_error():
    few = attacked([1.0, 2.0, 9.0, 3.0], right=[True, True, False, True])
    assert few.robustness("l2", "attack") == 2.0
    assert few.robustness_interval("l2", "attack") == pytest.approx(
        attacked([1.0, 2.0, 3.0]).robustness_interval("l2", "attack")
    )
    assert attacked([1.0], right=[False]).robustness_interval("l2", "attack") == (0.0, 0.0)


def test_a_score_of_zero_claims_nothing_and_widens_nothing():
    blind = row("a", 0.9, clever=0.0, attack=1.0)
    assert blind.robustness_interval("l2", "clever untargeted") == (0.0, 0.0)


def test_a_comparison_shows_the_same_interval_for_the_same_digits():
    """The one has the scores' draws, the other what the file keeps of them."""
    classifier, images = load_classifier("mlp-1024"), load_handwriting().images[0]
    truth = np.arange(10)
    scores = [clever_score(classifier, image, settings=CleverSettings()) for image in images]
    distances = np.linspace(0.5, 2.0, 10)
    contender = Contender.of(classifier, Side(model="mlp-1024"), images, truth)
    side = side_scores(contender, scores, distances, seed=0)
    low, high = np.array([score.interval for score in scores]).T
    kept = attacked(distances)
    kept.scores["l2", "clever"] = Scores(values=side.values, low=low, high=high, findings={})
    assert kept.robustness_interval("l2", "attack") == pytest.approx(side.attack_mean_interval)
    found = kept.robustness_interval("l2", "clever")
    width = np.ptp(side.mean_interval)
    assert found == pytest.approx(side.mean_interval, abs=0.01 * width)
