"""A long calculation as short steps: it runs in a thread of its own while a generator waits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

from clever_engine.steps import Progress, Steps

T = TypeVar("T")

STEP = 0.2
"""Seconds between two looks."""


def in_background(
    work: Callable[[], T], look: Callable[[], Progress], stop: Callable[[], None]
) -> Steps[T]:
    """Return what `work` returns, yielding several times a second until it is done.

    Args:
        work: the calculation.
        look: tells how far it is.
        stop: asks it to end soon; called when the generator is closed before the end.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="background") as one:
        future = one.submit(work)
        try:
            while not future.done():
                wait([future], timeout=STEP)
                yield look()
        finally:
            if not future.done():
                stop()
    return future.result()
