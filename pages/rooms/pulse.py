"""A page of a room stays up to date: a small look every two seconds, and no more than it must.

What changes often is drawn by the look itself. The page is run again only when the room has gone
on to something else.
"""

from collections.abc import Callable

import streamlit as st

from clever_engine import CleverError
from pages.rooms import services
from pages.rooms.records import Player, Room, Snapshot

EVERY = 2.0
"""Seconds between two looks: a class of thirty asks the database fifteen times a second."""


def follow(room: Room, draw: Callable[[Snapshot], None], *, player: Player | None = None) -> None:
    """Draw what changes, again and again; run the page again when the room has gone on.

    Args:
        room: as the page was drawn.
        draw: draws what changes; no widgets, which a redraw at the wrong moment would reset.
        player: whose page it is; it is run again when the host has removed the name.
    """
    st.fragment(_look, run_every=EVERY)(room, draw, player)


def _look(room: Room, draw: Callable[[Snapshot], None], player: Player | None) -> None:
    try:
        now = services.snapshot(room)
    except CleverError as error:
        st.caption(f"The room does not answer: {error}. Trying again.")
        return
    gone = now is None or (player is not None and player not in now.players)
    if gone or now is None or now.room.moment != room.moment:
        st.rerun()
    draw(now)
