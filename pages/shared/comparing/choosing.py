"""Widgets of "Before and after": presets, two or three sides, digits."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from clever_engine.comparison.defenses import DEFENSES
from clever_engine.comparison.results import Side
from clever_engine.figures.theme import norm_name
from clever_engine.norms import Norm
from pages.shared import links, services, state
from pages.shared.canvas import drawing_pad
from pages.shared.comparing import services as comparing
from pages.shared.comparing.plans import SETS, DigitSet, Plan

ROLES = {"before": "Before", "after": "After", "third": "And also"}
COUNTS = (5, 10, 20, 50)
_MAX_SEED = 2**31 - 1
_DEFENSES = {defense.name: defense for defense in DEFENSES}
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
_USUAL = {
    "before": "cnn-7",
    "after": "cnn-7-robust",
    "third": "",
    "count": "20",
    "digits": "hands",
    "first": "0",
    "seed": "0",
    "attack": "yes",
    **{f"{role}-defense": "none" for role in ROLES},
    **{f"{role}-norm": "l2" for role in ROLES},
    **{f"{role}-data": "same" for role in ROLES},
}
KEYS = (*_USUAL, "d")
"""All that the address may hold."""


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
            _set("third", "")
            for role, (model, defense) in (("before", preset.before), ("after", preset.after)):
                _set(role, model)
                _set(f"{role}-defense", defense)
                _set(f"{role}-norm", preset.norm)
                _set(f"{role}-data", "same")
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
    return list(ROLES)[: 3 if _current("third") else 2]


def choose_third() -> None:
    """Let the visitor add a third side, or take it away."""
    if len(roles()) == 2:
        st.button("Add a third", key="compare add", on_click=_set, args=("third", "cnn-7-noise"))
    else:
        st.button("Only two", key="compare drop", on_click=_set, args=("third", ""))


def choose_norms() -> list[tuple[Norm, str]]:
    """Let the visitor choose each side's norm, and other digits than the shared ones."""
    norms = {norm.value: norm_name(norm.value) for norm in Norm}
    others = {name: SETS[name] for name in ("hands", "mnist", "digits-8x8")}
    if not comparing.has_mnist():
        del others["mnist"]
    sources = {"same": "The same", **others}
    chosen = []
    for role in roles():
        size, digits = st.columns(2)
        with size:
            norm = _pick(f"{ROLES[role]}: size of a change", norms, f"{role}-norm")
        with digits:
            source = _pick(f"{ROLES[role]}: digits", sources, f"{role}-data")
        chosen.append((Norm(norm), source))
    return chosen


def choose_digits() -> DigitSet:
    """Let the visitor choose the digits that all sides see."""
    known = [name for name in SETS if name != "mnist" or comparing.has_mnist()]
    where, many, which = st.columns([4, 3, 2], vertical_alignment="bottom")
    with where:
        source = _pick("Digits", {name: SETS[name] for name in known}, "digits")
    if source == "drawn":
        return _drawn()
    with many:
        count = int(_pick("How many", {str(n): f"{n} digits" for n in COUNTS}, "count"))
    size = len(comparing.test_digits(source).images)
    with which:
        first = _number("From digit", "first", size - count)
    return comparing.first_digits(source, count, first)


def draws() -> bool:
    """Return whether the visitor wants to draw the digits, for which there must be a pad."""
    return _current("digits") == "drawn"


def choose_effort() -> tuple[int, bool]:
    """Let the visitor choose the seed, and whether to ask an attacker."""
    attack = _pick("Ask an attacker as well", {"yes": "Yes", "no": "No, faster"}, "attack") == "yes"
    return _number("Seed", "seed", _MAX_SEED), attack


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
    parts = {key: _current(key) for key in _USUAL}
    if parts["digits"] == "drawn":
        parts["d"] = links.encode_digits(shared.images) or ""
    for key in KEYS:
        value = parts.get(key, "")
        if value and value != _USUAL.get(key):
            if st.query_params.get(key) != value:
                st.query_params[key] = value
        elif key in st.query_params:
            del st.query_params[key]


def named_by_address() -> bool:
    """Return, once in a visit, whether the address asks for a comparison."""
    return state.first_time("compare opened") and any(key in st.query_params for key in KEYS)


def _side(role: str) -> tuple[str, str]:
    titles = {entry.name: entry.title for entry in services.catalogue()}
    defenses = {name: defense.title.capitalize() for name, defense in _DEFENSES.items()}
    model = _pick(f"{ROLES[role]}: network", titles, role)
    defense = _pick(f"{ROLES[role]}: defense", defenses, f"{role}-defense")
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
    if not drawing.is_empty:
        found = services.digits_drawn(drawing.strokes, _PAD_RATIO)
    else:
        found = links.decode_digits(links.linked("d", ""))
    images = np.zeros((0, 1, 28, 28), dtype=np.float32) if found is None else found.images
    return DigitSet(name="drawn", images=images, labels=None)


def _set(key: str, value: str) -> None:
    state.set_value(f"compare {key}", value)


def _current(key: str) -> str:
    return str(state.value(f"compare {key}", _usual(key)))


def _usual(key: str) -> str:
    return links.linked(key, _USUAL[key])


def _pick(label: str, options: dict[str, str], key: str) -> str:
    """Draw a choice whose first value is that of the address, where it names a known one."""
    usual = _USUAL[key] or next(iter(options))
    named = links.linked(key, usual)
    if named not in options and state.first_time(f"refused {key}"):
        st.toast(f"Expected {key} in the address as one of {', '.join(options)}; got {named!r}.")
    state.set_once(f"compare {key}", named if named in options else usual)
    if state.value(f"compare {key}", usual) not in options:
        _set(key, usual)
    chosen = st.selectbox(
        label, list(options), format_func=options.__getitem__, key=f"compare {key}"
    )
    return str(chosen)


def _number(label: str, key: str, most: int) -> int:
    state.set_once(f"compare {key}", int(links.linked_number(key, 0, most) or 0))
    if int(state.value(f"compare {key}", 0)) > most:
        state.set_value(f"compare {key}", most)
    return int(st.number_input(label, 0, most, key=f"compare {key}"))


def take_asked() -> bool:
    """Return, once, whether a preset was clicked."""
    asked = bool(state.value("compare asked", False))
    if asked:
        state.set_value("compare asked", False)
    return asked
