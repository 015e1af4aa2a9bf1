"""A long calculation as short steps: it runs in a thread of its own while a generator waits."""

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

T = TypeVar("T")

STEP = 0.2
"""Seconds between two looks."""


def in_background(work: Callable[[], T], stop: Callable[[], None]) -> Generator[None, None, T]:
    """Return what `work` returns, yielding several times a second until it is done.

    Args:
        work: the calculation.
        stop: asks it to end soon; called when the generator is closed before the end.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="background") as one:
        future = one.submit(work)
        try:
            while not future.done():
                wait([future], timeout=STEP)
                yield
        finally:
            if not future.done():
                stop()
    return future.result()
