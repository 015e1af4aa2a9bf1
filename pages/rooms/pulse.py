"""A page of a room stays up to date: a small look every two seconds, and no more than it must.

What changes often is drawn by the look itself. The page is run again only when the room has gone
on to something else.
"""

from collections.abc import Callable

import streamlit as st

from clever_engine import CleverError
from pages.rooms import services
from pages.rooms.records import Player, Room, Snapshot
from pages.rooms.words import reason

EVERY = 2.0
"""Seconds between two looks: a class of thirty asks the database fifteen times a second."""


def show(room: Room, draw: Callable[[Snapshot], None]) -> None:
    """Draw what changes, again and again; run the page again when the room has gone on.

    Args:
        room: as the page was drawn.
        draw: draws what changes; no widgets, which a redraw at the wrong moment would reset.
    """
    st.fragment(_show, run_every=EVERY)(room, draw)


def wait(room: Room, player: Player) -> None:
    """Run a player's page again when the room has gone on, or the host has removed the name."""
    st.fragment(_wait, run_every=EVERY)(room, player)


def _show(room: Room, draw: Callable[[Snapshot], None]) -> None:
    try:
        now = services.snapshot(room)
    except CleverError as error:
        _say(error)
        return
    if now is None or now.room.moment != room.moment:
        st.rerun()
    draw(now)


def _wait(room: Room, player: Player) -> None:
    try:
        now = services.glance(room, player)
    except CleverError as error:
        _say(error)
        return
    if now is None or now.moment != room.moment:
        st.rerun()


def _say(error: CleverError) -> None:
    st.caption(f"{reason(error)} Trying again.")
