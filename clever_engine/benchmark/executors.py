"""Ways to do tasks: here, in other processes, or on a Dask cluster; all find the same numbers."""

import importlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import resource_tracker
from typing import Any

from clever_engine.benchmark.tasks import (
    Outcome,
    Task,
    run_task,
)
from clever_engine.errors import CleverError, InputError

Outcomes = Generator[Outcome, None, None]

Executor = Callable[[Sequence[Task]], Outcomes]
"""Does tasks and yields each outcome once it is there, in any order; closing it stops the rest."""

AHEAD = 200
"""Tasks sent to a cluster at a time, so that their digits do not fill the scheduler's memory."""

PATIENCE = "10s"
"""How long to wait for a scheduler's answer."""


def runner_for(processes: int, scheduler: str | None = None) -> Executor:
    """Return how to do tasks: on a Dask cluster if its scheduler's address is given.

    Raises:
        InputError: less than one process.
    """
    if scheduler:
        return lambda tasks: on_cluster(tasks, scheduler)
    if processes < 1:
        raise InputError(f"Expected at least one process; got {processes}.")
    return in_turn if processes == 1 else lambda tasks: in_processes(tasks, processes)


def in_turn(tasks: Sequence[Task]) -> Outcomes:
    """Do the tasks in this process, one after the other."""
    for task in tasks:
        yield run_task(task)


def in_processes(tasks: Sequence[Task], processes: int) -> Outcomes:
    """Do the tasks in processes of their own, which end with the iterator, finished or not.

    Raises:
        CleverError: a process was killed.
    """
    others = set(multiprocessing.active_children())
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, mp_context=spawn, initializer=_end_with_parent)
    try:
        with _deaf_to_ctrl_c():
            futures = [pool.submit(run_task, task) for task in tasks]
        for future in as_completed(futures):
            yield future.result()
    except BrokenProcessPool as error:
        raise CleverError(
            "Expected every process to live until its task was done; one was killed, perhaps for "
            "want of memory. Fewer --processes need less; what was measured is kept."
        ) from error
    except BaseException:  # Ctrl-C, a closed iterator, a network that fails: leave no process
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def on_cluster(tasks: Sequence[Task], scheduler: str) -> Outcomes:
    """Do the tasks on the workers of a Dask scheduler, which need this project and its networks.

    Args:
        tasks: what to do.
        scheduler: the address, such as tcp://10.0.0.5:8786.

    Raises:
        InputError: Dask is not installed, or no scheduler answers.
        CleverError: workers died over a task.
    """
    try:
        distributed: Any = importlib.import_module("distributed")  # few need it
    except ImportError as error:
        raise InputError(
            "Expected Dask for --scheduler; install it with: pip install distributed"
        ) from error
    try:
        client = distributed.Client(scheduler, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise InputError(f"Expected a Dask scheduler at {scheduler}; none answers.") from error
    with client:
        waiting = iter(tasks)
        first = client.map(run_task, list(islice(waiting, AHEAD)), pure=False)
        running = distributed.as_completed(first)
        try:
            for future in running:
                yield future.result()
                for task in islice(waiting, 1):
                    running.add(client.submit(run_task, task, pure=False))
        except distributed.KilledWorker as error:
            raise CleverError(f"Expected Dask's workers to live; they died: {error}") from error


def _end_with_parent() -> None:
    """Let this process end when its parent is killed; it would wait for tasks for ever."""
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Let processes started meanwhile leave Ctrl-C to their parent, which ends them.

    They inherit the blocked signal; one that arrives meanwhile reaches the parent afterwards.
    """
    resource_tracker.ensure_running()  # a process of Python's own, which unblocks it once started
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
