"""Whether the machine is idle, and with how many threads it is fastest right now."""

import os
import time
from collections.abc import Callable

import numpy as np
import torch

BUSY_LOAD = 0.3
"""Processes that ran beside this one, over the last minute, above which times are not to trust."""

UNSTEADY = 0.25
"""Spread of a repeated product's time, as a share of its least, that other work betrays."""

ROUNDS, SIDE = 25, 768


def disturbance() -> str | None:
    """Return what else runs on the machine, in words; None where it is idle.

    To be called before anything is measured: the load counts this process's own work as well.
    """
    load = os.getloadavg()[0]
    left, right = torch.rand(SIDE, SIDE), torch.rand(SIDE, SIDE)
    seconds = [seconds_of(lambda: left @ right) for _ in range(ROUNDS)]
    spread = float(np.quantile(seconds[2:], 0.9) / min(seconds)) - 1
    if load <= BUSY_LOAD and spread <= UNSTEADY:
        return None
    return (
        f"The machine is not idle: load {load:.2f}, and the time of one product of matrices varies "
        f"by {spread:.0%}. Trust ratios more than seconds."
    )


def best_threads(work: Callable[[], object], rounds: int = 3) -> int:
    """Return the number of threads with which the work is done soonest, measured in turns.

    Two threads beside another busy process ran up to twenty times slower than one.
    """
    before = torch.get_num_threads()
    counts = sorted({1, os.cpu_count() or 1, before})
    found: dict[int, list[float]] = {count: [] for count in counts}
    for _ in range(rounds):
        for count in counts:
            torch.set_num_threads(count)
            work()  # a first run starts the threads
            found[count].append(seconds_of(work))
    torch.set_num_threads(before)
    return min(counts, key=lambda count: float(np.median(found[count])))


def seconds_of(work: Callable[[], object]) -> float:
    """Return how long the work takes once."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
