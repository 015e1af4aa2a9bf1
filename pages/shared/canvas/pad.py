"""The drawing pad: a Streamlit component whose strokes travel as vectors, never as pixels."""

from __future__ import annotations

import uuid
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import streamlit as st

from pages.shared.canvas.assets import CSS, HTML, JS
from pages.shared.canvas.strokes import EXTRA_TOOLS, LIMITS, Stroke, clean_strokes

_PAD = st.components.v2.component("clever_digit.drawing_pad", html=HTML, css=CSS, js=JS)
_TOOLS = ("pen", "eraser", *EXTRA_TOOLS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What is on a pad.

    Attributes:
        strokes: In the order drawn, on a grid 1000 wide and 1000 * ratio high. A stroke with
            `erase` takes away the ink of those before it.
        revision: The revision of the pad these strokes belong to.
    """

    strokes: list[Stroke] = field(default_factory=list)
    revision: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether no stroke was drawn."""
        return not self.strokes


def drawing_pad(
    label: str,
    *,
    key: str,
    strokes: Sequence[Stroke] = (),
    revision: int = 0,
    keep: MutableMapping[str, Any] | None = None,
    ratio: float = 1.0,
    background: str | None = None,
    hint: str | None = None,
    pen_width: int = 80,
    ink: str | None = None,
    max_width: int = 360,
    tools: tuple[str, ...] = ("pen", "eraser"),
    show_width: bool = True,
    settle_ms: int = 250,
    disabled: bool = False,
    on_change: Callable[[], None] | None = None,
) -> Drawing:
    """Mount a pad and return what is drawn on it.

    The browser owns the strokes: they change from here only when `revision` changes, so a slow
    rerun never wipes a line drawn meanwhile.

    Args:
        label: Name of the pad for screen readers.
        key: Unique in the app.
        strokes: What a new revision starts with (a sample, or nothing).
        revision: Any number other than the last one replaces the drawing with `strokes`.
        keep: Where the drawing stays while other pages are shown; it uses the entry `key`.
            Emptying that entry empties the pad to `strokes`.
        ratio: Height over width.
        background: Data URL of a picture under the ink.
        hint: A few words on the empty sheet.
        pen_width: Middle of the pen's widths, in thousandths of the pad's width.
        ink: CSS colour of the lines; `None` follows the theme.
        max_width: The widest the pad grows, in CSS pixels.
        tools: Names in the order shown; with a single one no choice is shown.
        show_width: Whether the line width can be changed.
        settle_ms: How long the hand rests before the drawing is sent.
        disabled: Show the drawing, take no input.
        on_change: Called before the rerun that a changed drawing causes.

    Returns:
        The strokes, within the bounds of `clean_strokes`.

    Raises:
        ValueError: For a tool that does not exist or a ratio that is not positive.
    """
    if not tools or set(tools) - set(_TOOLS):
        raise ValueError(f"tools must be some of {_TOOLS}, got {tools}")
    if not ratio > 0:
        raise ValueError(f"ratio must be above 0, got {ratio}")
    kept = _kept(keep, key, strokes, revision, ratio)
    result = _PAD(
        key=key,
        width="stretch",
        height="content",
        on_drawing_change=on_change or _nothing,
        data={
            "key": key,
            "label": label,
            "strokes": kept["strokes"],
            "version": kept["version"],
            "revision": revision,
            "ratio": ratio,
            "background": background,
            "hint": hint,
            "pen_width": pen_width,
            "ink": ink,
            "max_width": max_width,
            "tools": list(tools),
            "show_width": show_width,
            "settle_ms": settle_ms,
            "disabled": disabled,
            "limits": asdict(LIMITS),
        },
    )
    kept["strokes"] = _received(result.drawing, kept, ratio)
    return Drawing(strokes=kept["strokes"], revision=revision)


def _kept(
    keep: MutableMapping[str, Any] | None,
    key: str,
    strokes: Sequence[Stroke],
    revision: int,
    ratio: float,
) -> dict[str, Any]:
    """The entry for this revision; a new one gets a version that no browser has seen yet."""
    kept: dict[str, Any] | None = None if keep is None else keep.get(key)
    if kept is None or kept["revision"] != revision:
        # Without a place to keep it, the version has to be the same on each run by itself.
        version = str(revision) if keep is None else uuid.uuid4().hex
        start = clean_strokes(list(strokes), ratio=ratio)
        kept = {"revision": revision, "version": version, "strokes": start}
        if keep is not None:
            keep[key] = kept
    return kept


def _received(sent: Any, kept: dict[str, Any], ratio: float) -> list[Stroke]:
    """What the browser sent, if it belongs to this version; else what was kept."""
    current: list[Stroke] = kept["strokes"]
    if not hasattr(sent, "get") or sent.get("revision") != kept["revision"]:
        return current
    if sent.get("version", kept["version"]) != kept["version"]:
        return current
    return clean_strokes(sent.get("strokes"), ratio=ratio)


def _nothing() -> None:
    """A state of the component exists only while something listens to it."""
