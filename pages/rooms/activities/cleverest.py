"""Whose digit is the CLEVERest? Everybody draws the same digit; the hardest to break wins."""

import html

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from clever_engine import CleverError, CleverScore
from clever_engine.score.measurement import Measurement
from clever_engine.steps import Progress
from pages.big_check.pictures import digit as picture
from pages.rooms import services
from pages.rooms.activity import Seat
from pages.rooms.records import Choices, Player, Snapshot, Value
from pages.shared import links, progress, state, text
from pages.shared import services as shared
from pages.shared.address import OneOf
from pages.shared.canvas import drawing_pad

_DIGIT = OneOf("digit", 4, range(10), key="room-digit")
_MODEL = str(Measurement.__dataclass_fields__["model"].default)
"""The network that reads and is measured: the one that "Measure" begins with."""

_KEPT = "room drawing"
_SHOWN = 40
"""Digits on a projector."""


class Cleverest:
    """Everybody draws the same digit; it is ranked by its CLEVER score."""

    key = "cleverest"
    title = "Whose digit is the CLEVERest?"
    summary = "Everybody draws the same digit. The one that is hardest to break wins."
    closing = "Rank the digits"
    unit = "CLEVER score"

    def choose(self) -> tuple[Choices, int]:
        """Let the host choose the digit."""
        return {"digit": _DIGIT.segments("The digit that everybody draws", width="stretch")}, 1

    def invite(self, choices: Choices) -> str:
        """Return what is going to happen."""
        return f"Everybody draws a {choices['digit']}. The one hardest to break wins."

    def play(self, seat: Seat) -> None:
        """Let the player draw; strokes survive a reload."""
        st.html(f"<p class='room-said'>Draw a {seat.choices['digit']}</p>")
        _draw(seat)

    def played(self, seat: Seat) -> None:
        """Show the digit handed in."""
        assert seat.answer is not None
        st.html(picture(_image(seat.answer), "Your digit as the AI sees it", pixel=6))

    def told(self, seat: Seat) -> None:
        """Show the digit's score."""
        if seat.answer is None:
            st.html("<p class='room-mine'>You handed in no digit.</p>")
            return
        st.html(picture(_image(seat.answer), "Your digit as the AI sees it", pixel=6))
        score = _known(seat.choices, seat.answer)
        if score is not None:
            st.markdown(_sentence(seat.choices, score))
            return
        ticket = services.measured(_image(seat.answer), seat.choices["digit"])
        state.wait_for("room-score", ticket)
        progress.watch(ticket, _words)

    def prepare(self, snapshot: Snapshot) -> None:
        """Have all digits measured that are there."""
        digit = snapshot.room.choices["digit"]
        images = [_image(one.value) for one in snapshot.answers]
        missing = [image for image in images if services.known(image, digit) is None]
        state.set_value("room tickets", [services.measured(image, digit) for image in missing])

    def ask(self, snapshot: Snapshot) -> None:
        """Show which digit to draw."""
        st.html(
            f"<p class='room-code'>Draw a {snapshot.room.choices['digit']}</p>"
            "<p class='room-said'>The AI must read it, and a small change must not fool it. "
            "The largest CLEVER score wins.</p>"
        )

    def tell(self, snapshot: Snapshot) -> None:
        """Show the digits in their order."""
        _rank(snapshot)

    def end(self, snapshot: Snapshot) -> None:
        """Show the digits in their order."""
        _rank(snapshot)
        st.caption(text.CLAIM, text_alignment="left")

    def points(self, choices: Choices, number: int, value: Value) -> float | None:
        """Return the CLEVER score; 0 where the AI reads another digit."""
        score = _known(choices, value)
        if score is None:
            return None
        return score.value if score.label == choices["digit"] else 0.0

    def machine(self, choices: Choices, told: int) -> None:
        """Return nothing: the AI draws no digit."""
        return

    def shown(self, points: float) -> str:
        """Return a score with three digits."""
        return text.number(points)

    def cells(self, choices: Choices, number: int, value: Value) -> dict[str, str]:
        """Return what the AI reads in a digit and its score."""
        score = _known(choices, value)
        if score is None:
            return {"read as": "", "CLEVER score": "", "would become": ""}
        return {
            "read as": str(score.label),
            "CLEVER score": f"{score.value:.4g}",
            "would become": str(score.target),
        }


@st.fragment
def _draw(seat: Seat) -> None:
    key = f"room-pad-{seat.snapshot.room.id}-{seat.player.id}"
    pads = state.drawings()
    begun = seat.begun() if key not in pads else None
    drawing = drawing_pad(
        f"Draw a {seat.choices['digit']}",
        key=key,
        keep=pads,
        strokes=begun["strokes"] if begun else (),
        hint="Draw here",
        max_width=380,
    )
    if drawing.strokes != state.value(_KEPT, []):
        state.set_value(_KEPT, drawing.strokes)
        seat.keep({"strokes": drawing.strokes})
    try:
        images = shared.digits_drawn(drawing.strokes, 1.0).images
    except CleverError as error:
        st.warning(str(error), icon=":material/info:")
        return
    if len(images) == 1:
        share = shared.probabilities(_MODEL, images)[0]
        label = int(share.argmax())
        st.markdown(f"The AI reads a **{label}**, {text.percent(float(share[label]))} sure.")
    elif not drawing.is_empty:
        st.markdown("This looks like more than one digit. Draw a single one.")
    ready = len(images) == 1
    if st.button(
        "Hand it in", type="primary", width="stretch", disabled=not ready, key="room-draw"
    ):
        seat.submit({"digit": links.encode_digits(images)})
        st.rerun()


def _rank(snapshot: Snapshot) -> None:
    """Show the digits of the class from the strongest to the weakest, once all are measured."""
    choices = snapshot.room.choices
    handed = snapshot.of_round(0)
    scores = [(player, one.value, _known(choices, one.value)) for player, one in handed]
    known = [(player, value, score) for player, value, score in scores if score is not None]
    if len(known) < len(handed):
        missing = next(value for _, value, score in scores if score is None)
        ticket = services.measured(_image(missing), choices["digit"])
        state.wait_for("room-score", ticket)
        progress.watch(ticket, lambda seen: f"Measured {len(known)} of {len(handed)} digits.")
        return
    read = [one for one in known if one[2].label == choices["digit"]]
    other = [one for one in known if one[2].label != choices["digit"]]
    read.sort(key=lambda one: -one[2].value)
    if read:
        st.html(f"<p class='room-said'>{_answer(read[0], read[-1])}</p>")
    else:
        st.html(f"<p class='room-said'>The AI read no {choices['digit']} at all.</p>")
    ordered = [*read, *other]
    cells = "".join(_cell(choices, read, one) for one in ordered[:_SHOWN])
    st.html(f"<div class='room-cards'>{cells}</div>")


_Line = tuple[Player, Value, CleverScore]


def _answer(best: _Line, weakest: _Line) -> str:
    line = (
        f"<b>{html.escape(best[0].name)}</b> drew the CLEVERest digit: by the estimate it stands a "
        f"change of {text.number(best[2].value)} before the AI reads something else."
    )
    if weakest is best:
        return line
    return (
        f"{line} That of <b>{html.escape(weakest[0].name)}</b> gives way at "
        f"{text.number(weakest[2].value)} and becomes a {weakest[2].target}."
    )


def _cell(choices: Choices, read: list[_Line], line: _Line) -> str:
    player, value, score = line
    name, digit = html.escape(player.name), choices["digit"]
    if score.label != digit:
        kind, told = "", f"read as a {score.label}"
    elif line is read[0]:
        kind, told = "best", f"★ {text.number(score.value)}"
    elif line is read[-1]:
        kind, told = "marked", f"▼ {text.number(score.value)}"
    else:
        kind, told = "", text.number(score.value)
    shown = picture(_image(value), f"A {digit} drawn by {player.name}", pixel=5)
    return (
        f"<figure class='{kind}'>{shown}<figcaption><span>{name}</span><span>{told}</span>"
        "</figcaption></figure>"
    )


def _image(value: Value) -> NDArray[np.float32]:
    found = links.decode_digits(str(value["digit"]))
    assert found is not None, "what is kept was encoded here"
    image: NDArray[np.float32] = found.images[0]
    return image


def _known(choices: Choices, value: Value) -> CleverScore | None:
    found = services.known(_image(value), choices["digit"])
    return None if found is None else found.scores[0]


def _sentence(choices: Choices, score: CleverScore) -> str:
    if score.label != choices["digit"]:
        return f"The AI reads your {choices['digit']} as a **{score.label}**: no points."
    return (
        f"CLEVER score **{text.number(score.value)}**. The AI would most easily take it for "
        f"a {score.target}. {text.CLAIM}"
    )


def _words(seen: Progress | None) -> str:
    return "Your digit is measured."
