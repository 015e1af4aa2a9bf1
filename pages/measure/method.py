"""Widgets that say how to measure: network, norm, target, method, effort, radius, seed."""

from dataclasses import dataclass, replace

import streamlit as st

from clever_engine import CleverSettings
from clever_engine.digits import FoundDigits
from clever_engine.score.measurement import Measurement
from clever_engine.score.methods import METHODS
from pages.measure import services, words
from pages.shared import links
from pages.shared import services as shared
from pages.shared.address import Number, OneOf

CHUNK = 64  # half a tile: progress moves often and a stop takes effect at once
EFFORTS = {
    "chords": {
        "quick": replace(CleverSettings.chords(50), chunk_size=CHUNK),
        "standard": replace(CleverSettings.chords(), chunk_size=CHUNK),
        "thorough": replace(CleverSettings.chords(1000), chunk_size=CHUNK),
    },
    "guided": {
        "quick": replace(CleverSettings.guided(32), stop_width=0.1, chunk_size=CHUNK),
        "standard": replace(CleverSettings.guided(), chunk_size=CHUNK),
        "thorough": replace(CleverSettings.guided(5000), stop_width=0.01, chunk_size=CHUNK),
    },
    "published": {
        "50x100": replace(CleverSettings.published(), chunk_size=CHUNK),
        "100x256": replace(CleverSettings.published(100, 256), chunk_size=CHUNK),
        "500x1024": replace(CleverSettings.paper(), chunk_size=CHUNK),
    },
}
USUAL_EFFORT = {"chords": "standard", "guided": "standard", "published": "50x100"}
_USUAL = {
    "model": "cnn-7-forms",
    "norm": "l2",
    "target": "untargeted",
    "method": METHODS[0],
    "radius": "auto",
    "seed": "0",
    "where": "anywhere",
}
_NORM = OneOf("norm", _USUAL["norm"], words.NORMS)
_TARGET = OneOf("target", _USUAL["target"], words.TARGETS)
_WHERE = OneOf("where", _USUAL["where"], words.PLACES)
_METHOD = OneOf("method", _USUAL["method"], words.METHODS)
_EFFORT = {
    "chords": OneOf("effort", USUAL_EFFORT["chords"], words.EFFORTS["chords"]),
    "guided": OneOf("walks", USUAL_EFFORT["guided"], words.EFFORTS["guided"]),
    "published": OneOf("points", USUAL_EFFORT["published"], words.EFFORTS["published"]),
}
_RADIUS: Number[float | None] = Number("radius", None, 0.001, 1000.0)
_SEED = Number("seed", 0, 0, 2**31 - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """How to measure."""

    model: str
    norm: str
    target: str | int
    radius: float | str
    method: str
    effort: str
    seed: int
    where: str = "anywhere"

    def address(self) -> dict[str, str]:
        """Return the parts of the address that stand for it; what is usual is left out."""
        parts = {
            "model": self.model,
            "norm": self.norm,
            "target": str(self.target),
            "method": self.method,
            "radius": str(self.radius),
            "seed": str(self.seed),
            "where": self.where,
        }
        parts = {key: value for key, value in parts.items() if value != _USUAL[key]}
        effort = _EFFORT[self.method]
        return parts if self.effort == effort.default else parts | {effort.name: self.effort}

    def measurement(
        self, found: FoundDigits, true_labels: tuple[int, ...] | None = None
    ) -> Measurement:
        """Return the measurement of these digits."""
        return Measurement(
            images=found.images,
            model=self.model,
            norm=self.norm,
            target=self.target,
            radius=self.radius,
            settings=EFFORTS[self.method][self.effort],
            seed=self.seed,
            true_labels=true_labels,
            masks=found.ink() if self.where == "ink" else None,
        )


def current_model() -> str:
    """Return the network chosen below, which reads the digits above."""
    return _model().start()


def choose_method(count: int) -> Method:
    """Let the visitor choose the network, and the rest where they ask for it.

    `count` digits are to be measured; so many the time told is for.
    """
    links.renew()
    model = _model().selectbox("Network")
    with st.expander("How to measure"):
        method = _METHOD.segments("Method", width="stretch", help=words.METHOD_HELP)
        effort = _EFFORT[method].selectbox("Effort")
        if method == "published":
            st.caption(words.duration(_seconds(model, effort), count))
        norm = _NORM.selectbox("Size of a change")
        target = _TARGET.selectbox("Turned into")
        where = _WHERE.selectbox("Pixels that may change")
        radius = _RADIUS.input(
            "Radius: the largest change looked at (empty: automatic)",
            step=0.5,
            placeholder="automatic",
        )
        seed = _SEED.input("Seed")
    return Method(
        model=model,
        norm=norm,
        target=int(target) if target.isdigit() else target,
        radius="auto" if radius is None else radius,
        method=method,
        effort=effort,
        seed=seed,
        where=where,
    )


def _seconds(model: str, effort: str) -> float:
    """Return about how long the published way takes a digit on this machine."""
    return services.cost(model).seconds(EFFORTS["published"][effort])


def _model() -> OneOf[str]:
    titles = {entry.name: f"{entry.title} ({entry.name})" for entry in shared.catalogue()}
    return OneOf("model", _USUAL["model"], titles)
