"""Rooms that nobody uses any more are deleted with all that is in them."""

import logging
import threading
from collections.abc import Callable

from pages.rooms.store import Rooms

log = logging.getLogger(__name__)

KEPT_HOURS = 24
"""How long a room is kept after it was last used."""

EVERY = 600.0
"""Seconds between two looks."""


class Tidier:
    """Deletes rooms that two looks in a row found unused.

    A clock that jumps ahead makes every room seem unused, but those in use are marked as used anew
    before the second look.
    """

    def __init__(self) -> None:
        self._before: dict[int, int] = {}

    def look(self, rooms: Rooms) -> None:
        """Delete what was unused at the last look and is still.

        Raises:
            DatabaseError: the database cannot do it now.
        """
        unused = rooms.unused(KEPT_HOURS * 3600)
        twice = {room: used for room, used in unused.items() if self._before.get(room) == used}
        self._before = unused
        rooms.delete_unused(twice)


def keep_tidy(rooms: Callable[[], Rooms], stop: threading.Event) -> threading.Thread:
    """Return a thread that looks every ten minutes until the program ends or it is told to stop."""
    tidier = Tidier()

    def work() -> None:
        while not stop.wait(EVERY):
            try:
                tidier.look(rooms())
            except Exception:  # said on the pages; here it is tried again
                log.exception("unused rooms could not be deleted")

    thread = threading.Thread(target=work, name="tidy-rooms", daemon=True)
    thread.start()
    return thread
