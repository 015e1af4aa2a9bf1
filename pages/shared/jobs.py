"""Measurements that share a few threads fairly: each gets a step in turn.

A measurement is a generator. A worker takes the next step of the first one waiting and puts it
back at the end of the line, so that twenty people see progress at once and a long measurement
never holds up a short one. Measurements nobody looks at any more are given up.
"""

import atexit
import logging
import queue
import threading
import time
from typing import Any

from clever_engine import CleverError
from clever_engine.steps import Progress, Steps

log = logging.getLogger(__name__)

ABANDONED_AFTER = 300.0
"""Seconds without a look, at another page or with the tab asleep, until one is given up."""


class Job:
    """One measurement on its way: `partial` while it runs, then `result`, or `error`."""

    def __init__(self, steps: Steps[Any]) -> None:
        self._steps = steps
        self._stop = threading.Event()
        self._seen = time.monotonic()
        self.partial: Progress | None = None
        self.result: Any = None
        self.error: str | None = None
        self.finished = False

    def look(self) -> None:
        """Say that somebody still waits for it."""
        self._seen = time.monotonic()

    def cancel(self) -> None:
        """Stop before the next step."""
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        """Whether it was stopped or given up."""
        return self._stop.is_set()

    def advance(self) -> bool:
        """Take one step; return whether there is another."""
        if time.monotonic() - self._seen > ABANDONED_AFTER:
            self.error = "Given up, because nobody looked for five minutes. Start it again."
            self._stop.set()
        if self._stop.is_set():
            self._steps.close()
            self.finished = True
            return False
        try:
            self.partial = next(self._steps)
            return True
        except StopIteration as end:
            self.result = end.value
        except CleverError as error:
            self.error = str(error)
        except Exception:  # shown on the page and logged: a worker must outlive a fault
            log.exception("a measurement failed")
            self.error = "Something went wrong while measuring; the server's log says what."
        self.finished = True
        return False


class ComputePool:
    """A few worker threads and the line of jobs."""

    def __init__(self, workers: int) -> None:
        self._line: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._active = 0
        self._lock = threading.Lock()
        self._closing = False
        self._threads = [
            threading.Thread(target=self._work, name=f"compute-{number}", daemon=True)
            for number in range(workers)
        ]
        for thread in self._threads:
            thread.start()
        # A thread that is still inside torch when the interpreter ends aborts the process.
        atexit.register(self.close)

    def submit(self, steps: Steps[Any]) -> Job:
        """Put a measurement in line."""
        job = Job(steps)
        with self._lock:
            self._active += 1
        self._line.put(job)
        return job

    def close(self) -> None:
        """Stop after the steps under way; jobs still in line are dropped."""
        self._closing = True
        for _ in self._threads:
            self._line.put(None)
        for thread in self._threads:
            thread.join(timeout=10)

    @property
    def active(self) -> int:
        """How many measurements are on their way."""
        return self._active

    def _work(self) -> None:
        while not self._closing:
            job = self._line.get()
            if job is None:
                return
            if job.advance():
                self._line.put(job)
            else:
                with self._lock:
                    self._active -= 1
