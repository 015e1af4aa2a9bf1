import re
from typing import get_args

import pytest

from clever_engine.errors import InputError
from clever_engine.game import BANKS, LEVELS, bank_named, level_named
from clever_engine.game.banks import Crest
from clever_engine.zoo.catalogue import find_entry


def luminance(color):
    """The relative luminance of WCAG 2."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("bank", BANKS, ids=lambda bank: bank.key)
def test_a_bank_is_complete(bank):
    assert find_entry(bank.model).name == bank.model
    assert bank_named(bank.key) is bank
    assert bank.crest in get_args(Crest)
    assert len(re.findall(r"[.!?](?: |$)", bank.character)) == 2
    assert bank.name
    assert bank.motto.endswith(".")


@pytest.mark.parametrize("bank", BANKS, ids=lambda bank: bank.key)
def test_white_text_on_a_banks_color_is_easy_to_read(bank):
    assert 1.05 / (luminance(bank.primary) + 0.05) >= 7  # WCAG 2, level AAA
    assert re.fullmatch("#[0-9a-f]{6}", bank.secondary)


def test_banks_are_told_apart():
    for field in ("key", "name", "model", "crest", "primary", "secondary", "motto"):
        assert len({getattr(bank, field) for bank in BANKS}) == len(BANKS)


def test_levels_are_as_the_game_is_told():
    rules = {level.key: (level.digits, level.alterable, level.rounds) for level in LEVELS}
    assert rules == {"one-of-three": (3, 1, 5), "one-of-five": (5, 1, 5), "shared": (5, 5, 5)}
    assert level_named("one-of-three").amounts == range(100, 900)


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.key)
def test_help_costs_less_than_the_least_a_leading_digit_can_gain(level):
    assert 0 < level.peek_price < level.hint_price < 10 ** (level.digits - 1)
    assert level.budget > 0


def test_unknown_keys_are_refused():
    with pytest.raises(InputError, match="'plain'.*got 'swiss'"):
        bank_named("swiss")
    with pytest.raises(InputError, match="'shared'.*got 'hard'"):
        level_named("hard")
