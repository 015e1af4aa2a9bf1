"""Facts about hand-made benchmarks, known beforehand."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from clever_engine.benchmark import (
    Kind,
    pareto,
    statements,
)
from clever_engine.benchmark.findings import blindness, spearman
from tests.benchmark.small import benchmark, row


def by_kind(*rows, norm="l2", measure="attack"):
    found = statements(benchmark(*rows), norm, measure)
    assert len({statement.kind for statement in found}) == len(found)
    return {statement.kind: statement for statement in found}


@pytest.fixture
def opposed():
    """The more accurate, the less robust; "c" and "d" are equally accurate."""
    return [
        row("a", 0.990, clever=0.9, attack=1.0),
        row("b", 0.980, clever=1.9, attack=2.0),
        row("c", 0.970, clever=2.9, attack=3.0),
        row("d", 0.968, clever=5.9, attack=6.0),
        row("e", 0.950, clever=6.9, attack=7.0),
    ]


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([], ()),
        ([(1.0, 1.0)], (0,)),
        ([(1.0, 2.0), (2.0, 1.0), (0.5, 1.5)], (0, 1)),
        ([(1.0, 1.0), (1.0, 1.0)], (0, 1)),
        ([(1.0, 1.0), (1.0, 2.0)], (1,)),
        ([(3.0, 0.0), (2.0, 2.0), (0.0, 3.0), (1.0, 1.0), (2.0, 1.0)], (0, 1, 2)),
    ],
)
def test_the_front_is_what_nothing_beats(points, expected):
    assert pareto(points) == expected


def test_spearman_is_scipys_and_its_interval_holds_it():
    generator = np.random.default_rng(0)
    one = generator.integers(6, size=30).astype(float)
    other = one + generator.normal(size=30) * 3
    value, low, high = spearman(one, other)
    assert value == pytest.approx(spearmanr(one, other).statistic)
    assert low < value < high
    drawn = [
        spearmanr(one[picks], other[picks]).statistic
        for picks in np.random.default_rng(1).integers(30, size=(500, 30))
    ]
    np.testing.assert_allclose([low, high], np.quantile(drawn, [0.05, 0.95]), atol=0.05)


def test_spearman_of_equal_values_is_zero():
    assert spearman(np.ones(5), np.arange(5.0))[0] == 0.0


def test_accuracy_against_robustness(opposed):
    found = by_kind(*opposed)[Kind.CORRELATION]
    assert found.networks == ("a", "b", "c", "d", "e")
    assert found.values["spearman"] == pytest.approx(-1.0)
    assert found.values["high"] <= 0
    assert found.values["networks"] == 5


def test_the_best_and_their_ranks_in_the_other(opposed):
    found = by_kind(*opposed, row("f", 0.9, clever=0.1, attack=0.5))
    assert found[Kind.MOST_ACCURATE].networks == ("a",)
    assert found[Kind.MOST_ACCURATE].values == {
        "accuracy": 0.99, "robustness": 1.0, "rank": 5.0, "networks": 6.0
    }  # fmt: skip
    assert found[Kind.MOST_ROBUST].networks == ("e",)
    assert found[Kind.MOST_ROBUST].values == {
        "accuracy": 0.95, "robustness": 7.0, "rank": 5.0, "networks": 6.0
    }  # fmt: skip


def test_of_equals_the_one_that_is_better_in_the_other_is_named():
    rows = [row("a", 0.99, clever=1.0, attack=1.0), row("b", 0.99, clever=1.0, attack=2.0)]
    found = by_kind(*rows)
    assert found[Kind.MOST_ACCURATE].networks == ("b",)
    assert found[Kind.MOST_ACCURATE].values["rank"] == 1


def test_the_pair_with_almost_equal_accuracy(opposed):
    found = by_kind(*opposed)[Kind.CLOSE_PAIR]
    assert found.networks == ("d", "c")
    assert found.values == {
        "ratio": pytest.approx(2.0), "robustness": 6.0, "other_robustness": 3.0,
        "accuracy": 0.968, "other_accuracy": 0.97,
    }  # fmt: skip


def test_a_pair_exactly_three_tenths_of_a_point_apart_counts():
    rows = [row("a", 0.991, clever=1.0, attack=1.0), row("b", 0.988, clever=1.0, attack=4.0)]
    assert by_kind(*rows)[Kind.CLOSE_PAIR].networks == ("b", "a")
    rows = [row("a", 0.9911, clever=1.0, attack=1.0), row("b", 0.988, clever=1.0, attack=4.0)]
    assert Kind.CLOSE_PAIR not in by_kind(*rows)


def test_agreement_compares_clever_with_the_attack(opposed):
    assert by_kind(*opposed)[Kind.AGREEMENT].values["spearman"] == pytest.approx(1.0)
    turned = [
        row(f"n{k}", 0.9 + k / 100, clever=5.0 - k, attack=1.0 + k, norm="linf") for k in range(5)
    ]
    for measure in ("attack", "clever untargeted"):
        found = by_kind(*turned, norm="linf", measure=measure)
        assert found[Kind.AGREEMENT].values["spearman"] == pytest.approx(-1.0)


def test_who_is_rated_far_above_the_attack():
    rows = [
        row("fair", 0.99, clever=1.4, attack=1.0),
        row("wrong", 0.98, clever=1.6, attack=1.0),
        row("very", 0.97, clever=3.0, attack=1.0),
        row("lost", 0.10, clever=3.0, attack=0.0),
    ]
    found = by_kind(*rows)[Kind.FOOLED]
    assert found.networks == ("very", "wrong")
    assert found.values == {"very": pytest.approx(3.0), "wrong": pytest.approx(1.6)}
    assert by_kind(rows[0])[Kind.FOOLED].networks == ()


def test_networks_without_slopes_are_named_and_not_ranked_by_clever(opposed):
    blind = row("blind", 0.999, clever=0.0, attack=2.5, findings={"zero-gradients": 2})
    assert blindness(blind, "l2", "clever untargeted") == 1.0
    found = by_kind(*opposed, blind, measure="clever untargeted")
    assert found[Kind.UNMEASURABLE].networks == ("blind",)
    assert found[Kind.MOST_ACCURATE].networks == ("a",)
    assert found[Kind.AGREEMENT].values["spearman"] == pytest.approx(1.0)
    assert "blind" not in found[Kind.CORRELATION].networks
    found = by_kind(*opposed, blind)
    assert found[Kind.MOST_ACCURATE].networks == ("blind",)
    assert "blind" not in found[Kind.AGREEMENT].networks


def test_a_norm_without_an_attack_has_no_comparison(opposed):
    found = by_kind(*opposed, norm="l1", measure="clever untargeted")
    assert found == {}


def test_few_networks_have_no_correlation(opposed):
    found = by_kind(*opposed[:3])
    assert Kind.CORRELATION not in found
    assert Kind.AGREEMENT not in found
    assert found[Kind.MOST_ROBUST].networks == ("c",)
    assert statements(benchmark(), "l2", "attack") == []


def test_only_digits_read_rightly_count():
    rows = [
        row("a", 0.99, clever=1.0, attack=2.0, right=(True, False)),
        row("b", 0.98, clever=1.0, attack=1.5),
    ]
    assert by_kind(*rows)[Kind.MOST_ROBUST].networks == ("b",)
