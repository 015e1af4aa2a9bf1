"""Work on its way: how far, the place in the line, a way to stop it, and what it brought."""

import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import streamlit as st

from clever_engine.steps import Progress, Steps
from pages.shared import services, state
from pages.shared.tasks import Ticket

REDRAW = 0.4
"""Seconds between two looks: fast enough to seem alive, slow enough for two hundred phones."""

T = TypeVar("T")
Words = Callable[[Progress | None], str]
Draw = Callable[[Progress | None], None]


def result(
    slot: str,
    key: Hashable,
    make: Callable[[], Steps[T]],
    words: Words,
    *,
    soon: float = 0.0,
    draw: Draw | None = None,
    every: float = REDRAW,
) -> T | None:
    """Return what the page needs to go on; None while it is not there, with the reason drawn.

    Args:
        slot: the place of the app that needs it; asking there for another key leaves the last.
        key: the same for the same result.
        make: begins the work, where nobody has asked for it before.
        words: how far it is, as a sentence.
        soon: seconds to wait for work that may be nearly done, before its progress is drawn.
        draw: draws how far it is, in place of a bar.
        every: seconds between two looks at it.
    """
    waiting = state.waiting(slot)
    if waiting is None or waiting.ticket.key != key:
        state.wait_for(slot, services.tasks().of(key, make))
        waiting = state.waiting(slot)
    assert waiting is not None
    ticket: Ticket[T] = waiting.ticket
    end = time.monotonic() + soon
    while not ticket.finished and not ticket.place and time.monotonic() < end:
        time.sleep(0.01)
    if not ticket.finished:  # asked once: it may finish while it is drawn
        watch(ticket, words, draw=draw, every=every)
        return None
    if ticket.error is not None:
        st.warning(ticket.error, icon=":material/info:")
        if st.button("Try again", key=f"{slot}-again"):
            state.wait_for(slot, None)
            st.rerun()
    return ticket.result


def watch(
    ticket: Ticket[Any],
    words: Words,
    *,
    slot: str | None = None,
    draw: Draw | None = None,
    until: Callable[[Progress], bool] | None = None,
    every: float = REDRAW,
) -> None:
    """Draw how far work is; run the page again when it is done.

    Args:
        ticket: of the work.
        words: how far it is, as a sentence.
        slot: the place in which it can be stopped; None offers no such thing.
        draw: draws how far it is, in place of a bar.
        until: run the page again as soon as this is true of the progress, too.
        every: seconds between two looks.
    """
    st.fragment(_watch, run_every=every)(ticket, words, slot, draw, until, time.monotonic())


def _watch(
    ticket: Ticket[Any],
    words: Words,
    slot: str | None,
    draw: Draw | None,
    until: Callable[[Progress], bool] | None,
    since: float,
) -> None:
    # Besides "Stop" nothing here has widgets: one redraw that comes while another is still running
    # would make the browser forget what was chosen in them.
    ticket.look()
    seen = ticket.progress
    done = ticket.finished or (until is not None and seen is not None and until(seen))
    # Not while the page is drawn for the first time: a browser that never saw that drawing would
    # not learn where its sliders begin.
    if done and time.monotonic() - since > REDRAW / 2:
        st.rerun()
    if draw is not None:
        draw(seen)
    else:
        st.progress(seen.share if seen else 0.0, text=f"{words(seen)}{in_line(ticket.place)}")
    if slot is not None and st.button("Stop", key=f"{slot}-stop", width="stretch"):
        state.wait_for(slot, None)
        state.set_problem(slot, "Stopped.")
        st.rerun()


def taken(slot: str) -> state.Waiting | None:
    """Return finished work of this place and wait no more; keep what went wrong with it."""
    waiting = state.waiting(slot)
    if waiting is None or not waiting.ticket.finished:
        return None
    state.wait_for(slot, None)
    state.set_problem(slot, waiting.ticket.error)
    return waiting if waiting.ticket.error is None else None


def in_line(place: int) -> str:
    """Return who comes before, as a sentence to append."""
    if not place:
        return ""
    return f" {place} before you in line." if place > 1 else " Next in line."
