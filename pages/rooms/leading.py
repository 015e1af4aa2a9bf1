"""What the host presses: on, pause, and a dialog for all that is needed seldom."""

from collections.abc import Callable

import streamlit as st

from clever_engine import CleverError
from pages.rooms import network, services
from pages.rooms.activity import Activity
from pages.rooms.records import Room, Stage
from pages.rooms.words import reason
from pages.shared import browser, state

MEMORY = "room-host"
"""Under which the host's browser keeps the key: it is in no address, so no projector shows it."""

_PROBLEM = "hosting"


def tell_problem() -> None:
    """Say once why the last press did nothing."""
    problem = state.problem(_PROBLEM)
    if problem is not None:
        st.warning(problem, icon=":material/info:")
        state.set_problem(_PROBLEM, None)


def controls(activity: Activity, room: Room) -> None:
    """Draw the buttons of a round."""
    last = room.number + 1 == room.rounds
    onwards = activity.closing if room.stage is Stage.OPEN else "To the end" if last else "Next"
    st.button(
        onwards,
        key="room-on",
        type="primary",
        width="stretch",
        on_click=move,
        args=(room, room.step + 1),
        shortcut="PageDown",  # what a clicker sends
    )
    with st.container(horizontal=True, gap="small"):
        if room.stage is Stage.OPEN:
            st.button(
                "Go on" if room.paused else "Pause",
                key="room-pause",
                on_click=_pause,
                args=(room, not room.paused),
            )
        manage(room)
    if room.paused:
        st.info("Paused: nobody can answer now.", icon=":material/pause:")


def manage(room: Room) -> None:
    """Draw the button that opens the dialog."""
    if st.button("More", key="room-more", icon=":material/more_horiz:"):
        _more(room)


@st.dialog("The room")
def _more(room: Room) -> None:
    """Remove a name, end or delete the room; a dialog, so that no look redraws its widgets."""
    try:
        _show_more(room)
    except CleverError as error:
        st.warning(reason(error), icon=":material/info:")


def _show_more(room: Room) -> None:
    if room.stage is not Stage.OVER:
        st.html(network.qr_code(network.link(network.address(), room.code), room.code))
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
        move(room, room.end)
        st.rerun()
    if st.button("Delete the room and all answers", key="room-delete"):
        services.delete(room)
        browser.remember(MEMORY, "")
        st.rerun()


def move(room: Room, step: int) -> None:
    """Go on to a step; a button's callback."""
    _try(lambda: services.move(room, step))


def _pause(room: Room, paused: bool) -> None:
    _try(lambda: services.pause(room, paused))


def _try(change: Callable[[], object]) -> None:
    try:
        change()
    except CleverError as error:
        state.set_problem(_PROBLEM, reason(error))
