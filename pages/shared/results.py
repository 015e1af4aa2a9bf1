"""What was worked out, kept for all visitors: bounded in number and in bytes."""

import pickle
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

MOST, MOST_BYTES = 600, 256_000_000
"""A day of a stand; and no more memory than the libraries take themselves."""


class Results:
    """Finished results by key, read-only; the one not asked for the longest goes first."""

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._most, self._most_bytes, self._bytes = most, most_bytes, 0
        self._shipped: dict[Hashable, Callable[[], Any]] = {}
        self._lock = threading.RLock()

    def get(self, key: Hashable) -> Any:
        """Return the result of this key; None where there is none."""
        with self._lock:
            if key not in self._kept and key in self._shipped:
                made = self._shipped[key]()
                if made is None:
                    del self._shipped[key]
                else:
                    self.put(key, made)
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def ship(self, key: Hashable, load: Callable[[], Any]) -> None:
        """Have a result made beforehand: `load` reads it each time it is not there.

        A `load` that returns None is not asked again.
        """
        with self._lock:
            self._shipped[key] = load

    def put(self, key: Hashable, result: Any) -> None:
        """Keep a result; one larger than the whole store is not kept."""
        size = _size(result)
        if size > self._most_bytes:
            return
        with self._lock:
            self._bytes += size - self._kept.pop(key, (None, 0))[1]
            self._kept[key] = (result, size)
            while len(self._kept) > self._most or self._bytes > self._most_bytes:
                self._bytes -= self._kept.popitem(last=False)[1][1]


def _size(result: Any) -> int:
    """Return about how much memory a result takes: what it takes to write it down."""
    try:
        return len(pickle.dumps(result, protocol=pickle.HIGHEST_PROTOCOL))
    except (pickle.PicklingError, TypeError, AttributeError):  # holds a function, say
        return 1_000_000
