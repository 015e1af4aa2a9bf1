"""A picture with a box around each digit: drop, join, split, add boxes, turn the picture."""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from clever_engine.digits import MAX_DIGITS, Box, FoundDigits
from clever_engine.figures.pictures import data_uri
from pages.shared import state
from pages.shared.web import joined

_WEB = Path(__file__).parent / "web"
_EDITOR = st.components.v2.component(
    "clever_digit.marks",
    html=joined(_WEB / "marks.html"),
    css=joined(_WEB / "marks.css"),
    js=joined(_WEB / "model.js", _WEB / "main.js"),
)
_KEY = "marks"
_KEPT = "marks kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """How a visitor corrected what was found in a picture.

    Attributes:
        turn: quarters of a turn to the right.
        boxes: in pixels of the turned picture; None where nothing was corrected.
    """

    turn: int = 0
    boxes: tuple[Box, ...] | None = None


def kept_marks(raw: bytes) -> Marks:
    """Return how this picture file was corrected so far; what the browser sent counts first."""
    file = hashlib.sha256(raw).hexdigest()
    marks: Marks
    kept_file, number, marks = state.value(_KEPT, ("", 0, Marks()))
    if kept_file != file:
        number, marks = number + 1, Marks()
    sent: Any = state.value(_KEY, None)
    said: Any = sent.get("marks") if isinstance(sent, Mapping) else None
    if isinstance(said, Mapping) and said.get("version") == _version(file, number):
        fresh = clean_marks(said)
        # A new version makes the browser begin anew: with what is found in the turned picture.
        number += 1 if fresh.boxes is None else 0
        marks = fresh
    state.set_value(_KEPT, (file, number, marks))
    return marks


def clean_marks(sent: Any) -> Marks:
    """Return what a browser sent, within bounds; what is no box is dropped."""
    turn, boxes = sent.get("turn"), sent.get("boxes")
    turn = turn % 4 if isinstance(turn, int) else 0
    if not isinstance(boxes, list | tuple):
        return Marks(turn=turn)
    clean = [box for box in map(_clean_box, boxes[:MAX_DIGITS]) if box is not None]
    return Marks(turn=turn, boxes=tuple(clean))


def _clean_box(sent: Any) -> Box | None:
    if not isinstance(sent, list | tuple) or len(sent) != 4:
        return None
    if not all(isinstance(v, int | float) and math.isfinite(v) for v in sent):
        return None
    left, top, right, bottom = (round(min(max(v, 0), 100_000)) for v in sent)
    return Box(left, top, right, bottom) if right > left and bottom > top else None


def marks_editor(
    picture: bytes,
    size: tuple[int, int],
    marks: Marks,
    found: FoundDigits,
    labels: Sequence[int],
    doubted: Sequence[bool],
) -> None:
    """Show a picture with its boxes, to be corrected.

    Args:
        picture: a JPEG file of it, turned, of any size.
        size: its width and height, which the boxes are in pixels of.
        marks: as `kept_marks` returned them.
        found: its digits.
        labels: what each was read as.
        doubted: whether there is a reason to doubt it.
    """
    file, number, _ = state.value(_KEPT, ("", 0, Marks()))
    boxes = found.boxes if marks.boxes is None else marks.boxes
    _EDITOR(
        key=_KEY,
        width="stretch",
        height="content",
        on_marks_change=_nothing,
        data={
            "version": _version(file, number),
            "label": f"The picture with boxes around the {len(boxes)} digits found in it",
            "picture": data_uri(picture, "jpeg"),
            "width": size[0],
            "height": size[1],
            "turn": marks.turn,
            "corrected": marks.boxes is not None,
            "boxes": [list(box) for box in boxes],
            "aside": [list(box) for box in found.left_out],
            "read": [
                {"box": list(box), "label": str(label), "doubted": doubt}
                for box, label, doubt in zip(found.boxes, labels, doubted, strict=True)
            ],
        },
    )


def _version(file: str, number: int) -> str:
    return f"{file[:16]}-{number}"


def _nothing() -> None:
    """A state of the component exists only while something listens to it."""
