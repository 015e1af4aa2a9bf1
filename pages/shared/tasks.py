"""Work in line: a few threads, one store, and the same work once, whoever waits for it.

A piece of work is a generator of `clever_engine.steps` under a key that says what it works out. The
first visitor who asks for a key starts it, others join; each holds a `Ticket`. Who leaves stops
waiting, and the last one leaving stops the work. What is finished is kept for all, what failed is
not: asked for again, it starts anew.
"""

import atexit
import itertools
import logging
import threading
import time
import weakref
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

from clever_engine import CleverError
from clever_engine.steps import Progress, Steps
from pages.shared.results import Results

log = logging.getLogger(__name__)

ABANDONED_AFTER = 300.0
"""Seconds without a look, at another page or with the tab asleep, until a ticket counts no more."""

TURN = 2.0
"""Seconds of work at a time.

Most measurements take less (five digits: 0.3 to 2), so that a line of them is served one after the
other, in half the mean wait of all at once. A longer one goes behind those that had fewer turns.
"""

FAIR = 5
"""One turn in so many goes to who has waited longest: short work must not starve the long."""

T = TypeVar("T")


class Ticket(Generic[T]):
    """One visitor's wait for a task; it ends when the visitor leaves or is not seen for long."""

    def __init__(self, task: "Task[T]", *, ahead: bool = False) -> None:
        self._task, self.ahead = task, ahead
        self._seen = time.monotonic()
        self._left = False
        task.join(self)

    def look(self) -> None:
        """Say that the visitor still waits."""
        self._seen = time.monotonic()

    def leave(self) -> None:
        """Wait no more."""
        self._left = True

    @property
    def holds(self) -> bool:
        """Whether the visitor still waits."""
        return not self._left and time.monotonic() - self._seen <= ABANDONED_AFTER

    @property
    def key(self) -> Hashable:
        """What the work is called."""
        return self._task.key

    @property
    def finished(self) -> bool:
        """Whether the work has ended, well or not."""
        return self._task.finished

    @property
    def result(self) -> T | None:
        """What the work brought."""
        return self._task.result

    @property
    def error(self) -> str | None:
        """Why it brought nothing, as a sentence."""
        return self._task.error

    @property
    def progress(self) -> Progress | None:
        """How far it is; None before the first step."""
        return self._task.progress

    @property
    def place(self) -> int:
        """How many others come before it; 0 while it is worked on."""
        return self._task.place()


class Task(Generic[T]):
    """A piece of work on its way, for all who hold a ticket for it."""

    def __init__(
        self, key: Hashable, make: Callable[[], Steps[T]], place: Callable[["Task[Any]"], int]
    ) -> None:
        self.key, self._make, self._place = key, make, place
        self._steps: Steps[T] | None = None
        self._tickets: tuple[weakref.ref[Ticket[T]], ...] = ()  # a session that ends leaves
        self.progress: Progress | None = None
        self.result: T | None = None
        self.error: str | None = None
        self.finished = False
        self.turns, self.since = 0, 0

    def join(self, ticket: Ticket[T]) -> None:
        """Let one more visitor wait."""
        alive = [waiting for waiting in self._tickets if waiting() is not None]
        self._tickets = (*alive, weakref.ref(ticket))

    @property
    def holders(self) -> list[Ticket[T]]:
        """Who still waits."""
        tickets = [waiting() for waiting in self._tickets]
        return [ticket for ticket in tickets if ticket is not None and ticket.holds]

    def place(self) -> int:
        """Return how many others come before it."""
        return self._place(self)

    @property
    def ahead(self) -> bool:
        """Whether it is done ahead of need."""
        return all(ticket.ahead for ticket in self.holders)

    @property
    def rank(self) -> tuple[bool, int, int]:
        """What comes first in line: not ahead of need, fewer turns taken, longer in line."""
        return self.ahead, self.turns, self.since

    def take_turn(self, give_way: Callable[["Task[Any]"], bool]) -> None:
        """Work for a while, or to the end, or until it has to give way."""
        end = time.monotonic() + TURN
        while not self.finished:
            self._step()
            if time.monotonic() >= end or give_way(self):
                break
        self.turns += 1

    def _step(self) -> None:
        try:
            if not self.holders:
                self._give_up()
                return
            if self._steps is None:
                self._steps = self._make()
            self.progress = next(self._steps)
        except StopIteration as end:
            self.result, self.finished = end.value, True
        except CleverError as error:
            self.error, self.finished = str(error), True
        except Exception:  # shown on the page and logged: a worker must outlive a fault
            log.exception("a measurement failed")
            self.error = "Something went wrong while measuring; the server's log says what."
            self.finished = True

    def _give_up(self) -> None:
        if self._steps is not None:
            self._steps.close()
        self.error, self.finished = "Given up, because nobody waited for it. Start it again.", True


class Tasks:
    """The threads, the line before them, and what is finished."""

    def __init__(self, workers: int, results: Results | None = None) -> None:
        self._results = results or Results()
        self._running: dict[Hashable, Task[Any]] = {}
        self._line: list[Task[Any]] = []
        self._change = threading.Condition()
        self._numbers, self._turns = itertools.count(), itertools.count(1)
        self._closing = False
        self._threads = [
            threading.Thread(target=self._work, name=f"compute-{number}", daemon=True)
            for number in range(workers)
        ]
        for thread in self._threads:
            thread.start()
        # A thread that is still inside torch when the interpreter ends aborts the process.
        atexit.register(self.close)

    def known(self, key: Hashable) -> Any:
        """Return the finished result of this key; None where there is none."""
        return self._results.get(key)

    def ship(self, key: Hashable, load: Callable[[], Any]) -> None:
        """Have a finished result under this key; see `Results.ship`."""
        self._results.ship(key, load)

    def of(self, key: Hashable, make: Callable[[], Steps[T]], *, ahead: bool = False) -> Ticket[T]:
        """Return a ticket for the work of this key, which starts unless it runs or is done.

        Args:
            key: the same for the same result, whoever asks and however.
            make: begins the work; called by a worker, for the first who asks.
            ahead: nobody waits yet: after everything that somebody waits for.
        """
        with self._change:
            task = self._running.get(key)
            if task is None or task.finished:
                task = Task(key, make, self._place)
                task.result = self.known(key)
                task.finished = task.result is not None
                if not task.finished:
                    self._running[key] = task
                    self._enter(task)
            return Ticket(task, ahead=ahead)

    def close(self) -> None:
        """Stop after the turns under way; what is still in line is dropped."""
        with self._change:
            self._closing = True
            self._change.notify_all()
        for thread in self._threads:
            thread.join(timeout=10)

    @property
    def active(self) -> int:
        """How many pieces of work are on their way."""
        return len(self._running)

    def _gives_way(self, task: Task[Any]) -> bool:
        return self._closing or (bool(self._line) and task.ahead)

    def _enter(self, task: Task[Any]) -> None:
        task.since = next(self._numbers)
        self._line.append(task)
        self._change.notify()

    def _place(self, task: Task[Any]) -> int:
        with self._change:
            if task not in self._line:
                return 0
            return 1 + sum(other.rank < task.rank for other in self._line)

    def _next(self) -> Task[Any] | None:
        with self._change:
            self._change.wait_for(lambda: self._line or self._closing)
            if self._closing:
                return None
            oldest = next(self._turns) % FAIR == 0
            task = min(self._line, key=lambda each: each.since if oldest else each.rank)
            self._line.remove(task)
            return task

    def _work(self) -> None:
        while (task := self._next()) is not None:
            task.take_turn(self._gives_way)
            if task.result is not None:
                self._results.put(task.key, task.result)
            with self._change:
                if not task.finished:
                    self._enter(task)
                elif self._running.get(task.key) is task:
                    del self._running[task.key]
