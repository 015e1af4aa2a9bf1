"""The table of a growing portfolio, on distances that are known."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks import portfolio
from clever_engine import Norm
from clever_engine.attacks.ways import ROUNDS


def grown(norm=Norm.L2, share=1.0, **changes):
    """Two digits whose distances fall to 1 and 2, and to `share` of that in the last stage."""
    count = len(portfolio.stages(norm))
    found = np.outer(np.linspace(2.0, 1.0, count - 1), [1.0, 2.0])
    made = portfolio.Grown(
        network="a-network",
        norm=norm.value,
        distances=[*found.tolist(), (share * found[-1]).tolist()],
        seconds=1.5,
        made="a day, a machine",
    )
    return replace(made, **changes)


def test_a_settled_portfolio_says_so():
    cells = portfolio.row(grown()).split(" | ")
    assert cells[1] == "2.000 / 2.00"
    assert cells[-3:] == ["1.000 / 1.00", "0 of 2", "1.5 |"]


def test_one_that_has_not_settled_says_by_how_much():
    cells = portfolio.row(grown(share=0.8)).split(" | ")
    assert cells[-3:] == ["1.250 / 1.25", "2 of 2", "1.5 |"]


@pytest.mark.parametrize("norm", Norm)
def test_a_table_has_a_column_for_each_round(norm):
    head, rule, row = portfolio.table([grown(norm)]).splitlines()[2:5]
    assert head.count("|") == rule.count("|") == row.count("|")
    assert all(this.name in head for this in ROUNDS[norm])
