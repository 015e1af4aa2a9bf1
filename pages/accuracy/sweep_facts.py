"""What a sweep shows: a point a setting, and which setting is the best trade-off."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clever_engine.benchmark.rows import NetworkRow
from clever_engine.comparison.resampling import interval_of_mean
from clever_engine.figures.sweep import Step
from clever_engine.zoo.catalogue import Entry
from pages.accuracy.choosing import View
from pages.accuracy.points import (
    a_digit,
    measured,
    robustness,
)

COST = 0.005
"""Accuracy that a setting may cost, against training without it, to count as a trade-off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One measured setting: its value, whether it is training without, its row and its mark."""

    value: float
    without: bool
    row: NetworkRow
    step: Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Of robustness on the digits that both networks read rightly: mean and 90 % interval."""

    mean: float
    low: float
    high: float

    @property
    def measurable(self) -> bool:
        """Whether the interval leaves out no change at all."""
        return self.low > 0 or self.high < 0


def settings(
    members: Iterable[tuple[float, Entry]], base: str, rows: Iterable[NetworkRow], view: View
) -> tuple[Setting, ...]:
    """Return the settings of a sweep that were measured, by rising setting."""
    known = {row.name: row for row in measured(rows, view)}
    return tuple(
        _setting(value, entry.name == base, known[entry.name], view)
        for value, entry in members
        if entry.name in known
    )


def _setting(value: float, without: bool, row: NetworkRow, view: View) -> Setting:
    mean, low, high = robustness(row, view)
    step = Step(
        setting="without" if without else f"{value:g}",
        accuracy=row.test_accuracy,
        robustness=mean,
        low=low,
        high=high,
    )
    return Setting(value=value, without=without, row=row, step=step)


def best_setting(found: Sequence[Setting]) -> Setting | None:
    """Return the most robust setting that costs at most `COST` of accuracy; None without a base."""
    base = without(found)
    if base is None or len(found) < 2:
        return None
    floor = base.step.accuracy - COST - 1e-9
    return max(
        (setting for setting in found if setting.step.accuracy >= floor),
        key=lambda setting: (setting.step.robustness, setting.without),
    )


def without(found: Sequence[Setting]) -> Setting | None:
    """Return the network trained without what is swept."""
    return next((setting for setting in found if setting.without), None)


def change(before: NetworkRow, after: NetworkRow, view: View) -> Change:
    """Return how robustness differs, paired on the digits that count for both networks."""
    (first, counts), (second, also) = a_digit(before, view), a_digit(after, view)
    both = counts & also
    if both.sum() < 2:
        return Change(mean=0.0, low=0.0, high=0.0)
    differences = (second - first)[both]
    low, high = interval_of_mean(differences)
    return Change(mean=float(differences.mean()), low=low, high=high)
