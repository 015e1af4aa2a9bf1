"""Widgets of "Before and after": presets, two or three sides, digits."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from clever_engine.comparison.defenses import DEFENSES
from clever_engine.comparison.results import Side
from clever_engine.figures.theme import norm_name
from clever_engine.norms import Norm
from pages.before_after import services as comparing
from pages.before_after.services import (
    SETS,
    DigitSet,
    Plan,
)
from pages.shared import links, services, state
from pages.shared.address import Field, Number, OneOf, parts, write
from pages.shared.canvas import drawing_pad

ROLES = {"before": "Before", "after": "After", "third": "And also"}
COUNTS = (5, 10, 20, 50)
_PAD_RATIO = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A question one click asks: what each side is, as the address says it."""

    title: str
    before: tuple[str, str]
    after: tuple[str, str]
    norm: str = "l2"


PRESETS = (
    Preset(title="Train on attacks", before=("cnn-7", "none"), after=("cnn-7-robust", "none")),
    Preset(title="Distill", before=("cnn-7", "none"), after=("cnn-7-distilled", "none")),
    Preset(title="Squeeze the input", before=("cnn-7", "none"), after=("cnn-7", "squeeze")),
    Preset(title="JPEG", before=("cnn-7", "none"), after=("cnn-7", "jpeg")),
    Preset(title="Go deeper", before=("mlp-1024", "none"), after=("cnn-7", "none")),
)
_MODELS = {"before": "cnn-7", "after": "cnn-7-robust", "third": ""}
"""Each side's network to begin with; no third side."""

_DEFENSES = {defense.name: defense for defense in DEFENSES}
_NORMS = {norm.value: norm_name(norm.value) for norm in Norm}
_COUNT = OneOf("count", 20, {n: f"{n} digits" for n in COUNTS}, key="compare count")
_SEED = Number("seed", 0, 0, 2**31 - 1, key="compare seed")
_ATTACK = OneOf("attack", "yes", {"yes": "Yes", "no": "No, faster"}, key="compare attack")


def choose_preset() -> None:
    """Offer questions that one click asks."""
    st.pills(
        "Ask",
        [preset.title for preset in PRESETS],
        key="compare preset",
        on_change=_take_preset,
        label_visibility="collapsed",
    )


def _take_preset() -> None:
    """Set both sides as the preset says; a click on the chosen one again changes nothing."""
    title = state.value("compare preset", None)
    for preset in PRESETS:
        if preset.title == title:
            _model("third").set("")
            for role, (model, defense) in (("before", preset.before), ("after", preset.after)):
                _model(role).set(model)
                _defense(role).set(defense)
                _norm(role).set(preset.norm)
                _data(role).set("same")
            state.set_value("compare asked", True)


def choose_sides() -> list[tuple[str, str]]:
    """Let the visitor choose each side's network and defense; return them by side."""
    chosen = []
    for role in roles():
        with st.container(border=True, key=f"side-{role}", gap="xsmall"):
            chosen.append(_side(role))
    return chosen


def roles() -> list[str]:
    """Return which sides there are: two or three."""
    return list(ROLES)[: 3 if _model("third").value else 2]


def choose_third() -> None:
    """Let the visitor add a third side, or take it away."""
    third = _model("third")
    if len(roles()) == 2:
        st.button("Add a third", key="compare add", on_click=third.set, args=("cnn-7-noise",))
    else:
        st.button("Only two", key="compare drop", on_click=third.set, args=("",))


def choose_norms() -> list[tuple[Norm, str]]:
    """Let the visitor choose each side's norm, and other digits than the shared ones."""
    chosen = []
    for role in roles():
        size, digits = st.columns(2)
        with size:
            norm = _norm(role).selectbox(f"{ROLES[role]}: size of a change")
        with digits:
            source = _data(role).selectbox(f"{ROLES[role]}: digits")
        chosen.append((Norm(norm), source))
    return chosen


def choose_digits() -> DigitSet:
    """Let the visitor choose the digits that all sides see."""
    where, many, which = st.columns([4, 3, 2], vertical_alignment="bottom")
    with where:
        source = _source().selectbox("Digits")
    if source == "drawn":
        return _drawn()
    with many:
        count = _COUNT.selectbox("How many")
    with which:
        first = _first().input("From digit")
    return comparing.first_digits(source, count, first)


def draws() -> bool:
    """Return whether the visitor wants to draw the digits, for which there must be a pad."""
    return _source().value == "drawn"


def choose_effort() -> tuple[int, bool]:
    """Let the visitor choose the seed, and whether to ask an attacker."""
    attack = _ATTACK.selectbox("Ask an attacker as well") == "yes"
    return _SEED.input("Seed"), attack


def make_plan(
    networks: list[tuple[str, str]],
    norms: list[tuple[Norm, str]],
    shared: DigitSet,
    seed: int,
    attack: bool,
) -> Plan:
    """Return the comparison asked for."""
    digits = tuple(
        shared
        if source in ("same", shared.name)
        else comparing.first_digits(source, max(5, len(shared.images)))
        for _, source in norms
    )
    sides = tuple(
        Side(model=model, defense=defense, norm=norm, data=chosen.name)
        for (model, defense), (norm, _), chosen in zip(networks, norms, digits, strict=True)
    )
    return Plan(sides=sides, digits=digits, seed=seed, attack=attack)


def put_in_address(shared: DigitSet) -> None:
    """Let the address reproduce what is chosen; what is usual is left out."""
    pixels = links.encode_digits(shared.images) if draws() else None
    write({**parts(*_fields()), "d": pixels})


def named_by_address() -> bool:
    """Return, once in a visit, whether the address asks for a comparison."""
    return state.first_time("compare opened") and any(
        name in st.query_params for name in ("d", *(field.name for field in _fields()))
    )


def _side(role: str) -> tuple[str, str]:
    model = _model(role).selectbox(f"{ROLES[role]}: network")
    defense = _defense(role).selectbox(f"{ROLES[role]}: defense")
    if defense != "none":
        st.caption(_DEFENSES[defense].summary)
    return model, defense


def _drawn() -> DigitSet:
    """Return the digits a visitor drew, or those of the address before anything is drawn."""
    drawing = drawing_pad(
        "Drawing pad",
        key="compare-pad",
        keep=state.drawings(),
        ratio=_PAD_RATIO,
        hint="Draw a few digits in a row",
        pen_width=45,
        max_width=640,
    )
    if drawing.is_empty:
        found = links.decode_digits(links.linked_digits())
    else:
        found = services.digits_drawn(drawing.strokes, _PAD_RATIO)
    images = np.zeros((0, 1, 28, 28), dtype=np.float32) if found is None else found.images
    return DigitSet(name="drawn", images=images, labels=None)


def _model(role: str) -> OneOf[str]:
    titles = {entry.name: entry.title for entry in services.catalogue()}
    return OneOf(role, _MODELS[role], titles, key=f"compare {role}")


def _defense(role: str) -> OneOf[str]:
    titles = {name: defense.title.capitalize() for name, defense in _DEFENSES.items()}
    return OneOf(f"{role}-defense", "none", titles, key=f"compare {role}-defense")


def _norm(role: str) -> OneOf[str]:
    return OneOf(f"{role}-norm", "l2", _NORMS, key=f"compare {role}-norm")


def _data(role: str) -> OneOf[str]:
    others = {name: title for name, title in _sets().items() if name != "drawn"}
    return OneOf(f"{role}-data", "same", {"same": "The same", **others}, key=f"compare {role}-data")


def _source() -> OneOf[str]:
    return OneOf("digits", "hands", _sets(), key="compare digits")


def _sets() -> dict[str, str]:
    return {name: SETS[name] for name in SETS if name != "mnist" or comparing.has_mnist()}


def _first() -> Number[int]:
    rest = 0 if draws() else len(comparing.test_digits(_source().value).images) - _COUNT.value
    return Number("first", 0, 0, rest, key="compare first")


def _fields() -> tuple[Field[Any], ...]:
    sides = [field(role) for role in ROLES for field in (_model, _defense, _norm, _data)]
    return (*sides, _COUNT, _source(), _first(), _SEED, _ATTACK)


def take_asked() -> bool:
    """Return, once, whether a preset was clicked."""
    asked = bool(state.value("compare asked", False))
    if asked:
        state.set_value("compare asked", False)
    return asked
