"""What the app remembers of one visitor; the only file that touches `st.session_state`."""

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from pages.shared.tasks import Ticket


@dataclass(frozen=True, slots=True)
class Waiting:
    """Work the visitor waits for, and what it is about: what the result alone does not say."""

    ticket: Ticket[Any]
    about: Any = None

    @property
    def result(self) -> Any:
        """What the work brought."""
        return self.ticket.result


def drawings() -> MutableMapping[str, Any]:
    """Return where drawing pads keep their strokes between pages."""
    kept: MutableMapping[str, Any] = st.session_state.setdefault("drawings", {})
    return kept


def problem(slot: str) -> str | None:
    """Return what went wrong with the work last waited for in this place."""
    return st.session_state.get(f"problem {slot}")


def set_problem(slot: str, text: str | None) -> None:
    """Keep or clear what went wrong."""
    st.session_state[f"problem {slot}"] = text


def waiting(slot: str) -> Waiting | None:
    """Return what the visitor waits for in this place of the app; asking says "still waiting"."""
    current: Waiting | None = st.session_state.get(f"waiting {slot}")
    if current is not None:
        current.ticket.look()
    return current


def wait_for(slot: str, ticket: Ticket[Any] | None, about: Any = None) -> None:
    """Wait for this in a place of the app, instead of what was waited for; None for nothing."""
    current = waiting(slot)
    if current is not None and current.ticket is not ticket:
        current.ticket.leave()
    st.session_state[f"waiting {slot}"] = None if ticket is None else Waiting(ticket, about)


def first_time(event: str) -> bool:
    """Return whether this is the first time in this visit; it counts as happened from now on."""
    new = not st.session_state.get(f"happened {event}")
    st.session_state[f"happened {event}"] = True
    return new


def value(key: str, default: Any) -> Any:
    """Return a widget's value, before or after it is drawn."""
    return st.session_state.get(key, default)


def set_value(key: str, new: Any) -> None:
    """Give a value that no widget owns, from a button's callback."""
    st.session_state[key] = new
    st.session_state.setdefault("kept values", {})[key] = new


def held(key: str) -> list[Any]:
    """Return what a widget says, then what was last kept of it; either may be missing."""
    kept = st.session_state.setdefault("kept values", {})
    return [values[key] for values in (st.session_state, kept) if key in values]


def hold(key: str, current: Any) -> None:
    """Keep a widget's value beyond its page, and say it to the widget before that is drawn."""
    st.session_state.setdefault("kept values", {})[key] = current
    if key not in st.session_state or st.session_state[key] != current:
        st.session_state[key] = current


def set_once(key: str, start: Any) -> None:
    """Give a widget its first value, before it is drawn, and bring it back after a page switch."""
    hold(key, next(iter(held(key)), start))
