"""Long work in steps: a generator that yields progress and returns its result.

Whoever runs the steps decides how: to the end at once (`run`), one at a time so that others get
their turn, or as part of larger work (`yield from`, or `part` and `relay` where that counts
otherwise). Closing a generator closes the one it waits for, so stopped work stops at every level.
"""

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any, TypeVar

Result = TypeVar("Result")
Inner = TypeVar("Inner")
Outer = TypeVar("Outer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far work is.

    Attributes:
        done: units done, 0 to `total`; what a unit is, is the work's own affair.
        total: units in all; an upper estimate where the work may end early.
        value: what is known so far; None while nothing is.
        stage: what is being done, for work of several parts.
    """

    done: float
    total: float
    value: Any = None
    stage: str = ""

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return min(1.0, max(0.0, self.done / self.total)) if self.total > 0 else 0.0


Steps = Generator[Progress, None, Result]
"""Work that yields its progress and returns its result."""


def run(steps: Generator[object, None, Result]) -> Result:
    """Take all steps and return the result."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: Result = end.value
            return result


def relay(
    steps: Generator[Inner, None, Result], view: Callable[[Inner], Outer]
) -> Generator[Outer, None, Result]:
    """Take all steps, yield `view` of each thing they yield, and return their result."""
    with closing(steps):
        while True:
            try:
                seen = next(steps)
            except StopIteration as end:
                result: Result = end.value
                return result
            yield view(seen)


def part(
    steps: Steps[Result], *, done: float, units: float, total: float, **told: Any
) -> Steps[Result]:
    """Take all steps as a part of larger work: `units` of its `total`, the first `done` behind it.

    Values and stages pass through, unless `told` has a `value` or `stage` to tell instead.
    """

    def whole(seen: Progress) -> Progress:
        return replace(seen, done=done + units * seen.share, total=total, **told)

    return relay(steps, whole)
