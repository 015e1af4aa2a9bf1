"""What a visitor has chosen in "Drawing a line", from widgets or from the address."""

from dataclasses import dataclass
from typing import Any

from clever_engine.lesson.plane import DATA_SETS, HIDDEN, VIEW, WEIGHT_DECAYS, PlaneRecipe
from pages.lesson.drawing_a_line import words
from pages.shared import state
from pages.shared.address import Field, Number, OneOf, put_in_address

STEP = 0.1
MOST_SEED = 9999


def key(name: str) -> str:
    """Return the name under which a choice is kept."""
    return f"plane-{name}"


DATA = OneOf("data", "moons", {name: words.DATA[name] for name in DATA_SETS}, key=key("data"))
UNITS = OneOf("units", 16, HIDDEN, key=key("units"))
DECAY = OneOf(
    "decay", 0.01, {decay: words.DECAYS[decay] for decay in WEIGHT_DECAYS}, key=key("decay")
)
SEED = Number("seed", 0, 0, MOST_SEED, key=key("seed"))
NORM = OneOf("norm", "l2", words.NORMS, key=key("norm"))
X = Number("x", 0.5, -VIEW, VIEW, key=key("x"))
Y = Number("y", 0.9, -VIEW, VIEW, key=key("y"))
FIELDS: tuple[Field[Any], ...] = (DATA, UNITS, DECAY, SEED, NORM, X, Y)

WRONG: dict[str, str | int | float] = {
    "data": "moons",
    "units": 8,
    "decay": 0.0,
    "seed": 0,
    "norm": "l2",
    "x": 0.0,
    "y": 1.1,
}
"""An input at which CLEVER promises more than is true; a test holds that it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaneChoice:
    """Everything that decides the picture: the network, the norm, the input."""

    recipe: PlaneRecipe
    norm: str
    x: float
    y: float


def begin() -> PlaneChoice:
    """Start every choice, let the address stand for them, and return what is chosen."""
    for field in FIELDS:
        field.start()
    put_in_address(*FIELDS)
    return chosen()


def chosen() -> PlaneChoice:
    """Return what is chosen now."""
    return PlaneChoice(
        recipe=PlaneRecipe(
            data=DATA.value, hidden=UNITS.value, weight_decay=DECAY.value, seed=SEED.value
        ),
        norm=NORM.value,
        x=round(float(X.value), 2),
        y=round(float(Y.value), 2),
    )


def choose(values: dict[str, str | int | float]) -> None:
    """Set several choices at once, from a button's callback."""
    for field in FIELDS:
        if field.name in values:
            field.set(values[field.name])


def reset() -> None:
    """Go back to what the page opens with."""
    choose({field.name: field.default for field in FIELDS})


def train_again() -> None:
    """Ask for another network of the same kind: new points, new first weights."""
    SEED.set((SEED.value + 1) % (MOST_SEED + 1))


def move(right: float, up: float) -> None:
    """Move the input by so many steps, within the view."""
    here = chosen()
    move_to(here.x + STEP * right, here.y + STEP * up)


def move_to(x: float, y: float) -> None:
    """Move the input to a place, within the view."""
    for field, at in ((X, x), (Y, y)):
        field.set(round(min(VIEW, max(-VIEW, at)), 2))


def pressed() -> None:
    """Move the input to where the picture was pressed."""
    place = getattr(state.value(key("pad"), None), "place", None)
    if place is not None:
        move_to(float(place["x"]), float(place["y"]))
