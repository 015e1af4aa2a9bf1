"""The best tamper: exact where it can be known, and real on every bank."""

from itertools import product

import numpy as np
import pytest
import torch
from torch import nn

from clever_engine import Classifier, load_classifier
from clever_engine.digits.hand_atlas import load_atlas
from clever_engine.game import (
    BANKS,
    LEVELS,
    Tamper,
    find_maximum,
    level_named,
    maximum_steps,
    new_game,
    own_check,
    pay,
    profit_per_distortion,
    read_check,
)
from clever_engine.game.maximum import best_tamper

THREE, SHARED = level_named("one-of-three"), level_named("shared")


def check_of(*digits):
    level = THREE if len(digits) == 3 else SHARED
    images = load_atlas().images[0, list(digits)]
    return own_check(images, int("".join(map(str, digits))), level)


def table_of(check, sizes):
    """Changes of given sizes: `sizes[position][value]`; None for one that was not found."""
    return tuple(
        Tamper(position=p, value=v, distortion=size, image=check.images[p])
        for p, row in enumerate(sizes)
        for v, size in enumerate(row)
        if size is not None
    )


def by_hand(level, sizes):
    """Return the most any allowed combination pays, tried one by one."""
    best = -1
    for values in product(range(10), repeat=len(sizes)):
        taken = [sizes[p][v] for p, v in enumerate(values)]
        if None in taken or sum(size > 0 for size in taken) > level.alterable:
            continue
        if sum(size**2 for size in taken) ** 0.5 <= level.budget:
            best = max(best, int("".join(map(str, values))))
    return best


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.key)
def test_the_best_combination_is_the_best_of_all(level, seed):
    lot = np.random.default_rng(seed)
    digits = [4, 6, 1, 0, 8][: level.digits]
    check = check_of(*digits)
    sizes = [[float(x) for x in lot.uniform(0.6, 4.0, 10)] for _ in digits]
    for position, digit in enumerate(digits):
        sizes[position][digit] = 0.0
        sizes[position][int(lot.integers(10))] = None
        sizes[position][digit] = 0.0
    few = [[size if v > 5 or size == 0 else None for v, size in enumerate(row)] for row in sizes]
    found = best_tamper(check, level, table_of(check, few))
    assert found.amount == by_hand(level, few)
    assert found.distortion <= level.budget
    assert len(found.chosen) <= level.alterable


def test_of_equal_amounts_the_smallest_change_is_chosen():
    check = check_of(4, 6, 1)
    sizes = [[None] * 10 for _ in range(3)]
    for position, digit in enumerate((4, 6, 1)):
        sizes[position][digit] = 0.0
    assert best_tamper(check, THREE, table_of(check, sizes)).chosen == ()
    sizes[0][9] = 1.2
    found = best_tamper(check, THREE, table_of(check, sizes))
    assert (found.amount, found.gain, found.distortion) == (961, 500, pytest.approx(1.2))


def test_on_a_linear_network_the_change_is_as_small_as_geometry_allows():
    generator = torch.Generator().manual_seed(0)
    linear = nn.Linear(784, 10).requires_grad_(False)
    with torch.no_grad():
        linear.weight.copy_(torch.randn(10, 784, generator=generator))
        linear.bias.zero_()
    classifier = Classifier.from_module(nn.Sequential(nn.Flatten(), linear))
    generator = torch.Generator().manual_seed(1)
    grey = (0.3 + 0.4 * torch.rand(3, 1, 28, 28, generator=generator)).numpy()
    check = own_check(grey, 461, THREE)
    table = find_maximum(classifier, check, THREE).table
    logits = classifier.logits(check.images)
    assert len(table) == 30
    for tamper in table:
        label = int(logits[tamper.position].argmax())
        if tamper.value == label:
            continue
        gap = float(logits[tamper.position, label] - logits[tamper.position, tamper.value])
        slope = float((linear.weight[label] - linear.weight[tamper.value]).norm())
        # Reaching another value means passing every boundary on the way: never less than the one.
        assert tamper.distortion >= 0.999 * gap / slope
    nearest = [min(t.distortion for t in table if t.position == p and t.distortion) for p in (0, 1)]
    margins = [
        min(
            float((logits[p].max() - logits[p, j]) / (linear.weight[logits[p].argmax()] - w).norm())
            for j, w in enumerate(linear.weight)
            if j != int(logits[p].argmax())
        )
        for p in (0, 1)
    ]
    assert nearest == pytest.approx(margins, rel=0.08)  # 256 greys make it a little larger


@pytest.mark.parametrize("bank", BANKS, ids=lambda bank: bank.key)
@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.key)
def test_what_is_promised_is_paid(bank, level):
    classifier = load_classifier(bank.model)
    check = new_game(bank=bank.key, level=level.key, seed=11, atlas=load_atlas()).checks[0]
    maximum = find_maximum(classifier, check, level)
    paid = pay(check, maximum.images, read_check(classifier, maximum.images), level)
    assert paid.credited == maximum.amount
    assert paid.distortion == pytest.approx(maximum.distortion, rel=1e-5)
    assert maximum.amount >= read_check(classifier, check.images).amount
    for tamper in maximum.table:
        assert tamper.image.min() >= 0
        assert tamper.image.max() <= 1
    images = np.stack([tamper.image for tamper in maximum.table])
    read = read_check(classifier, images).labels
    assert read == tuple(tamper.value for tamper in maximum.table)


def test_the_plain_bank_pays_the_promise_on_every_seeded_check():
    classifier = load_classifier("mlp-1024")
    for seed in range(4):
        game = new_game(bank="plain", level=THREE.key, seed=seed, atlas=load_atlas())
        for check in game.checks:
            maximum = find_maximum(classifier, check, THREE)
            paid = pay(check, maximum.images, read_check(classifier, maximum.images), THREE)
            assert paid.credited == maximum.amount > check.amount


def test_steps_tell_how_far_it_is():
    check = check_of(4, 6, 1)
    told = list(maximum_steps(load_classifier("mlp-1024"), check, THREE))
    assert told[-1].done == told[-1].total == 27
    assert len(told) == 9


def test_the_weakest_digit_need_not_be_the_most_profitable():
    check = check_of(4, 6, 1)
    sizes = [[None] * 10 for _ in range(3)]
    for position, digit in enumerate((4, 6, 1)):
        sizes[position][digit] = 0.0
    sizes[0][9], sizes[0][0], sizes[1][9], sizes[2][7] = 2.0, 0.7, 1.0, 0.1
    maximum = best_tamper(check, THREE, table_of(check, sizes))
    first, second, third = profit_per_distortion(maximum, check, THREE)
    assert [digit.position for digit in (first, second, third)] == [0, 2, 1]
    assert (first.gain, first.per_distortion) == (500, pytest.approx(250))
    assert first.easiest.value == 0
    assert (second.gain, second.per_distortion) == (6, pytest.approx(60))
    assert third.per_distortion == pytest.approx(30)


def test_a_digit_that_can_only_lose_is_worth_nothing():
    check = check_of(9, 6, 1)
    sizes = [[None] * 10 for _ in range(3)]
    for position, digit in enumerate((9, 6, 1)):
        sizes[position][digit] = 0.0
    sizes[0][4] = 0.5
    worth = profit_per_distortion(best_tamper(check, THREE, table_of(check, sizes)), check, THREE)
    nine = next(digit for digit in worth if digit.position == 0)
    assert (nine.best, nine.gain, nine.feasible) == (None, 0, False)
    assert nine.easiest.value == 4
