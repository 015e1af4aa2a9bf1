"""The tamper pad: a Streamlit component that alters the pixels of one digit."""

from __future__ import annotations

import math
import uuid
import zlib
from collections.abc import Callable, MutableMapping
from typing import Any

import streamlit as st

from pages.big_check.tamper.assets import (
    CSS,
    HTML,
    JS,
)
from pages.big_check.tamper.pixels import (
    Pixels,
    encoded,
    tampered_pixels,
)

_PAD = st.components.v2.component("clever_digit.tamper_pad", html=HTML, css=CSS, js=JS)
_SETTLE_MS = 250  # how long the hand rests before the pixels are sent


def tamper_pad(
    label: str,
    *,
    key: str,
    original: Pixels,
    pixels: Pixels | None = None,
    revision: int = 0,
    keep: MutableMapping[str, Any] | None = None,
    budget: float,
    spent: float = 0.0,
    max_width: int = 420,
    disabled: bool = False,
    on_change: Callable[[], None] | None = None,
) -> Pixels:
    """Mount a pad on one digit and return the digit as it is now.

    The browser owns the pixels: they change from here only when `revision` or `original` changes,
    so a slow rerun never wipes what was done meanwhile. What it sends is a picture of 256 greys
    or is ignored. The distortion it shows is the L2 distance to `on_grid(original)`.

    Args:
        label: Name of the pad for screen readers.
        key: Unique in the app.
        original: The untouched digit, `(28, 28)` in [0, 1]; taken in 256 greys.
        pixels: What a new revision starts with; `None` for the original.
        revision: Any number other than the last one replaces the digit with `pixels`.
        keep: Where the digit stays while other pages are shown; it uses the entry `key`.
            Emptying that entry sets the pad back to `pixels`.
        budget: The L2 distortion from which on the teller notices, in [0, 1] pixel units.
        spent: The L2 distortion of the other digits of the same budget.
        max_width: The widest the sheet grows, in CSS pixels. Where there is room beside a sheet,
            the tools stand there.
        disabled: Show the digit and let it be compared, but not altered.
        on_change: Called before the rerun that an altered digit causes.

    Returns:
        The digit on the pad, `(28, 28)` in [0, 1] on the grid k/255; a new array each time.

    Raises:
        ValueError: For a picture of another shape or with numbers that are not finite, a budget
            that is not positive, or a negative `spent`.
    """
    if not (budget > 0 and math.isfinite(budget)):
        raise ValueError(f"budget must be a finite number above 0, got {budget}")
    if not (spent >= 0 and math.isfinite(spent)):
        raise ValueError(f"spent must be a finite number of at least 0, got {spent}")
    untouched = encoded(original)
    start = untouched if pixels is None else encoded(pixels)
    kept = _kept(keep, key, untouched, start, revision)
    result = _PAD(
        key=key,
        width="stretch",
        height="content",
        on_tampering_change=on_change or _nothing,
        data={
            "key": key,
            "label": label,
            "original": untouched,
            "pixels": kept["pixels"],
            "version": kept["version"],
            "revision": revision,
            "budget": float(budget),
            "spent": float(spent),
            "max_width": max_width,
            "settle_ms": _SETTLE_MS,
            "disabled": disabled,
        },
    )
    shown = _received(result.tampering, kept)
    kept["pixels"] = encoded(shown)
    return shown


def _kept(
    keep: MutableMapping[str, Any] | None, key: str, original: str, start: str, revision: int
) -> dict[str, Any]:
    """The entry for this revision; a new one gets a version that no browser has seen yet."""
    kept: dict[str, Any] | None = None if keep is None else keep.get(key)
    if kept is None or (kept["revision"], kept["original"]) != (revision, original):
        # Without a place to keep it, the version has to be the same on each run by itself.
        same = f"{revision}-{zlib.crc32(original.encode()):08x}"
        version = same if keep is None else uuid.uuid4().hex
        kept = {"revision": revision, "version": version, "original": original, "pixels": start}
        if keep is not None:
            keep[key] = kept
    return kept


def _received(sent: Any, kept: dict[str, Any]) -> Pixels:
    """What the browser sent, if it is a picture and belongs to this version; else what was kept."""
    picture = tampered_pixels(sent.get("pixels")) if _belongs(sent, kept) else None
    if picture is None:
        picture = tampered_pixels(kept["pixels"])
    assert picture is not None, "what is kept was encoded here"
    return picture


def _belongs(sent: Any, kept: dict[str, Any]) -> bool:
    if not hasattr(sent, "get") or sent.get("revision") != kept["revision"]:
        return False
    return bool(sent.get("version", kept["version"]) == kept["version"])


def _nothing() -> None:
    """A state of the component exists only while something listens to it."""
