"""What a visitor has chosen in "Drawing a line", from widgets or from the address."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from clever_engine.lesson.plane import DATA_SETS, HIDDEN, VIEW, WEIGHT_DECAYS, PlaneRecipe
from clever_engine.norms import Norm
from pages.shared import state

STEP = 0.1
MOST_SEED = 9999
_KEY = "plane-{}"

_START: dict[str, str | int | float] = {
    "data": "moons",
    "units": 16,
    "decay": 0.01,
    "seed": 0,
    "norm": "l2",
    "x": 0.5,
    "y": 0.9,
}
"""What the page opens with; the same names stand in the address."""

WRONG: dict[str, str | int | float] = {
    "data": "blobs",
    "units": 4,
    "decay": 0.0,
    "seed": 2,
    "norm": "l2",
    "x": 1.0,
    "y": -1.6,
}
"""An input at which CLEVER promises more than is true; a test holds that it does."""

_READ: dict[str, Callable[[str], str | int | float]] = {
    "units": int,
    "decay": float,
    "seed": int,
    "x": float,
    "y": float,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaneChoice:
    """Everything that decides the picture: the network, the norm, the input."""

    recipe: PlaneRecipe
    norm: str
    x: float
    y: float


def key(name: str) -> str:
    """Return the name under which a choice is kept."""
    return _KEY.format(name)


def begin() -> None:
    """Give every choice its first value: from the address, or what the page opens with.

    A choice of which the browser has lost hold gets the value it had.
    """
    kept = state.value(key("kept"), None) or {}
    for name, start in _START.items():
        state.set_once(key(name), _linked(name, start))
        said = now(name)
        if said is None or not _makes_sense(name, said):
            state.set_value(key(name), kept.get(name, start))
    state.set_value(key("kept"), {name: now(name) for name in _START})


def now(name: str) -> Any:
    """Return a choice as it is now."""
    return state.value(key(name), _START[name])


def chosen() -> PlaneChoice:
    """Return what is chosen now."""
    value = {name: state.value(key(name), start) for name, start in _START.items()}
    return PlaneChoice(
        recipe=PlaneRecipe(
            data=value["data"],
            hidden=value["units"],
            weight_decay=value["decay"],
            seed=value["seed"],
        ),
        norm=value["norm"],
        x=round(float(value["x"]), 2),
        y=round(float(value["y"]), 2),
    )


def choose(values: dict[str, str | int | float]) -> None:
    """Set several choices at once, from a button's callback."""
    for name, new in values.items():
        state.set_value(key(name), new)


def reset() -> None:
    """Go back to what the page opens with."""
    choose(_START)


def train_again() -> None:
    """Ask for another network of the same kind: new points, new first weights."""
    choose({"seed": (int(state.value(key("seed"), 0)) + 1) % (MOST_SEED + 1)})


def move(right: float, up: float) -> None:
    """Move the input by so many steps, within the view."""
    here = chosen()
    move_to(here.x + STEP * right, here.y + STEP * up)


def move_to(x: float, y: float) -> None:
    """Move the input to a place, within the view."""
    choose({name: round(min(VIEW, max(-VIEW, at)), 2) for name, at in (("x", x), ("y", y))})


def pressed() -> None:
    """Move the input to where the picture was pressed."""
    place = getattr(state.value(key("pad"), None), "place", None)
    if place is not None:
        move_to(float(place["x"]), float(place["y"]))


def put_in_address() -> None:
    """Let the address stand for what is chosen, so that a teacher can share it."""
    for name, start in _START.items():
        told = str(state.value(key(name), start))
        if st.query_params.get(name) != told:
            st.query_params[name] = told


def _linked(name: str, start: str | int | float) -> str | int | float:
    """Return a choice of the address; the page's own where there is none or it makes no sense."""
    try:
        value = _READ.get(name, str)(st.query_params.get(name, str(start)))
    except ValueError:
        return start
    return value if _makes_sense(name, value) else start


def _makes_sense(name: str, value: str | int | float) -> bool:
    known = {
        "data": tuple(DATA_SETS),
        "units": HIDDEN,
        "decay": WEIGHT_DECAYS,
        "norm": tuple(norm.value for norm in Norm),
    }
    if name in known:
        return value in known[name]
    low, high = (0, MOST_SEED) if name == "seed" else (-VIEW, VIEW)
    return low <= float(value) <= high
