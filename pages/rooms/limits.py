"""How often something may fail: who guesses codes is slowed down."""

import time
from collections import deque
from collections.abc import Callable


class Limit:
    """Counts what happened lately, by a clock that never jumps.

    Args:
        most: how often it may happen.
        seconds: within so long.
        clock: seconds.
    """

    def __init__(
        self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds, self._clock = seconds, clock
        self._times: deque[float] = deque(maxlen=most)

    def count(self) -> None:
        """Note that it happened."""
        self._times.append(self._clock())

    @property
    def reached(self) -> bool:
        """Whether it must not happen now."""
        full = len(self._times) == self._times.maxlen
        return full and self._clock() - self._times[0] < self._seconds
