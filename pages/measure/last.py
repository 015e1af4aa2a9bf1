"""What the page that measures remembers of one visitor."""

from clever_engine.io.records import Record
from pages.shared import state


def record() -> Record | None:
    """Return the visitor's last finished measurement."""
    found: Record | None = state.value("record", None)
    return found


def address() -> dict[str, str]:
    """Return the address that stands for the last finished measurement."""
    found: dict[str, str] = state.value("address", {})
    return found


def set_record(value: Record, address: dict[str, str]) -> None:
    """Keep a finished measurement, its address, and look at its weakest digit."""
    state.set_value("record", value)
    state.set_value("address", address)
    choose(value.ranking.weakest)


def chosen(count: int, default: int) -> int:
    """Return the number of the digit looked at, of `count` digits."""
    number = int(state.value("chosen", default))
    return number if number < count else default


def choose(number: int) -> None:
    """Look at another digit."""
    state.set_value("chosen", number)
