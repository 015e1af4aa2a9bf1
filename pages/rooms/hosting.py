"""The host's page, which is also what the projector shows."""

import html

import streamlit as st

from clever_engine import CleverError
from pages.rooms import board, lobby, look, network, pulse, services
from pages.rooms.activities import ACTIVITIES
from pages.rooms.activity import Activity
from pages.rooms.keys import spaced
from pages.rooms.leading import MEMORY, controls, manage, tell_problem
from pages.rooms.records import Room, Snapshot, Stage
from pages.rooms.standings import as_csv
from pages.rooms.words import DELETED, reason
from pages.shared import browser
from pages.shared.address import OneOf

_DOES = OneOf("does", next(iter(ACTIVITIES)), {key: one.title for key, one in ACTIVITIES.items()})


def show() -> None:
    """Show the host's room, or let the visitor open one."""
    look.apply()
    key = browser.recall(MEMORY)
    try:
        room = services.hosted(key)
        snapshot = None if room is None else services.snapshot(room)
        if snapshot is None:
            _choose()
        else:
            _show_room(snapshot)
    except CleverError as error:
        st.warning(reason(error), icon=":material/info:")
        st.button("Try again", key="room-retry")


def _choose() -> None:
    st.markdown("# Host a room")
    st.html(
        "<p class='lead'>Everybody plays the same at the same time, each on a device of their own. "
        "You lead from this page; show it on a projector. A clicker, or Page Down, goes on.</p>"
    )
    activity = ACTIVITIES[_DOES.segments("What to do", width="stretch")]
    st.markdown(activity.summary)
    choices, rounds = activity.choose()
    lobby.warn_hidden()
    if st.button("Open the room", type="primary", width="stretch", key="room-open"):
        _, key = services.open_room(activity.key, choices, rounds)
        browser.remember(MEMORY, str(key))
        st.rerun()
    st.caption(
        f"Players give a nickname and nothing else. {DELETED} You may delete them before.",
        text_alignment="left",
    )


def _show_room(snapshot: Snapshot) -> None:
    room = snapshot.room
    activity = ACTIVITIES[room.activity]
    tell_problem()
    if room.stage is Stage.LOBBY:
        lobby.show(activity, room)
    elif room.stage is Stage.OVER:
        _end(activity, snapshot)
    else:
        _round(activity, snapshot)


def _round(activity: Activity, snapshot: Snapshot) -> None:
    room = snapshot.room
    _bar(activity, room)
    main, side = st.columns([8, 4], gap="large")
    with main:
        if room.stage is Stage.OPEN:
            activity.ask(snapshot)
        else:
            activity.tell(snapshot)
    with side:
        controls(activity, room)
        pulse.show(room, lambda now: _draw_side(activity, now))


def _bar(activity: Activity, room: Room) -> None:
    address = network.address()
    st.html(
        f"<p class='room-bar'><span>{activity.title}</span><span>Join at "
        f"{html.escape(network.short(address))} with <b>{spaced(room.code)}</b></span></p>"
    )


def _draw_side(activity: Activity, now: Snapshot) -> None:
    room = now.room
    activity.prepare(now)
    if room.stage is Stage.OPEN:
        answers, players = len(now.of_round(room.number)), len(now.players)
        everybody = " Everybody!" if answers == players and players else ""
        st.html(
            f"<p class='room-count' role='status'><b>{answers}</b> of {players} have answered."
            f"{everybody}</p>"
        )
    st.html(board.board(activity, now))


def _end(activity: Activity, snapshot: Snapshot) -> None:
    room = snapshot.room
    st.html(f"<p class='room-bar'>{activity.title}</p>")
    st.markdown("# What came out")
    main, side = st.columns([8, 4], gap="large")
    with main:
        activity.end(snapshot)
    with side:
        st.html(board.board(activity, snapshot))
        st.download_button(
            "All answers (CSV)",
            data=lambda: as_csv(activity, services.snapshot(room) or snapshot),
            file_name=f"room-{room.code}.csv",
            mime="text/csv",
            on_click="ignore",
            key="room-csv",
            width="stretch",
        )
        if st.button("Another room", key="room-new", type="primary", width="stretch"):
            browser.remember(MEMORY, "")
            st.rerun()
        manage(room)
    st.caption(DELETED, text_alignment="left")
