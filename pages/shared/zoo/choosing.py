"""What the visitor looks at: a network, a threat norm, a measure; by widget, click or address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from clever_engine.figures.theme import norm_name
from clever_engine.survey.rows import BUDGETS
from pages.shared import links, state, text

MEASURES = {
    "clever-untargeted": "CLEVER, into any other digit",
    "clever-runner-up": "CLEVER, into the second choice",
    "attack": "Smallest attack found",
    "robust-accuracy": "Robust accuracy",
}
"""Names in the address, and for people."""

NORMS = ("l2", "linf", "l1")
CHART = "zoo-tradeoff"
_USUAL = {"network": "cnn-7", "norm": "l2", "measure": "clever-untargeted"}
_BUDGET = {"l2": 1.5, "linf": 0.1}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A norm and what robustness is read from; `budget` only for robust accuracy."""

    norm: str = "l2"
    measure: str = "clever-untargeted"
    budget: float | None = None

    @property
    def key(self) -> str:
        """Return the survey's name of the measure; robust accuracy rests on the attack."""
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
    usual = _USUAL["network"] if _USUAL["network"] in names else names[0]
    _start("zoo network", "network", names, usual)
    _start("zoo norm", "norm", NORMS, _USUAL["norm"])
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="zoo-choose"):
        network = st.selectbox(
            "Network",
            names,
            format_func=lambda name: titles.get(name, name),
            key="zoo network",
            width=330,
        )
        norm = st.segmented_control(
            "Size of a change",
            NORMS,
            format_func=norm_name,
            required=True,
            key="zoo norm",
            width="content",
        )
        view = _choose_measure(str(norm))
    _put_in_address(network, usual, view)
    return network, view


def _choose_measure(norm: str) -> View:
    known = list(MEASURES) if norm in BUDGETS else list(MEASURES)[:2]
    _start("zoo measure", "measure", known, known[0])
    measure = st.selectbox(
        "Measure", known, format_func=MEASURES.__getitem__, key="zoo measure", width=270
    )
    budget = _choose_budget(norm) if measure == "robust-accuracy" else None
    return View(norm=norm, measure=measure, budget=budget)


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


def _choose_budget(norm: str) -> float:
    key, budgets = f"zoo budget {norm}", BUDGETS[norm]
    named = links.linked_number("budget", 0.0, max(budgets))
    state.set_once(key, named if named in budgets else _BUDGET[norm])
    return float(
        st.select_slider(
            f"Attack budget ({norm_name(norm)})",
            budgets,
            format_func="{:g}".format,
            key=key,
            width=240,
        )
    )


def _start(key: str, part: str, options: Sequence[str], usual: str) -> None:
    """Give a widget its first value, from the address where that names a known one."""
    named = links.linked(part, usual)
    if named not in options and state.first_time(f"refused zoo {part}"):
        st.toast(f"Expected {part} in the address as one of {', '.join(options)}; got {named!r}.")
    state.set_once(key, named if named in options else usual)
    if state.value(key, usual) not in options:  # attacks know no L1
        state.set_value(key, usual)


def _put_in_address(network: str, usual: str, view: View) -> None:
    parts = {
        "network": network if network != usual else None,
        "norm": view.norm if view.norm != _USUAL["norm"] else None,
        "measure": view.measure if view.measure != _USUAL["measure"] else None,
        "budget": f"{view.budget:g}" if view.budget is not None else None,
    }
    for key, part in parts.items():
        if part is None:
            st.query_params.pop(key, None)
        elif st.query_params.get(key) != part:
            st.query_params[key] = part
