"""A measurement's digits in the address bar, so that a link reproduces it."""

import base64
import binascii
import zlib

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from clever_engine.digits import MAX_DIGITS, FoundDigits
from clever_engine.digits.files import found_as_is, pixels_to_images
from pages.shared import address

MAX_LINK = 8000
"""Characters, about thirty digits; longer addresses are cut by browsers and chat programs."""

KEYS = (
    *("d", "hand", "digits"),
    *("model", "norm", "target", "method", "effort", "points", "radius", "seed", "where"),
)
"""What the address may hold: digits (pixels, or a handwriting and what it wrote) and a method."""


def named_source() -> str | None:
    """Return which source of digits the address names."""
    if "d" in st.query_params:
        return "link"
    return "gallery" if "digits" in st.query_params else None


def renew() -> None:
    """Let an address of earlier days, in which the published way was an effort, say it as today."""
    if st.query_params.get("effort") == "paper":
        address.write({"effort": None, "method": "published", "points": "500x1024"})


def linked_digits() -> str:
    """Return the pixels that the address names, as text."""
    return st.query_params.get("d", "")


def put_in_address(parts: dict[str, str]) -> None:
    """Let the address stand for this measurement and no other."""
    address.write({key: parts.get(key) for key in KEYS})


def encode_digits(images: NDArray[np.float32]) -> str | None:
    """Return digits `(n, 1, 28, 28)` as text for an address; None where it would be too long."""
    pixels = np.round(images * 255).astype(np.uint8).tobytes()
    text = base64.urlsafe_b64encode(zlib.compress(pixels, 9)).decode().rstrip("=")
    return text if len(text) <= MAX_LINK else None


def decode_digits(text: str) -> FoundDigits | None:
    """Return the digits of an address; None where the text is damaged."""
    if len(text) > MAX_LINK:
        return None
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        # The limit keeps a few characters from unpacking to gigabytes.
        pixels = zlib.decompressobj().decompress(raw, 784 * MAX_DIGITS)
        images = np.frombuffer(pixels, dtype=np.uint8).reshape(-1, 1, 28, 28)
    except (binascii.Error, zlib.error, ValueError):
        return None
    return found_as_is(pixels_to_images(images)) if len(images) else None
