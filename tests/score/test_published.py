"""The paper's algorithm at any effort, and that its scores never stand among others."""

import warnings
from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy import stats

from clever_engine import (
    CleverError,
    CleverSettings,
    Finding,
    clever_score,
    load_classifier,
    rank_digits,
)
from clever_engine.handwriting.sets import load_handwriting
from clever_engine.score.fits import ESTIMATORS
from clever_engine.score.methods import as_typed, settings_of
from clever_engine.score.published import STARTS, many_starts
from clever_engine.score.ranking import rank
from clever_engine.score.settings import Method
from tests.score.test_clever import linear_classifier, small_relu_network

SMALL = CleverSettings.published(20, 5)


def draws(rng, shape=5, n=50):
    return stats.weibull_max.rvs(shape, loc=10.0, scale=1.0, size=n, random_state=rng)


def scipys_end_point(maxima):
    """The authors' code, line by line; it trusts fits that diverged."""
    top, width = maxima.max(), np.ptp(maxima)
    depths = (top - maxima) / width
    best, location = 0.001, 0.0
    for start in STARTS:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fit = stats.weibull_min.fit(depths, start)
            p_value = stats.kstest(depths, "weibull_min", args=fit).pvalue
        if p_value > best:
            best, location = p_value, fit[1]
    return top - location * width


def test_the_fit_is_that_of_the_authors_code(rng):
    for shape in (3, 5, 8):
        maxima = draws(rng, shape, n=100)
        estimate = many_starts(maxima)
        assert estimate.end_point == estimate.fit.location
        assert estimate.end_point == pytest.approx(scipys_end_point(maxima), rel=1e-3)
        assert estimate.quantiles[0] <= estimate.end_point <= estimate.quantiles[-1]


def test_a_fit_without_end_point_falls_back_to_the_largest_maximum():
    maxima = np.exp(stats.norm.rvs(size=50, random_state=1))  # of no upper end
    assert scipys_end_point(maxima) > 1000 * maxima.max()  # the score would collapse to nothing
    estimate = many_starts(maxima)
    assert estimate.end_point == maxima.max() == estimate.quantiles[0]
    assert maxima.max() < estimate.fit.location < 3 * maxima.max()  # what is drawn in its place


def test_a_poor_fit_falls_back_to_the_largest_maximum():
    maxima = np.repeat([1.0, 2.0], 200)  # no curve has two steps
    assert many_starts(maxima).end_point == 2.0


@pytest.mark.parametrize("norm", ["l1", "l2", "linf"])
def test_a_linear_network_is_exact(norm):
    classifier, image = linear_classifier(), torch.full((20,), 0.5)
    usual = clever_score(classifier, image, norm=norm)
    published = clever_score(classifier, image, norm=norm, settings=SMALL)
    assert published.value == pytest.approx(usual.value, rel=1e-5)
    assert Finding.CONSTANT_GRADIENTS in published.findings


def test_a_fit_that_diverged_is_a_finding(monkeypatch):
    endless = many_starts(np.exp(stats.norm.rvs(size=50, random_state=1)))
    monkeypatch.setitem(ESTIMATORS, "published", lambda _: endless)
    score = clever_score(small_relu_network(d=6, hidden=30), torch.full((6,), 0.3), settings=SMALL)
    assert Finding.FIT_DIVERGED in score.findings
    assert score.value > 0


@pytest.mark.parametrize("norm", ["l1", "l2", "linf"])
def test_classes_that_left_change_neither_score_nor_target(norm):
    """Ten digits, by the largest norm. The published fit may have any end point, so that there a
    class that left may have been the least by an outlier: benchmarks/README.md says how often."""
    classifier = load_classifier("mlp-4")
    all_in = replace(CleverSettings.published(6, 100), estimator="sample-maximum")
    settings = replace(all_in, leave_above=1.5)
    left = 0
    for image in load_handwriting().images[0].reshape(-1, 1, 28, 28):
        full = clever_score(classifier, image, norm=norm, radius=1.0, settings=all_in)
        short = clever_score(classifier, image, norm=norm, radius=1.0, settings=settings)
        assert short.target == full.target
        assert short.value == pytest.approx(full.value, rel=1e-6)
        gone = [entry for entry in short.per_target if entry.dropped]
        left += len(gone)
        assert short.saved == (f"{len(gone)} of 9 classes left early",)
        assert full.saved == ()
        for entry in gone:
            (same,) = [other for other in full.per_target if other.target == entry.target]
            count = len(entry.maxima)
            assert 2 <= count < 6
            np.testing.assert_allclose(entry.maxima, same.maxima[:count], rtol=1e-5)
            assert entry.value == pytest.approx(
                min(entry.margin / entry.maxima.max(), full.radius), rel=0.02
            )
            assert entry.value >= short.value
    assert left > 30


def test_leaving_is_for_random_points_alone():
    for changes in ({"sampling": "chords"}, {"sampling": "uniform", "order": 2}):
        with pytest.raises(CleverError, match="leave_above with sampling uniform"):
            CleverSettings(leave_above=2.0, **changes)
    with pytest.raises(CleverError, match="leave_above as a number above 1 or None; got 1"):
        replace(CleverSettings.published(), leave_above=1.0)
    assert replace(CleverSettings.published(), leave_above=2.0).method == "published"


def test_settings_name_their_method():
    expected: dict[Method, list[CleverSettings]] = {
        "chords": [CleverSettings(), CleverSettings.chords(7), CleverSettings(stop_width=0.01)],
        "guided": [CleverSettings.guided(), replace(CleverSettings.guided(5000), stop_width=0.01)],
        "published": [CleverSettings.published(), CleverSettings.published(100, 256)],
        "custom": [
            CleverSettings(sampling="uniform"),
            CleverSettings(estimator="published"),
            CleverSettings(order=2),
            replace(CleverSettings.published(), stop_width=0.1),
        ],
    }
    expected["published"].append(CleverSettings.paper())
    for method, some in expected.items():
        assert {settings.method for settings in some} == {method}
    assert CleverSettings.published().n_points == 5000


def test_a_method_takes_an_effort_and_no_contradiction():
    assert settings_of(None, {"sampling": "uniform"}).method == "custom"
    assert settings_of("published", {"n_batches": 7}) == CleverSettings.published(7)
    assert settings_of("guided", {"n_batches": 7}) == CleverSettings.guided(7)
    assert settings_of("chords", {"n_batches": 7}) == CleverSettings(n_batches=7)
    assert settings_of(None, {"n_batches": 7}) == CleverSettings(n_batches=7)
    assert settings_of(None, {"order": 2}) == replace(CleverSettings.guided(), order=2)
    with pytest.raises(CleverError, match="published without --sampling and --stop-width:"):
        settings_of("published", {"sampling": "guided", "stop_width": 0.1, "n_batches": 7})
    with pytest.raises(CleverError, match="guided without --estimator:"):
        settings_of("guided", {"estimator": "penalized"})
    with pytest.raises(CleverError, match="a method out of chords, guided, published; got 'paper'"):
        settings_of("paper", {})


def test_what_to_type_for_settings():
    assert as_typed(CleverSettings()) == ""
    assert as_typed(CleverSettings.published()) == "--method published"
    typed = as_typed(CleverSettings.published(100, 256))
    assert typed == "--method published --batches 100 --samples 256"
    assert as_typed(CleverSettings(sampling="uniform")) == "--sampling uniform"
    assert as_typed(CleverSettings.guided(7)) == "--method guided --batches 7"
    assert as_typed(CleverSettings(order=2)) == "--batches 100 --order 2 --stop-width 0"


def test_scores_of_two_methods_make_no_ranking():
    classifier, images = small_relu_network(d=6, hidden=30), torch.full((2, 6), 0.3)
    own = rank_digits(classifier, images)
    published = rank_digits(classifier, images, settings=SMALL)
    assert (own.method, published.method) == ("chords", "published")
    with pytest.raises(CleverError, match="found by one method; got chords and published"):
        rank([own.scores[0], published.scores[1]])
