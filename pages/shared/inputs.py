"""Widgets that return engine types: digits, and how to measure them."""

from dataclasses import dataclass, field, replace

import streamlit as st

from clever_engine import CleverError, CleverSettings
from clever_engine.digits import MAX_BYTES, FoundDigits
from clever_engine.digits.files import found_as_is, strokes_png
from clever_engine.digits.found import no_digits
from pages.shared import links, services, state, text
from pages.shared.canvas import drawing_pad

CHUNK = 64  # half a tile: progress moves often and a stop takes effect at once
EFFORTS = {
    "quick": CleverSettings(n_batches=32, stop_width=0.1, chunk_size=CHUNK),
    "standard": CleverSettings(chunk_size=CHUNK),
    "thorough": CleverSettings(n_batches=5000, stop_width=0.01, chunk_size=CHUNK),
    "paper": replace(CleverSettings.paper(), chunk_size=CHUNK),
}
_USUAL = {
    "model": "cnn-7",
    "norm": "l2",
    "target": "untargeted",
    "effort": "standard",
    "radius": "auto",
    "seed": "0",
    "where": "anywhere",
}
_RADII = (0.001, 1000.0)
_MAX_SEED = 2**31 - 1
_PAD_RATIO = 0.62
_TYPES = ["png", "jpg", "jpeg", "webp", "bmp", "gif", "tif", "tiff"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Digits a visitor chose, what was meant where that is known, and the address for them."""

    found: FoundDigits
    true_labels: tuple[int, ...] | None = None
    address: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """How to measure."""

    model: str
    norm: str
    target: str | int
    radius: float | str
    effort: str
    seed: int
    where: str = "anywhere"

    def address(self) -> dict[str, str]:
        """Return the parts of the address that stand for it; what is usual is left out."""
        parts = {
            "model": self.model,
            "norm": self.norm,
            "target": str(self.target),
            "effort": self.effort,
            "radius": str(self.radius),
            "seed": str(self.seed),
            "where": self.where,
        }
        return {key: value for key, value in parts.items() if value != _USUAL[key]}

    def request(self, choice: Choice) -> services.Request:
        """Return the measurement of these digits."""
        return services.Request(
            model=self.model,
            norm=self.norm,
            target=self.target,
            radius=self.radius,
            settings=EFFORTS[self.effort],
            seed=self.seed,
            found=choice.found,
            true_labels=choice.true_labels,
            only_ink=self.where == "ink",
        )


def choose_digits() -> Choice:
    """Let the visitor draw, pick, upload or photograph digits."""
    named = links.named_source()
    state.set_once("source", named or "draw")
    options = {**text.SOURCES, **({"link": "Link"} if state.value("source", "") == "link" else {})}
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
    raw = strokes_png(drawing.strokes, ratio=_PAD_RATIO)
    return _from_picture(raw)


def _gallery() -> Choice:
    atlas = services.atlas()
    left, right = st.columns([1, 1])
    hands = len(atlas.images)
    state.set_once("hand", links.linked_hand(hands))
    state.set_once("digits", links.linked("digits", "50986")[:10])
    hand = left.number_input(f"Handwriting, 1 to {hands}", 1, hands, key="hand")
    digits = right.text_input("Digits to write", max_chars=10, key="digits")
    wanted = [int(letter) for letter in digits if letter in "0123456789"]
    if not wanted:
        st.warning(f"Expected digits 0 to 9, such as 461; got {digits!r}.")
        return Choice(found=no_digits())
    images = atlas.write(int(hand) - 1, wanted)
    address = {"hand": str(hand), "digits": "".join(map(str, wanted))}
    found = found_as_is(images)
    return Choice(found=found, true_labels=tuple(wanted), address=address)


def _link() -> Choice:
    found = links.decode_digits(links.linked("d", ""))
    if found is None:
        st.warning("Expected digits in the address; they are damaged. Ask for the link again.")
        return Choice(found=no_digits())
    return Choice(found=found, address={"d": links.linked("d", "")})


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
    """Return the digits of a photo and show where in it they were found."""
    choice = _from_picture(raw)
    st.image(
        services.boxes_picture(raw),
        width="stretch",
        alt=f"The picture with frames around the {len(choice.found)} digits found in it",
    )
    return choice


def _from_picture(raw: bytes) -> Choice:
    found = services.digits_in(raw)
    link = links.encode_digits(found.images)
    return Choice(found=found, address={} if link is None else {"d": link})


def current_model() -> str:
    """Return the network chosen below, which reads the digits above."""
    known = [entry.name for entry in services.catalogue()]
    state.set_once("model", _linked_choice("model", known, "cnn-7"))
    return str(state.value("model", "cnn-7"))


def choose_method() -> Method:
    """Let the visitor choose the network, and the rest where they ask for it."""
    entries = {entry.name: entry for entry in services.catalogue()}
    titles = {name: f"{entry.title} ({name})" for name, entry in entries.items()}
    model = _pick("Network", titles, "cnn-7", "model")
    with st.expander("How to measure"):
        norm = _pick("Size of a change", text.NORMS, "l2", "norm")
        target = _pick("Turned into", text.TARGETS, "untargeted", "target")
        where = _pick("Pixels that may change", text.PLACES, "anywhere", "where")
        effort = _pick("Effort", text.EFFORTS, "standard", "effort")
        state.set_once("radius", links.linked_number("radius", *_RADII))
        radius = st.number_input(
            "Radius of the ball of samples (empty: automatic)",
            min_value=_RADII[0],
            max_value=_RADII[1],
            step=0.5,
            key="radius",
            placeholder="automatic",
        )
        state.set_once("seed", int(links.linked_number("seed", 0, _MAX_SEED) or 0))
        seed = st.number_input("Seed", 0, _MAX_SEED, key="seed")
    return Method(
        model=model,
        norm=norm,
        target=int(target) if target.isdigit() else target,
        radius="auto" if radius is None else float(radius),
        effort=effort,
        seed=int(seed),
        where=where,
    )


def _pick(label: str, options: dict[str, str], default: str, key: str) -> str:
    state.set_once(key, _linked_choice(key, list(options), default))
    chosen = st.selectbox(label, list(options), format_func=options.__getitem__, key=key)
    return str(chosen)


def _linked_choice(key: str, options: list[str], default: str) -> str:
    """Return what the address names; the default, with a word, where it names nothing known."""
    named = links.linked(key, default)
    if named in options:
        return named
    if state.first_time(f"refused {key}"):
        st.toast(f"Expected {key} in the address as one of {', '.join(options)}; got {named!r}.")
    return default


def clash(choice: Choice, method: Method) -> str | None:
    """Return why these digits cannot be turned into the class asked for."""
    if not isinstance(method.target, int) or not len(choice.found):
        return None
    labels = services.probabilities(method.model, choice.found.images).argmax(axis=1)
    same = [number for number, label in enumerate(labels) if int(label) == method.target]
    return text.clash(same[0], method.target) if same else None
