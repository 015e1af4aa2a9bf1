"""Measurements that take a moment, and those that may be wanted next."""

from collections.abc import Callable, Mapping
from typing import Any

from clever_engine.steps import Progress, Steps
from pages.shared import progress, services, state
from pages.shared.tasks import Ticket

_AHEAD = "fooled ahead"
_NONE: tuple[str, list[Ticket[Any]]] = ("", [])


def measured(key: str, steps: Callable[[], Steps[Any]]) -> Any:
    """Return what was measured under this name; None while it is on its way, with its progress."""
    return progress.result("fooled", key, steps, _words)


def ahead(name: str, todo: Mapping[str, Callable[[], Steps[Any]]]) -> None:
    """Measure what the visitor may ask for next, so that a slider need not wait.

    Args:
        name: of the whole; another one stops what is not done yet.
        todo: the measurements by name.
    """
    if state.value(_AHEAD, _NONE)[0] != name:
        tickets = [services.tasks().of(key, steps, ahead=True) for key, steps in todo.items()]
        state.set_value(_AHEAD, (name, tickets))


def stop_ahead() -> None:
    """Stop what was begun ahead: who holds no ticket does not wait."""
    state.set_value(_AHEAD, _NONE)


def _words(seen: Progress | None) -> str:
    return "Sampling slopes, and attacking."
