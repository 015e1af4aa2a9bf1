"""`python -m benchmarks.sandwiches`: what the three witnesses of five digits cost, in seconds.

As `certify --sandwich` asks them, of the picture that ships with the project: CLEVER's score, the
attack, the proof. Seconds are the processor's, so that other work beside counts little.
"""

import argparse
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks import bench
from clever_engine import Classifier, Norm
from clever_engine.digits.files import read_file
from clever_engine.sandwich import Sandwich, sandwiches_steps
from clever_engine.steps import Steps

NETWORKS = ("mlp-1024", "lenet-5", "cnn-7", "cnn-7-robust")
PICTURE = Path(__file__).parents[1] / "assets" / "examples" / "measure.png"
STAGES = ("clever", "attack", "proof")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What the sandwiches of some digits cost.

    Attributes:
        network, norm: of which.
        seconds: of each stage, all digits together, in processor time.
        longest: the longest that one step of each stage takes.
        radii: what is proved of each digit, in the norm.
        attacks: distance of the smallest change found, infinite where there is none.
    """

    network: str
    norm: str
    seconds: dict[str, float]
    longest: dict[str, float]
    radii: list[float]
    attacks: list[float]


def measure(classifier: Classifier, images: np.ndarray, norm: Norm) -> Cost:
    """Make the sandwiches of images `(n, *input_shape)` and time each stage."""
    steps = sandwiches_steps(classifier, images, norm=norm)
    seconds, longest = dict.fromkeys(STAGES, 0.0), dict.fromkeys(STAGES, 0.0)
    made = _timed(steps, seconds, longest)
    return Cost(
        network=classifier.name,
        norm=norm.value,
        seconds=seconds,
        longest=longest,
        radii=[one.certificate.radius if one.certificate else np.nan for one in made],
        attacks=[one.attack for one in made],
    )


def _timed(
    steps: Steps[list[Sandwich]], seconds: dict[str, float], longest: dict[str, float]
) -> list[Sandwich]:
    """Take all steps; what a step takes counts for the stage that it tells."""
    stage = STAGES[0]
    while True:
        begun = time.process_time()
        try:
            stage = next(steps).stage
        except StopIteration as end:
            made: list[Sandwich] = end.value
            return made
        finally:
            taken = time.process_time() - begun
            seconds[stage] += taken
            longest[stage] = max(longest[stage], taken)


def row(cost: Cost) -> str:
    """Return a line of the table."""
    parts = [f"{cost.seconds[stage]:.1f}" for stage in STAGES]
    shares = np.array(cost.radii) / np.array(cost.attacks)
    cells = [
        cost.network,
        cost.norm,
        *parts,
        f"{sum(cost.seconds.values()):.1f}",
        f"{max(cost.longest.values()):.2f}",
        f"{shares.min():.3f} - {shares.max():.3f}",
    ]
    return f"| {' | '.join(cells)} |"


def table(costs: list[Cost]) -> str:
    """Return the costs as a table."""
    heads = ["network", "norm", *STAGES, "in all", "longest step", "proof / attack"]
    return "\n".join([f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", *map(row, costs)])


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sandwiches", description=__doc__)
    parser.add_argument("--networks", nargs="+", default=list(NETWORKS))
    parser.add_argument("--norms", nargs="+", type=Norm, default=[Norm.L2])
    parser.add_argument("--picture", type=Path, default=PICTURE)
    options = parser.parse_args()
    images, costs = read_file(options.picture).images, []
    for name in options.networks:
        for norm in options.norms:
            costs.append(measure(bench.network(name), images, norm))
            print(row(costs[-1]), file=sys.stderr, flush=True)
    print(f"{table(costs)}\n\n{len(images)} digits, {date.today()}, {bench.machine()}")


if __name__ == "__main__":
    main()
