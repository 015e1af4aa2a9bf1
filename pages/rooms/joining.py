"""A player's page: a code and a nickname, then whatever the host does."""

import html
from contextlib import suppress

import streamlit as st

from clever_engine import CleverError
from pages.rooms import board, look, pulse, services
from pages.rooms.activities import ACTIVITIES
from pages.rooms.activity import Activity, Seat
from pages.rooms.keys import Key, clean_code, spaced
from pages.rooms.records import Player, Room, Snapshot, Stage, Value
from pages.rooms.store import RoomError
from pages.rooms.words import DELETED, reason
from pages.shared import browser, menu, state
from pages.shared.names import LONGEST_NAME

MEMORY = "room-player"
"""Under which a player's browser keeps the key."""

GONE = "The room you were in is not there any more."

_PROBLEM = "joining"


def show() -> None:
    """Show the room the visitor is in, or ask for its code."""
    look.apply()
    key = browser.recall(MEMORY)
    asked = clean_code(st.query_params.get("room", ""))
    try:
        seat = services.seated(key) if key else None
        if seat is not None and asked not in (None, seat[0].code):
            seat = None  # the link leads to another room than the one left behind
        if seat is None:
            _ask(asked or "", GONE if _lost(key, asked) else None)
        elif seat[1] is None:
            browser.remember(MEMORY, "")
            _ask(seat[0].code, "The host has removed your name. You may join with another.")
        else:
            _play(*_both(seat[0], seat[1]))
    except CleverError as error:
        st.warning(reason(error), icon=":material/info:")
        st.button("Try again", key="room-retry")


def _lost(key: str, asked: str | None) -> bool:
    """Return whether the visitor's room is not there any more; said once."""
    mine = Key.read(key)
    return mine is not None and asked in (None, mine.code) and state.first_time(f"lost {key}")


def _both(room: Room, player: Player) -> tuple[Snapshot, Player]:
    snapshot = services.snapshot(room)
    if snapshot is None:
        raise RoomError(GONE)
    return snapshot, player


def _ask(code: str, problem: str | None = None) -> None:
    st.markdown("# Join a room")
    state.set_once("room-code", code)
    with st.container(key="room-form"), st.form("room-joining", border=False):
        typed = st.text_input("Code on the projector", max_chars=12, key="room-code")
        name = st.text_input("Your nickname", max_chars=LONGEST_NAME, key="room-name")
        pressed = st.form_submit_button("Join", type="primary", width="stretch", key="room-join")
    if pressed:
        try:
            key = services.join(typed, name)
        except RoomError as error:
            problem = str(error)
        else:
            browser.remember(MEMORY, str(key))
            st.query_params["room"] = key.code
            st.rerun()
    if problem is not None:
        st.warning(problem, icon=":material/info:")
    st.caption(
        f"No account, and nothing about you but the nickname and your answers. {DELETED}",
        text_alignment="left",
    )


def _play(snapshot: Snapshot, player: Player) -> None:
    room = snapshot.room
    activity = ACTIVITIES[room.activity]
    if st.query_params.get("room") != room.code:
        st.query_params["room"] = room.code
    st.html(
        f"<p class='room-bar'><span>{html.escape(player.name)}</span>"
        f"<span>Room <b>{spaced(room.code)}</b></span></p>"
    )
    seat = _seat(snapshot, player)
    problem = state.problem(_PROBLEM)
    state.set_problem(_PROBLEM, None)
    if problem is not None and seat.answer is None:  # it may have got there all the same
        st.warning(problem, icon=":material/info:")
    _stage(activity, seat)
    pulse.wait(room, player)
    if room.stage in (Stage.LOBBY, Stage.OVER) and st.button(
        "Leave the room", key="room-leave", type="tertiary"
    ):
        browser.remember(MEMORY, "")
        st.query_params.pop("room", None)
        st.rerun()


def _stage(activity: Activity, seat: Seat) -> None:
    room = seat.snapshot.room
    if room.stage is Stage.LOBBY:
        _hush(f"You are in. {activity.invite(room.choices)} It starts soon.")
    elif room.stage is Stage.OPEN and room.paused:
        _hush("The host has paused the room.")
    elif room.stage is Stage.OPEN and seat.answer is None:
        activity.play(seat)
    elif room.stage is Stage.OPEN:
        activity.played(seat)
        _hush("Your answer is in. Look at the projector.")
    elif room.stage is Stage.TOLD:
        activity.told(seat)
        _place(activity, seat)
    else:
        st.markdown("# The end")
        _place(activity, seat)
        _hush("Look at the projector for what came out.")
        if st.button("Measure a digit of your own", key="room-measure", type="primary"):
            st.switch_page(menu.measure())


def _place(activity: Activity, seat: Seat) -> None:
    st.html(
        f"<p class='room-place' role='status'>"
        f"{board.place(activity, seat.snapshot, seat.player)}</p>"
    )


def _hush(words: str) -> None:
    st.html(f"<p class='room-hush' role='status'>{words}</p>")


def _seat(snapshot: Snapshot, player: Player) -> Seat:
    room = snapshot.room

    def submit(value: Value) -> bool:
        try:
            kept = services.answer(room, player, value)
        except CleverError as error:
            state.set_problem(_PROBLEM, f"Your answer did not get there: {error}. Try again.")
            return False
        if not kept:
            state.set_problem(_PROBLEM, "That came too late: the room has gone on or is paused.")
        return kept

    def keep(value: Value) -> None:
        with suppress(CleverError):  # only a reload would miss it; the next change is kept again
            services.keep_draft(room, player, value)

    def begun() -> Value | None:
        try:
            return services.draft(room, player)
        except CleverError:
            return None

    return Seat(snapshot=snapshot, player=player, begun=begun, submit=submit, keep=keep)
