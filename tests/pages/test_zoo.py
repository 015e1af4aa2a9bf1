"""The words about networks, whichever way the numbers fall; sweeps, kinds and intervals."""

import numpy as np
import pytest

from clever_engine.benchmark.findings import Kind, Statement
from clever_engine.figures.sweep import Step
from clever_engine.figures.tradeoff import DEFENDED, ODD, PLAIN
from clever_engine.zoo.catalogue import Entry, Sweep
from clever_engine.zoo.recipes import Recipe
from pages.accuracy.choosing import View
from pages.accuracy.kinds import (
    kind,
    kind_words,
    recipe_words,
)
from pages.accuracy.points import (
    blind,
    front,
    points,
    reach,
)
from pages.accuracy.sweep_facts import (
    Setting,
    best_setting,
    change,
)
from pages.accuracy.sweeping import best_words
from pages.accuracy.words import (
    NO_FINDING,
    headline,
    html,
    percent,
    sentences,
)
from tests.app.zoo_benchmark import BLIND, made_up_benchmark

TITLES = {"a": "Network A", "b": "Network B"}
VIEW = View(norm="l2")


def fact(kind: Kind, *networks: str, **values: float) -> Statement:
    return Statement(kind=kind, networks=networks, values=values)


def best(name: str, kind: Kind, rank: int, networks: int = 20) -> Statement:
    return fact(kind, name, accuracy=0.9957, robustness=1.5, rank=rank, networks=networks)


@pytest.mark.parametrize(
    ("rank", "words"),
    [(1, "hardest to fool, too"), (2, "is 2nd of 20"), (9, "only 9th of 20"), (20, "last of 20")],
)
def test_headline_by_the_rank_of_the_most_accurate(rank, words):
    found = [best("a", Kind.MOST_ACCURATE, rank), best("b", Kind.MOST_ROBUST, 3)]
    line = headline(found, TITLES)
    assert words in line
    assert "Network A" in line
    assert "99.57 %" in line
    assert ("Network B" in line) == (rank > 1)


def test_headline_of_one_network_or_none():
    one = [best("a", Kind.MOST_ACCURATE, 1, 1), best("a", Kind.MOST_ROBUST, 1, 1)]
    assert headline(one, TITLES) == headline([], TITLES) == NO_FINDING


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (-0.9, -0.2, "easier it tends to be to fool"),
        (0.1, 0.8, "harder it tends to be to fool"),
        (-0.3, 0.4, "does not tell"),
    ],
)
def test_correlation_by_its_interval(low, high, words):
    found = [fact(Kind.CORRELATION, spearman=(low + high) / 2, low=low, high=high, networks=20)]
    (line,) = sentences(found, TITLES, VIEW)
    assert words in line
    assert f"{low:.2f} to {high:.2f}" in line


@pytest.mark.parametrize(
    ("spearman", "low", "high", "words"),
    [
        (0.95, 0.8, 1.0, "nearly the same order"),
        (0.5, 0.1, 0.8, "not the same"),
        (0.1, -0.3, 0.5, "is not that of the attack"),
        (-0.7, -0.9, -0.4, "opposite order"),
    ],
)
def test_agreement_by_its_interval(spearman, low, high, words):
    found = [fact(Kind.AGREEMENT, spearman=spearman, low=low, high=high, networks=20)]
    assert words in sentences(found, TITLES, VIEW)[0]


def test_fooled_by_some_and_by_none():
    (some,) = sentences([fact(Kind.FOOLED, "a", "b", a=2.5, b=1.6)], TITLES, VIEW)
    assert "Network A (2.5 times) and Network B (1.6 times)" in some
    (none,) = sentences([fact(Kind.FOOLED)], TITLES, VIEW)
    assert none.startswith("No network")


def test_html_keeps_bold_and_nothing_else():
    assert html("**A <i>** & b") == "<b>A &lt;i&gt;</b> &amp; b"
    assert percent(0.9952) == "99.52 %"
    assert percent(1.0) == "100 %"


def entry(**recipe: object) -> Entry:
    values = {"architecture": "cnn-7", "epochs": 3, "seed": 9, **recipe}
    return Entry(name="n", title="N", summary="", recipe=Recipe(**values))


@pytest.mark.parametrize(
    ("recipe", "expected", "words"),
    [
        ({"weight_decay": 0.0005}, PLAIN, "plain"),
        ({"weight_decay": 0.004}, DEFENDED, "small weights"),
        ({"adversarial_epsilon": 1.5}, DEFENDED, "adversarial training"),
        ({"adversarial_epsilon": 0.2, "trades_beta": 6.0}, DEFENDED, "TRADES"),
        ({"distilled": True, "temperature": 100.0}, DEFENDED, "distilled"),
        ({"wrong_labels": 0.5}, ODD, "half the labels wrong"),
        ({"architecture": "cnn-7-quantised"}, ODD, "masked gradient"),
    ],
)
def test_kinds_by_recipe(recipe, expected, words):
    assert kind(entry(**recipe)) == expected
    assert kind_words(entry(**recipe)) == words


def test_recipe_tells_only_what_differs_from_the_usual():
    assert recipe_words(entry().recipe) == "Recipe: 3 passes over the training pictures. Seed 9."
    attacked = recipe_words(entry(adversarial_epsilon=1.5, adversarial_steps=5).recipe)
    assert "on digits attacked within an L2 distance of 1.5" in attacked


def test_a_network_blind_to_clever_is_drawn_but_never_on_the_front():
    benchmark = made_up_benchmark()
    drawn = points(benchmark.rows, VIEW, {})
    assert len(drawn) == len(benchmark.rows)
    row = next(row for row in benchmark.rows if row.name == BLIND)
    assert blind(row, VIEW)
    assert not blind(row, View(norm="l2", measure="attack"))
    assert BLIND not in [drawn[index].name for index in front(benchmark.rows, VIEW, drawn)]
    assert reach(benchmark.rows, VIEW) > max(point.robustness for point in drawn)


def setting(value: float, accuracy: float, robustness: float, row: object = None) -> Setting:
    step = Step(
        setting=f"{value:g}" if value else "without",
        accuracy=accuracy,
        robustness=robustness,
        low=robustness,
        high=robustness,
    )
    return Setting(value=value, without=value == 0, row=row, step=step)


def test_best_setting_is_the_most_robust_within_the_cost():
    base, good, dear = setting(0, 0.99, 1.0), setting(1, 0.986, 2.0), setting(2, 0.98, 3.0)
    assert best_setting((base, good, dear)) is good
    assert best_setting((base, dear)) is base
    assert best_setting((good, dear)) is None
    assert best_setting((base,)) is None


def test_change_is_paired_and_its_words_say_when_there_is_none():
    rows = {row.name: row for row in made_up_benchmark().rows}
    weak, strong = rows["lenet-5"], rows["lenet-5-adv-300"]
    gain = change(weak, strong, VIEW)
    both = weak.right & strong.right
    values = [row.scores["l2", "clever untargeted"].values[both] for row in (weak, strong)]
    assert gain.mean == pytest.approx(float(np.mean(values[1] - values[0])))
    assert gain.low < gain.mean < gain.high
    assert not change(weak, weak, VIEW).measurable
    sweep = Sweep(name="s", key="noise", base="lenet-5", title="How much", unit="units")
    same = (setting(0, 0.99, 1.0, weak), setting(1, 0.99, 1.1, weak))
    assert "no measurable change" in best_words(sweep, same, VIEW)
    more = (setting(0, 0.99, 1.0, weak), setting(1, 0.99, 2.1, strong))
    assert "the gain is" in best_words(sweep, more, VIEW)
    worse = (setting(0, 0.99, 1.0, weak), setting(1, 0.9, 2.1, strong))
    assert "Leave it out" in best_words(sweep, worse, VIEW)
