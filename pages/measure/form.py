"""Widgets that return the digits to measure; `method` has those that say how."""

from dataclasses import dataclass, field

import streamlit as st

from clever_engine import CleverError
from clever_engine.digits import MAX_BYTES, FoundDigits
from clever_engine.digits.files import found_as_is
from clever_engine.digits.found import no_digits
from clever_engine.errors import PictureError
from pages.measure import services, words
from pages.measure.marks import kept_marks, marks_editor
from pages.measure.method import Method, current_model
from pages.shared import links, state
from pages.shared import services as shared
from pages.shared.address import Number, Text
from pages.shared.canvas import drawing_pad

_DIGITS = Text("digits", "50986", 10)
_PAD_RATIO = 0.62
_TYPES = ["png", "jpg", "jpeg", "webp", "heic", "heif", "avif", "bmp", "gif", "tif", "tiff"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Digits a visitor chose, what was meant where that is known, and the address for them."""

    found: FoundDigits
    true_labels: tuple[int, ...] | None = None
    address: dict[str, str] = field(default_factory=dict)


def choose_digits() -> Choice:
    """Let the visitor draw, pick, upload or photograph digits."""
    named = links.named_source()
    state.set_once("source", named or "draw")
    options = {**words.SOURCES, **({"link": "Link"} if state.value("source", "") == "link" else {})}
    source = st.segmented_control(
        "Where the digits come from",
        list(options),
        format_func=options.__getitem__,
        required=True,
        key="source",
        label_visibility="collapsed",
        width="stretch",
    )
    widgets = {
        "draw": _draw,
        "gallery": _gallery,
        "upload": _upload,
        "camera": _camera,
        "link": _link,
    }
    try:
        return widgets[source or "draw"]()
    except CleverError as error:
        st.warning(str(error), icon=":material/info:")
        return Choice(found=no_digits())


def _draw() -> Choice:
    drawing = drawing_pad(
        "Drawing pad",
        key="pad",
        keep=state.drawings(),
        ratio=_PAD_RATIO,
        hint="Draw a digit, or a few in a row",
        pen_width=45,
        max_width=640,
    )
    if drawing.is_empty:
        return Choice(found=no_digits())
    return _with_link(shared.digits_drawn(drawing.strokes, _PAD_RATIO))


def _gallery() -> Choice:
    handwriting = shared.handwriting()
    left, right = st.columns([1, 1])
    hands = len(handwriting.images)
    with left:
        hand = Number("hand", 1, 1, hands).input(f"Handwriting, 1 to {hands}")
    with right:
        digits = _DIGITS.input("Digits to write")
    wanted = [int(letter) for letter in digits if letter in "0123456789"]
    if not wanted:
        st.warning(f"Expected digits 0 to 9, such as 461; got {digits!r}.")
        return Choice(found=no_digits())
    images = handwriting.write(hand - 1, wanted)
    address = {"hand": str(hand), "digits": "".join(map(str, wanted))}
    found = found_as_is(images)
    return Choice(found=found, true_labels=tuple(wanted), address=address)


def _link() -> Choice:
    found = links.decode_digits(links.linked_digits())
    if found is None:
        st.warning("Expected digits in the address; they are damaged. Ask for the link again.")
        return Choice(found=no_digits())
    return Choice(found=found, address={"d": links.linked_digits()})


def follows_link() -> bool:
    """Return, once in a visit, whether the address names digits to measure at once."""
    opened = state.first_time("measure opened")  # a finished run writes an address as well
    return opened and links.named_source() is not None


def _upload() -> Choice:
    file = st.file_uploader(
        f"A photo, scan or drawing of digits, up to {MAX_BYTES // 1_000_000} MB. "
        "On a phone this takes a photo.",
        type=_TYPES,
        max_upload_size=MAX_BYTES // 1_000_000,
        key="upload",
    )
    return Choice(found=no_digits()) if file is None else _shown(file.getvalue())


def _camera() -> Choice:
    file = st.camera_input("Hold a sheet with dark, thick digits into the light", key="camera")
    return Choice(found=no_digits()) if file is None else _shown(file.getvalue())


def _shown(raw: bytes) -> Choice:
    """Return the digits of a photo, and show where in it they are, to be corrected by hand."""
    marks = kept_marks(raw)
    try:
        found = services.digits_in(raw, marks)
    except PictureError as error:
        if not services.is_picture(raw):
            raise
        # A visitor may see what no algorithm does: a box can still be drawn.
        st.warning(str(error), icon=":material/info:")
        found = no_digits()
    read = shared.probabilities(current_model(), found.images).argmax(axis=1)
    labels = [int(label) for label in read]
    marks_editor(
        *services.turned_picture(raw, marks.turn),
        marks,
        found,
        labels,
        [bool(findings) for findings in found.doubts(labels)],
    )
    return _with_link(found)


def _with_link(found: FoundDigits) -> Choice:
    link = links.encode_digits(found.images)
    return Choice(found=found, address={} if link is None else {"d": link})


def clash(choice: Choice, method: Method) -> str | None:
    """Return why these digits cannot be turned into the class asked for."""
    if not isinstance(method.target, int) or not len(choice.found):
        return None
    labels = shared.probabilities(method.model, choice.found.images).argmax(axis=1)
    same = [number for number, label in enumerate(labels) if int(label) == method.target]
    return words.clash(same[0], method.target) if same else None
