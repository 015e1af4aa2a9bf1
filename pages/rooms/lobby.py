"""A room before the start: the code in large letters, the QR code, and who is there."""

import html

import streamlit as st

from pages.rooms import board, network, pulse
from pages.rooms.activity import Activity
from pages.rooms.keys import spaced
from pages.rooms.leading import manage, move
from pages.rooms.records import Room, Snapshot
from pages.shared import state


def show(activity: Activity, room: Room) -> None:
    """Show the way into a room; the host starts when all are there."""
    address = network.address()
    link, way = network.link(address, room.code), html.escape(network.short(address))
    words, picture = st.columns([6, 5], gap="large", vertical_alignment="center")
    with words:
        st.html(
            f"<p class='room-way'>{activity.title}</p>"
            f"<h1 class='room-code'>{spaced(room.code)}</h1>"
            f"<p class='room-way'>Scan the picture, or open <b>{way}</b> and type the code in.</p>"
        )
        st.markdown(activity.invite(room.choices))
        with st.container(horizontal=True, gap="small"):
            st.button(
                "Start",
                type="primary",
                key="room-start",
                on_click=move,
                args=(room, room.step + 1),
            )
            manage(room)
            with st.popover("Change the address", key="room-address-more"):
                state.set_once(network.ADDRESS, address)
                st.text_input("Address of this machine on its network", key=network.ADDRESS)
                st.caption("For instance `http://192.168.1.20:8501`, as other devices see it.")
        warn_hidden()
    with picture:
        st.html(network.qr_code(link, room.code))
    pulse.show(room, _draw_names)


def _draw_names(now: Snapshot) -> None:
    count = len(now.players)
    here = f"<b>{count}</b> here" if count else "Nobody has joined yet."
    st.html(
        f"<p class='room-count' role='status'>{here}</p>"
        f"<p class='room-names'>{board.names(now.players)}</p>"
    )


def warn_hidden() -> None:
    """Say where no phone can reach this server."""
    if network.hidden():
        st.warning(
            "This server answers this machine only, so no phone will reach it. Start it with "
            "`--server.address 0.0.0.0` to let everybody on this network in.",
            icon=":material/wifi_off:",
        )
