"""What the visitor looks at: a network, a threat norm, a measure; by widget, click or address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from clever_engine.benchmark.rows import BUDGETS
from clever_engine.figures.theme import norm_name
from pages.shared import state, text
from pages.shared.address import OneOf, parts, write

MEASURES = {
    "clever-untargeted": "CLEVER, into any other digit",
    "clever-runner-up": "CLEVER, into the second choice",
    "attack": "Smallest attack found",
    "robust-accuracy": "Robust accuracy",
}
"""Names in the address, and for people."""

NORMS = ("l2", "linf", "l1")
CHART = "zoo-tradeoff"
_NORM = OneOf("norm", "l2", {norm: norm_name(norm) for norm in NORMS}, key="zoo norm")
_BUDGET = {"l2": 1.5, "linf": 0.1}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A norm and what robustness is read from; `budget` only for robust accuracy."""

    norm: str = "l2"
    measure: str = "clever-untargeted"
    budget: float | None = None

    @property
    def key(self) -> str:
        """Return the benchmark's name of the measure; robust accuracy rests on the attack."""
        return "attack" if self.budget is not None else self.measure.replace("-", " ", 1)

    @property
    def title(self) -> str:
        """Return what is measured, with its unit, for an axis."""
        unit = norm_name(self.norm)
        if self.budget is not None:
            return f"% still right under attack, {unit} {self.budget:g}"
        if self.measure == "attack":
            return f"smallest attack found ({unit})"
        into = " into the second choice" if self.measure == "clever-runner-up" else ""
        return f"CLEVER score{into} ({unit})"

    def number(self, value: float) -> str:
        """Return a robustness for people, with the percent sign where it is a share."""
        if self.budget is not None:
            return f"{value:.0f} %"
        return f"{'-' if value < 0 else ''}{text.number(abs(value))}"


def choose(names: Sequence[str], titles: Mapping[str, str]) -> tuple[str, View]:
    """Let the visitor choose; the address follows."""
    usual = "cnn-7" if "cnn-7" in names else names[0]
    networks = {name: titles.get(name, name) for name in names}
    network = OneOf("network", usual, networks, key="zoo network")
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="zoo-choose"):
        chosen = network.selectbox("Network", width=330)
        norm = _NORM.segments("Size of a change", width="content")
        field = _measure(norm)
        measure = field.selectbox("Measure", width=270)
        said = parts(network, _NORM, field) | {"budget": None}
        budget = None
        if measure == "robust-accuracy":
            budget = _budget(norm).slider(f"Attack budget ({norm_name(norm)})", width=240)
            said |= parts(_budget(norm))
    write(said)
    return chosen, View(norm=norm, measure=measure, budget=budget)


def _measure(norm: str) -> OneOf[str]:
    known = list(MEASURES) if norm in BUDGETS else list(MEASURES)[:2]  # attacks know no L1
    return OneOf("measure", known[0], {name: MEASURES[name] for name in known}, key="zoo measure")


def _budget(norm: str) -> OneOf[float]:
    for other in BUDGETS.keys() - {norm}:  # the address speaks of the norm looked at
        state.set_once(f"zoo budget {other}", _BUDGET[other])
    return OneOf("budget", _BUDGET[norm], BUDGETS[norm], key=f"zoo budget {norm}")


def pick_from_chart() -> None:
    """Take over the network whose mark was clicked; the chart's callback."""
    name = picked(state.value(CHART, {}))
    if name is not None:
        state.set_value("zoo network", name)


def picked(event: Mapping[str, Any]) -> str | None:
    """Return the name a chart's selection carries; None where nothing is selected."""
    points = event.get("selection", {}).get("points", [])
    data = points[0].get("customdata") if points else None
    return str(data[0]) if data else None
