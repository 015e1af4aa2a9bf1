"""How fast slopes are sampled, beside the machine's own rate of multiplying matrices."""

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from benchmarks.bench import multiply_adds
from clever_engine import Classifier, Norm
from clever_engine.margins import margin_gradient_norms, points_at_once
from clever_engine.score.ranking import rank_digits

ROUNDS = 15
SIDE = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Throughput:
    """Slopes towards nine classes.

    Attributes:
        points_per_second: each point is one forward pass and nine vector-Jacobian products.
        gflops: what that would make, two operations a multiply-add, if every class went all the
            way back on its own: what is left out counts as done.
        sgemm_gflops: of a float32 product of two 1024 x 1024 matrices, measured in turns with it.
        share: median over the turns of the ratio of the two.
    """

    multiply_adds: int
    points_per_second: float
    gflops: float
    sgemm_gflops: float
    share: float


def throughput(classifier: Classifier, precision: str = "full") -> Throughput:
    """Measure slopes and matrix products in turns, so that both meet the same machine."""
    label, targets = 3, [k for k in range(10) if k != 3]
    count = points_at_once(classifier, len(targets))
    points = torch.rand(count, *classifier.input_shape)
    left, right = torch.rand(SIDE, SIDE), torch.rand(SIDE, SIDE)

    def slopes() -> object:
        return margin_gradient_norms(
            classifier,
            points,
            label=label,
            targets=targets,
            norms=[Norm.L2],
            precision=precision,
        )

    def product() -> object:
        return left @ right

    repeats = max(1, round(_seconds(slopes) / max(_seconds(product), 1e-6)))
    pairs = [(_seconds(slopes), _seconds(product, repeats) / repeats) for _ in range(ROUNDS)]
    work = 2 * count * (1 + len(targets)) * multiply_adds(classifier)
    rates = np.array([(work / slow, 2 * SIDE**3 / fast) for slow, fast in pairs]) / 1e9
    return Throughput(
        multiply_adds=multiply_adds(classifier),
        points_per_second=float(count / np.median([slow for slow, _ in pairs])),
        gflops=float(np.median(rates[:, 0])),
        sgemm_gflops=float(np.median(rates[:, 1])),
        share=float(np.median(rates[:, 0] / rates[:, 1])),
    )


def five_digits(classifier: Classifier, images: NDArray[np.float32]) -> float:
    """Return the seconds that ranking five digits takes, the median of five rankings."""
    return float(
        np.median([_seconds(lambda: rank_digits(classifier, images[:5])) for _ in "12345"])
    )


def growth(classifier: Classifier, images: NDArray[np.float32]) -> dict[int, float]:
    """Return the seconds that ranking 1, 2, 4, ... digits takes."""
    counts = [count for count in (1, 2, 4, 8, 16) if count <= len(images)]
    return {
        count: _seconds(lambda n=count: rank_digits(classifier, images[:n])) for count in counts
    }


def paper_memory(name: str, batches: int) -> tuple[float, float]:
    """Return seconds and peak memory in MB of one digit at the paper's batch size, alone.

    A process of its own, because a peak cannot be reset.
    """
    code = (
        "import sys, time, resource\n"
        "from dataclasses import replace\n"
        "from benchmarks.bench import digits_for, network\n"
        "from clever_engine import CleverSettings, clever_score\n"
        f"network = network({name!r})\n"
        "image = digits_for(network, 1).images[0]\n"
        f"settings = replace(CleverSettings.paper(), n_batches={batches})\n"
        "start = time.perf_counter()\n"
        "clever_score(network, image, radius=5.0, settings=settings)\n"
        "seconds = time.perf_counter() - start\n"
        "print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)\n"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, memory = map(float, out.stdout.split())
    return seconds, memory


def peak_memory() -> float:
    """Return this process's peak memory in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _seconds(what: Callable[[], object], repeats: int = 1) -> float:
    start = time.perf_counter()
    for _ in range(repeats):
        what()
    return time.perf_counter() - start
