"""What a visitor has chosen in "Inside CLEVER", from widgets or from the address."""

from dataclasses import dataclass
from typing import Any

from clever_engine import CleverSettings
from clever_engine.lesson.inside import RADII, lesson_settings
from clever_engine.norms import Norm
from pages.lesson.inside_clever import words
from pages.shared import services, state
from pages.shared.address import Field, Number, OneOf, put_in_address

POINT_COUNTS = (1, 2, 3, 5, 8, 12, 20, 32, 50, 80, 128, 200, 320, 512, 700, 1024)
ROUND = 12
"""Other seeds at a press of "again"."""

_RADIUS: dict[str, float] = {"l1": 100, "l2": 5, "linf": 0.3}
"""Where each norm's radius begins: its default, rounded."""


def key(name: str) -> str:
    """Return the name of the widget that asks for a choice."""
    return f"inside-{name}"


DIGIT = OneOf("digit", 7, range(10), key=key("digit"))
NORM = OneOf("norm", "l2", words.NORMS, key=key("norm"))
POINTS = OneOf("points", 50, {count: f"{count:,}" for count in POINT_COUNTS}, key=key("points"))
BATCHES = OneOf("batches", 32, (4, 8, 16, 32, 64), key=key("batches"))
SAMPLES = OneOf("samples", 8, (1, 2, 4, 8, 16), key=key("samples"))
ESTIMATOR = OneOf("estimator", "fixed-shape", words.ESTIMATORS, key=key("estimator"))
SEED = Number("seed", 0, 0, 9999, key=key("seed"))


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
    """Everything that decides what the six steps show."""

    asked: Asked
    ball: Ball
    points: int
    settings: CleverSettings
    rounds: int
    maths: bool


def begin() -> None:
    """Start every choice, those of the other steps as well, which keep their own."""
    for field in (*_fields(), radius(NORM.value)):
        field.start()
    for norm in _RADIUS:  # the address speaks of the norm looked at
        state.set_once(radius(norm).key, _RADIUS[norm])
    state.set_once(key("maths"), False)


def put() -> None:
    """Let the address stand for what is chosen, so that a teacher can share it."""
    put_in_address(*_fields(), radius(NORM.value))


def hand() -> Number[int]:
    """Return the choice of a handwriting."""
    return Number("hand", 1, 1, len(services.handwriting().images), key=key("hand"))


def model() -> OneOf[str]:
    """Return the choice of a network, of those that read handwritten digits as they are."""
    titles = {
        entry.name: entry.title
        for entry in services.catalogue()
        if entry.recipe.data == "mnist" and entry.group == "zoo"
    }
    return OneOf("model", "mlp-1024", titles, key=key("model"))


def target(read: int | None = None) -> OneOf[str]:
    """Return the choice of the class that the reading is compared with, which it cannot be."""
    others = {str(label): str(label) for label in range(10) if label != read}
    # Another name makes another widget, which begins where it is told to.
    again = state.value(key("target set"), 0)
    name = key(f"target-{again}")
    return OneOf("target", "runner-up", {"runner-up": "Runner-up", **others}, key=name)


def radius(norm: str) -> OneOf[float]:
    """Return the choice of the ball's radius; each norm has its own."""
    return OneOf("radius", _RADIUS[norm], RADII[Norm(norm)], key=key(f"radius-{norm}"))


def chosen() -> Choice:
    """Return what is chosen now."""
    norm = NORM.value
    return Choice(
        asked=Asked(
            hand=hand().value, digit=DIGIT.value, model=model().value, target=target().value
        ),
        ball=Ball(norm=norm, radius=float(radius(norm).value), seed=SEED.value),
        points=POINTS.value,
        settings=lesson_settings(BATCHES.value, SAMPLES.value, ESTIMATOR.value),
        rounds=state.value(key("rounds"), 0),
        maths=bool(state.value(key("maths"), False)),
    )


def again() -> None:
    """Ask for another dozen seeds."""
    state.set_value(key("rounds"), state.value(key("rounds"), 0) + 1)


def set_target(label: str) -> None:
    """Choose the class that the reading is compared with, without its widget."""
    state.set_value(key("target set"), state.value(key("target set"), 0) + 1)
    target().set(label)


def keep_target(label: int) -> None:
    """Go back to the runner-up where the class chosen is the one that is read."""
    if target().value == str(label):
        set_target("runner-up")


def _fields() -> tuple[Field[Any], ...]:
    return (hand(), DIGIT, model(), target(), NORM, POINTS, BATCHES, SAMPLES, ESTIMATOR, SEED)
