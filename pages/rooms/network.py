"""The address by which phones in the room reach this server, and its QR code."""

import io
import socket
from urllib.parse import urlsplit

import segno
import streamlit as st

from clever_engine.figures.pictures import data_uri
from pages.rooms.keys import spaced
from pages.shared import state

ADDRESS = "room address"
"""Where the address is that the host typed."""

_HERE = {"localhost", "127.0.0.1", "::1"}


def base() -> str:
    """Return the app's address as phones in the room may reach it, without the page."""
    seen = urlsplit(st.context.url or "")
    folder = seen.path.rpartition("/")[0]
    if seen.hostname and seen.hostname not in _HERE:
        return f"{seen.scheme}://{seen.netloc}{folder}"
    port = seen.port or int(st.get_option("server.port"))
    return f"http://{_own_address()}:{port}{folder}"


def address() -> str:
    """Return the address that the host typed, or the one found."""
    typed = str(state.value(ADDRESS, "")).strip().rstrip("/")
    if not typed:
        return base()
    return typed if "://" in typed else f"http://{typed}"


def short(address: str) -> str:
    """Return where to join as people type it."""
    return f"{address.removeprefix('http://')}/join"


def hidden() -> bool:
    """Return whether the server listens to this machine only, so that no phone reaches it."""
    return str(st.get_option("server.address") or "") in _HERE


def link(address: str, code: str) -> str:
    """Return the address that leads into a room."""
    return f"{address}/join?room={code}"


def qr_code(address: str, code: str) -> str:
    """Return the QR code of the way into a room as HTML."""
    drawing = io.BytesIO()
    # Level M: a projector's glare may hide a part of it.
    segno.make(address, error="m", micro=False).save(
        drawing, kind="svg", scale=8, border=4, dark="#000", light="#fff", omitsize=True
    )
    source = data_uri(drawing.getvalue(), "svg+xml")
    return f"<img class='room-qr' src='{source}' alt='QR code that leads to room {spaced(code)}'>"


def _own_address() -> str:
    """Return this machine's address on its network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:  # no network at all
            return "localhost"
