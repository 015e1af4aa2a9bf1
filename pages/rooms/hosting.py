"""The host's page, which is also what the projector shows."""

import html
from collections.abc import Callable

import streamlit as st

from clever_engine import CleverError
from pages.rooms import board, look, network, pulse, services
from pages.rooms.activities import ACTIVITIES
from pages.rooms.activity import Activity
from pages.rooms.keys import spaced
from pages.rooms.records import Room, Snapshot, Stage
from pages.rooms.standings import as_csv
from pages.rooms.tidying import KEPT_HOURS
from pages.shared import browser, state
from pages.shared.address import OneOf

MEMORY = "room-host"
"""Under which host's browser keeps the key: it is in no address, so no projector shows it."""

_DOES = OneOf("does", next(iter(ACTIVITIES)), {key: one.title for key, one in ACTIVITIES.items()})
_PROBLEM = "hosting"
_ADDRESS = "room address"


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
        st.warning(f"The room cannot be reached: {error}", icon=":material/info:")
        st.button("Try again", key="room-retry")


def _choose() -> None:
    st.markdown("# Host a room")
    st.html(
        "<p class='lead'>Everybody plays the same at the same time, each on a device of their own. "
        "You lead from this page; show it on a projector.</p>"
    )
    activity = ACTIVITIES[_DOES.segments("What to do", width="stretch")]
    st.markdown(activity.summary)
    choices, rounds = activity.choose()
    _warn_hidden()
    if st.button("Open the room", type="primary", width="stretch", key="room-open"):
        _, key = services.open_room(activity.key, choices, rounds)
        browser.remember(MEMORY, str(key))
        st.rerun()
    st.caption(
        "Players give a nickname and nothing else. Names and answers are deleted "
        f"{KEPT_HOURS} hours after the room was last used, or when you delete it.",
        text_alignment="left",
    )


def _warn_hidden() -> None:
    if network.hidden():
        st.warning(
            "This server answers this machine only, so no phone will reach it. Start it with "
            "`--server.address 0.0.0.0` to let everybody on this network in.",
            icon=":material/wifi_off:",
        )


def _show_room(snapshot: Snapshot) -> None:
    room = snapshot.room
    activity = ACTIVITIES[room.activity]
    problem = state.problem(_PROBLEM)
    if problem is not None:
        st.warning(problem, icon=":material/info:")
        state.set_problem(_PROBLEM, None)
    if room.stage is Stage.LOBBY:
        _lobby(activity, room)
    elif room.stage is Stage.OVER:
        _end(activity, snapshot)
    else:
        _round(activity, snapshot)


def _lobby(activity: Activity, room: Room) -> None:
    address = str(state.value(_ADDRESS, "") or network.base())
    link = network.link(address, room.code)
    words, picture = st.columns([6, 5], gap="large", vertical_alignment="center")
    with words:
        st.html(
            f"<p class='room-way'>{activity.title}</p>"
            f"<h1 class='room-code'>{spaced(room.code)}</h1>"
            f"<p class='room-way'>Scan the picture, or open <b>{html.escape(_short(address))}</b> "
            "and type the code in.</p>"
        )
        st.markdown(activity.invite(room.choices))
        with st.container(horizontal=True, gap="small"):
            st.button(
                "Start",
                type="primary",
                key="room-start",
                on_click=_move,
                args=(room, room.step + 1),
            )
            _manage(room)
            with st.popover("Change the address", key="room-address-more"):
                state.set_once(_ADDRESS, address)
                st.text_input("Address of this machine on its network", key=_ADDRESS)
                st.caption("For instance http://192.168.1.20:8501, as other devices see it.")
        _warn_hidden()
    with picture:
        st.html(network.qr_code(link, room.code))
    pulse.follow(room, _draw_names)


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
        _controls(activity, room)
        pulse.follow(room, lambda now: _draw_side(activity, now))


def _controls(activity: Activity, room: Room) -> None:
    last = room.number + 1 == room.rounds
    onwards = activity.closing if room.stage is Stage.OPEN else "To the end" if last else "Next"
    st.button(
        onwards,
        key="room-on",
        type="primary",
        width="stretch",
        on_click=_move,
        args=(room, room.step + 1),
    )
    with st.container(horizontal=True, gap="small"):
        if room.stage is Stage.OPEN:
            st.button(
                "Go on" if room.paused else "Pause",
                key="room-pause",
                on_click=_pause,
                args=(room, not room.paused),
            )
        _manage(room)
    if room.paused:
        st.info("Paused: nobody can answer now.", icon=":material/pause:")


def _bar(activity: Activity, room: Room) -> None:
    address = str(state.value(_ADDRESS, "") or network.base())
    st.html(
        f"<p class='room-bar'><span>{activity.title}</span><span>Join at "
        f"{html.escape(_short(address))} with <b>{spaced(room.code)}</b></span></p>"
    )


def _draw_names(now: Snapshot) -> None:
    count = len(now.players)
    here = f"<b>{count}</b> here" if count else "Nobody has joined yet."
    st.html(
        f"<p class='room-count' role='status'>{here}</p>"
        f"<p class='room-names'>{board.names(now.players)}</p>"
    )


def _draw_side(activity: Activity, now: Snapshot) -> None:
    room = now.room
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
    st.markdown(f"# {activity.title} The end" if activity.title[-1] in "!?" else "# The end")
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
        _manage(room)
    st.caption(
        f"Names and answers are deleted {KEPT_HOURS} hours after the room was last used.",
        text_alignment="left",
    )


def _manage(room: Room) -> None:
    if st.button("More", key="room-more", icon=":material/more_horiz:"):
        _more(room)


@st.dialog("The room")
def _more(room: Room) -> None:
    """Remove a name, end or delete the room; a dialog, so that no look redraws its widgets."""
    now = services.snapshot(room)
    players = () if now is None else now.players
    chosen = st.selectbox(
        "Remove a name and its answers",
        players,
        index=None,
        format_func=lambda player: player.name,
        placeholder="Choose a name" if players else "Nobody is here",
        key="room-remove-who",
    )
    if st.button("Remove", key="room-remove", disabled=chosen is None) and chosen is not None:
        services.remove(room, chosen)
        st.rerun()
    if room.stage is not Stage.OVER and st.button("End now", key="room-end"):
        _move(room, room.end)
        st.rerun()
    if st.button("Delete the room and all answers", key="room-delete"):
        services.delete(room)
        browser.remember(MEMORY, "")
        st.rerun()


def _move(room: Room, step: int) -> None:
    _try(lambda: services.move(room, step))


def _pause(room: Room, paused: bool) -> None:
    _try(lambda: services.pause(room, paused))


def _try(change: Callable[[], object]) -> None:
    try:
        change()
    except CleverError as error:
        state.set_problem(_PROBLEM, f"The room cannot be reached: {error}.")


def _short(address: str) -> str:
    """Return an address as people type it."""
    return f"{address.strip().rstrip('/').removeprefix('http://')}/join"
