"""The work of a benchmark cut into tasks: a network, a norm and measure, and ten digits each."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from clever_engine.benchmark.measuring import (
    CHUNK,
    Digits,
    Labels,
    measure_digits,
)
from clever_engine.benchmark.rows import Effort, Scores
from clever_engine.classifiers import Classifier
from clever_engine.threads import one_thread

Key = tuple[str, str, str, str, int]
"""Name and checksum of the network, norm, measure, and number of the first digit."""


KINDS: tuple[tuple[str, str], ...] = (
    ("l2", "attack"),
    ("linf", "attack"),
    ("l2", "clever untargeted"),
    ("linf", "clever untargeted"),
    ("l1", "clever untargeted"),
    ("l2", "clever runner-up"),
    ("linf", "clever runner-up"),
    ("l1", "clever runner-up"),
)
"""What is measured of every network, as (norm, measure)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelEntry:
    """A network to measure, told apart by name and checksum.

    Attributes:
        name: what its row is called.
        sha256: of the weights.
        test_accuracy: share of the whole test set read rightly, 0 to 1.
        load: returns the network; a function of a module, or a `functools.partial` of one, so that
            it can be sent to other processes.
    """

    name: str
    sha256: str
    test_accuracy: float
    load: Callable[[], Classifier] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Problem:
    """What is measured of every network alike.

    Attributes:
        images: `(n, *input_shape)` the digits.
        truth: `(n,)` what they are.
        effort: how thoroughly.
        seed: of the scores' points.
        kinds: (norm, measure) of each thing measured.
    """

    images: Digits
    truth: Labels
    effort: Effort
    seed: int
    kinds: tuple[tuple[str, str], ...] = KINDS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Task:
    """One measure of one network on a few digits, with all it takes to do it elsewhere."""

    entry: ModelEntry
    norm: str
    measure: str
    start: int
    images: Digits
    truth: Labels
    effort: Effort
    seed: int

    @property
    def key(self) -> Key:
        """Return what tells the task apart from all others of its benchmark."""
        return (
            self.entry.name,
            self.entry.sha256,
            self.norm,
            self.measure,
            self.start,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a task found and how long it took."""

    key: Key
    scores: Scores
    seconds: float


def tasks_of(entries: Sequence[ModelEntry], problem: Problem) -> list[Task]:
    """Return all tasks, network after network."""
    return [
        Task(
            entry=entry,
            norm=norm,
            measure=measure,
            start=start,
            images=problem.images[start : start + CHUNK],
            truth=problem.truth[start : start + CHUNK],
            effort=problem.effort,
            seed=problem.seed,
        )
        for entry in entries
        for norm, measure in problem.kinds
        for start in range(0, len(problem.images), CHUNK)
    ]


def run_task(task: Task) -> Outcome:
    """Do one task on one thread: sums in another order would round another way.

    Raises:
        ModelError: the network cannot be loaded, or gives values that are not finite.
    """
    begun = time.perf_counter()
    with one_thread():
        scores = measure_digits(
            load(task.entry),
            task.images,
            task.truth,
            norm=task.norm,
            measure=task.measure,
            effort=task.effort,
            seed=task.seed,
        )
    return Outcome(key=task.key, scores=scores, seconds=time.perf_counter() - begun)


@lru_cache(maxsize=4)
def load(entry: ModelEntry) -> Classifier:
    """Return the entry's network; the last few stay in memory, as tasks come in rows."""
    return entry.load()
