"""The results that pages open with, each under the key that its page asks for.

They are files of `assets/examples`, made by `python -m pages.opening` with the pages' own defaults.
A page finds them in the store of finished work like anything that another visitor had measured; any
other choice is measured when it is asked for. A file made with other weights than those that lie
here is not used.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from clever_engine.codec import from_plain, pack, unpack
from clever_engine.comparison.results import Comparison, Side
from clever_engine.lesson.fooled import Balls, Certainties, HiddenLook
from clever_engine.norms import Norm
from clever_engine.sandwich import Sandwich
from clever_engine.shipped import ASSETS
from clever_engine.steps import Steps
from pages.accuracy import showing as accuracy
from pages.accuracy.examples import Example
from pages.before_after import services as before_after
from pages.before_after.services import Plan
from pages.lesson.fooled import balls, certain, hidden
from pages.lesson.fooled import services as fooled
from pages.lesson.sandwich import services as sandwich
from pages.shared import services

FOLDER = ASSETS / "examples"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A result that a page opens with.

    Attributes:
        name: of its file.
        kind: what it is.
        key: under which the page asks for it.
        models: the networks it was made with.
        make: measures it.
    """

    name: str
    kind: Any
    key: Hashable
    models: tuple[str, ...]
    make: Callable[[], Steps[Any]]

    @property
    def path(self) -> Path:
        """The file."""
        return FOLDER / f"{self.name}.msgpack"

    def weights(self) -> dict[str, str]:
        """Return the checksums of the networks' weights."""
        known = {entry.name: entry.sha256 or "" for entry in services.catalogue()}
        return {name: known.get(name, "") for name in self.models}

    def pack(self, result: Any) -> bytes:
        """Return a result with the weights it was made with."""
        return pack({"weights": self.weights(), "result": result})

    def load(self) -> Any:
        """Return the result; None where its file is missing, or was made with other weights.

        Raises:
            DataError: the file is damaged.
        """
        if not self.path.is_file():
            return None
        what = f"a result in {self.path.name}"
        held = unpack(self.path.read_bytes(), dict[str, Any], what=what)
        if held.get("weights") != self.weights():
            return None
        return from_plain(held.get("result"), self.kind, what=what)


@cache
def openings() -> tuple[Opening, ...]:
    """Return what there is."""
    asked, digit, plan = sandwich.FIRST, fooled.FIRST, first_plan()
    hiding = fooled.Hiding(trained=True)
    sets = before_after.accuracy_set_name("hands")
    return (
        Opening(
            name="sandwich",
            kind=Sandwich,
            key=asked,
            models=(asked.model,),
            make=lambda: sandwich.steps(asked),
        ),
        Opening(
            name="hidden-gradient",
            kind=HiddenLook,
            key=hidden.key(digit, hiding),
            models=(fooled.TRAINED, fooled.OPEN),
            make=lambda: fooled.hidden(digit, hiding),
        ),
        Opening(
            name="too-sure",
            kind=Certainties,
            key=certain.key(digit),
            models=(certain.MODEL,),
            make=lambda: fooled.certain(digit, certain.MODEL),
        ),
        Opening(
            name="too-large-a-ball",
            kind=Balls,
            key=balls.key(digit, balls.MODEL),
            models=(balls.MODEL,),
            make=lambda: fooled.balls(digit, balls.MODEL),
        ),
        Opening(
            name="reads-digits",
            kind=tuple[Example, ...],
            key=accuracy.key(accuracy.FIRST, "l2"),
            models=(accuracy.FIRST,),
            make=lambda: accuracy.steps(accuracy.FIRST, "l2"),
        ),
        Opening(
            name=f"before-after-{sets}",  # accuracy is measured on what the machine has
            kind=Comparison,
            key=plan.key(),
            models=tuple(side.model for side in plan.sides),
            make=lambda: before_after.steps(plan),
        ),
    )


def first_plan() -> Plan:
    """Return the comparison that "Before and after" opens with."""
    digits = before_after.first_digits("hands", 20)
    sides = tuple(
        Side(model=model, defense="none", norm=Norm.L2, data="hands")
        for model in ("cnn-7", "cnn-7-robust")
    )
    return Plan(sides=sides, digits=(digits,) * len(sides), seed=0, attack=True)


def ship() -> None:
    """Let the store of finished work know them; each is read when it is first asked for."""
    for opening in openings():
        services.tasks().ship(opening.key, opening.load)
