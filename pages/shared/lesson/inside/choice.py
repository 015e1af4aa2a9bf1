"""What a visitor has chosen in "Inside CLEVER", from widgets or from the address."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from clever_engine import CleverSettings
from clever_engine.extreme_value import ESTIMATORS
from clever_engine.lesson.inside import RADII, lesson_settings
from clever_engine.norms import Norm
from pages.shared import services, state

BATCHES = (4, 8, 16, 32, 64)
SAMPLES = (1, 2, 4, 8, 16)
POINTS = (1, 2, 3, 5, 8, 12, 20, 32, 50, 80, 128, 200, 320, 512, 700, 1024)
ROUND = 12
"""Other seeds at a press of "again"."""

_MOST_SEED = 9999
_KEY = "inside-{}"
Value = str | int | float

_START: dict[str, Value] = {
    "hand": 1,
    "digit": 7,
    "model": "mlp-1024",
    "target": "runner-up",
    "norm": "l2",
    "points": 50,
    "batches": 32,
    "samples": 8,
    "estimator": "fixed-shape",
    "seed": 0,
}
"""What the page opens with; the same names stand in the address."""

_RADIUS: dict[str, float] = {"l1": 100, "l2": 5, "linf": 0.3}
"""Where each norm's radius begins: its default, rounded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A digit, the network that reads it, and the class it is compared with."""

    hand: int
    digit: int
    model: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ball:
    """Where points are drawn, and by which seed."""

    norm: str
    radius: float
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Everything that decides what the five steps show."""

    asked: Asked
    ball: Ball
    points: int
    settings: CleverSettings
    rounds: int
    maths: bool


def key(name: str) -> str:
    """Return the name of the widget that asks for a choice."""
    # Another name makes another widget, which begins where it is told to.
    again = f"-{_kept().get('target set', 0)}" if name == "target" else ""
    return _KEY.format(name) + again


def begin() -> None:
    """Take over what widgets say; what none has said yet is in the address, or is usual."""
    kept = _kept()
    for name, usual in _START.items():
        if name not in kept:
            kept[name] = _linked(name, usual)
        kept[name] = _said(name, kept[name])
    for norm, usual in _RADIUS.items():
        name = radius_name(norm)
        if name not in kept:
            named = _number("radius", usual) if norm == kept["norm"] else usual
            kept[name] = named if named in RADII[Norm(norm)] else usual
        kept[name] = _said(name, kept[name])
    kept["maths"] = _said("maths", kept.get("maths", False))


def radius_name(norm: str) -> str:
    """Return the name of a norm's radius; each norm has its own."""
    return f"radius-{norm}"


def start(name: str) -> Any:
    """Return where a widget begins.

    Widgets are told so themselves, not by the session's state: that is said to a browser only
    once, and a run that follows at once, because a sampling is done, would make it unheard.
    """
    return _kept()[name]


def chosen() -> Choice:
    """Return what is chosen now."""
    kept = _kept()
    return Choice(
        asked=Asked(
            hand=int(kept["hand"]),
            digit=int(kept["digit"]),
            model=str(kept["model"]),
            target=str(kept["target"]),
        ),
        ball=Ball(
            norm=str(kept["norm"]),
            radius=float(kept[radius_name(str(kept["norm"]))]),
            seed=int(kept["seed"]),
        ),
        points=int(kept["points"]),
        settings=lesson_settings(
            int(kept["batches"]), int(kept["samples"]), str(kept["estimator"])
        ),
        rounds=int(kept.get("rounds", 0)),
        maths=bool(kept["maths"]),
    )


def again() -> None:
    """Ask for another dozen seeds."""
    _kept()["rounds"] = int(_kept().get("rounds", 0)) + 1


def set_target(target: str) -> None:
    """Choose the class that the reading is compared with, without its widget."""
    kept = _kept()
    kept["target"] = target
    kept["target set"] = int(kept.get("target set", 0)) + 1


def keep_target(label: int) -> None:
    """Go back to the runner-up where the class chosen is the one that is read."""
    if start("target") == str(label):
        set_target("runner-up")


def put_in_address() -> None:
    """Let the address stand for what is chosen and not usual, so that a teacher can share it."""
    kept = _kept()
    told = {name: (kept[name], usual) for name, usual in _START.items()}
    told["radius"] = (kept[radius_name(kept["norm"])], _RADIUS[kept["norm"]])
    for name, (now, usual) in told.items():
        text = f"{now:g}" if isinstance(now, float) else str(now)
        if now == usual:
            st.query_params.pop(name, None)
        elif st.query_params.get(name) != text:
            st.query_params[name] = text


def models() -> dict[str, str]:
    """Return the titles, by name, of the networks that read handwritten digits as they are."""
    return {
        entry.name: entry.title
        for entry in services.catalogue()
        if entry.recipe.data == "mnist" and entry.group == "zoo"
    }


def _said(name: str, before: Any) -> Any:
    """Return what a choice's widget says; what was chosen before where it is not on the page."""
    said = state.value(key(name), None)
    return before if said is None else said


def _kept() -> dict[str, Any]:
    """Return the visitor's choices by name; they outlive the widgets of one step."""
    kept: dict[str, Any] | None = state.value(_KEY.format("kept"), None)
    if kept is None:
        kept = {}
        state.set_value(_KEY.format("kept"), kept)
    return kept


def _linked(name: str, start: Value) -> Value:
    """Return a choice of the address; the page's own where there is none or it makes no sense."""
    read: Callable[[str], Value] = int if isinstance(start, int) else str
    try:
        value = read(st.query_params.get(name, str(start)))
    except ValueError:
        return start
    return value if value in _known(name) else start


def _number(name: str, start: float) -> float:
    try:
        return float(st.query_params.get(name, start))
    except ValueError:
        return start


def _known(name: str) -> tuple[Value, ...] | range | list[str]:
    return {
        "hand": range(1, len(services.atlas().images) + 1),
        "digit": range(10),
        "model": tuple(models()),
        "target": ("runner-up", *map(str, range(10))),
        "norm": tuple(norm.value for norm in Norm),
        "points": POINTS,
        "batches": BATCHES,
        "samples": SAMPLES,
        "estimator": tuple(ESTIMATORS),
        "seed": range(_MOST_SEED + 1),
    }[name]
