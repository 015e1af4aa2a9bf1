"""`python -m benchmarks.portfolio`: does the thorough portfolio find more if more is added to it?

Distances found by each part of it up to there, as a multiple of the smallest that was found in all,
the last of which goes once more through all rounds with twice the steps and other noise. Where the
last columns are 1, more of the same finds no more; another kind of attack still might.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks import bench
from clever_engine import Classifier, Norm
from clever_engine.attacks import STEPS, growing_attack
from clever_engine.attacks.ways import ROUNDS

NETWORKS = (
    "mlp-1024-fresh",
    "cnn-7-fresh",
    "cnn-7-distilled-held-out",
    "cnn-7-robust-held-out",
    "cnn-7-robust",
    "cnn-7-robust-linf",
    "cnn-7-trades",
)
RESULTS = Path(__file__).parent / "results"
FAR = 1.01
"""Distances more than 1 % beyond the smallest count as not settled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """What a growing portfolio found on one network in one norm.

    Attributes:
        network, norm: where.
        distances: `[stage][digit]`, never growing with the stage.
        seconds: a digit in processor time, up to the last stage but one, which is the portfolio.
        made: the day and the machine.
    """

    network: str
    norm: str
    distances: list[list[float]]
    seconds: float
    made: str


def stages(norm: Norm) -> list[str]:
    """Return the names of the stages of a norm."""
    return ["quick", *(this.name for this in ROUNDS[norm]), "twice the steps"]


def measure(name: str, classifier: Classifier, norm: Norm, count: int, skip: int) -> Grown:
    """Let the portfolio grow on `count` digits that the network reads rightly, after `skip`."""
    images = bench.digits_for(classifier, skip + count).images[skip:]
    begun = time.process_time()
    once = growing_attack(classifier, images, norm=norm)
    seconds = (time.process_time() - begun) / len(images)
    more = growing_attack(classifier, images, norm=norm, steps=2 * STEPS, seed=1)
    found = np.vstack([once, np.minimum(once[-1], more[-1])])
    return Grown(
        network=name,
        norm=norm.value,
        distances=found.tolist(),
        seconds=seconds,
        made=f"{date.today()}, {bench.machine()}",
    )


def row(grown: Grown) -> str:
    """Return a row of the table: mean and greatest ratio to the last stage, a stage a column."""
    found = np.array(grown.distances)
    reached = np.isfinite(found[-1])
    ratios = found[:, reached] / found[-1, reached]
    cells = [
        f"{np.exp(np.log(ratio).mean()):.3f} / {ratio.max():.2f}" if ratio.size else "none"
        for ratio in ratios
    ]
    far = int((ratios[-2] > FAR).sum())
    cells[-1] = f"{far} of {found.shape[1]}"
    return f"| {grown.network} | {' | '.join(cells)} | {grown.seconds:.1f} |"


def table(grown: Iterable[Grown]) -> str:
    """Return the tables, one a norm, and where they were made."""
    kept = list(grown)
    lines = []
    for norm in Norm:
        rows = [one for one in kept if one.norm == norm.value]
        if not rows:
            continue
        heads = [*stages(norm)[:-1], "farther than twice the steps, by 1 %", "s a digit"]
        lines += [f"**{norm.value}**, mean / greatest ratio to the smallest found in all", ""]
        lines += [f"| network | {' | '.join(heads)} |", "|---" * (len(heads) + 1) + "|"]
        lines += [*map(row, rows), ""]
    made = sorted({one.made for one in kept})
    return "\n".join([*lines, *made, ""])


def read(path: Path) -> list[Grown]:
    """Return what was measured before; nothing where there is no file."""
    return [Grown(**one) for one in json.loads(path.read_text())] if path.is_file() else []


def main() -> None:
    """Measure, keep what was measured of other networks before, and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.portfolio", description=__doc__)
    parser.add_argument("--digits", type=int, default=6)
    parser.add_argument("--skip", type=int, default=0, help="digits left out at first")
    parser.add_argument("--networks", nargs="+", default=list(NETWORKS))
    parser.add_argument("--norms", nargs="+", type=Norm, default=list(Norm))
    parser.add_argument("--save", type=Path, default=RESULTS / "portfolio")
    options = parser.parse_args()
    kept, pages = options.save.with_suffix(".json"), options.save.with_suffix(".md")
    for name in options.networks:
        for norm in options.norms:
            grown = measure(name, bench.network(name), norm, options.digits, options.skip)
            rest = [one for one in read(kept) if (one.network, one.norm) != (name, norm.value)]
            kept.write_text(json.dumps([asdict(one) for one in [*rest, grown]]), encoding="utf-8")
            pages.write_text(table(read(kept)), encoding="utf-8")
            print(row(grown), file=sys.stderr, flush=True)
    print(pages.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
