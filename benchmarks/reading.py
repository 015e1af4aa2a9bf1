"""`python -m benchmarks.reading`: how well the digits of strangers' pages are found and read.

The pages are drawn (`clever_engine.sheets`) from writers, digits of MNIST and random numbers that
nothing was trained on or chosen by. A page is read right if every digit is, and no other mark.
"""

import argparse
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import bench
from clever_engine import Classifier, load_classifier
from clever_engine.digits import DigitFinding, find_digits
from clever_engine.digits.certainty import READER
from clever_engine.errors import PictureError
from clever_engine.sheets.calibrating import calibration_error
from clever_engine.sheets.drawing import FAMILIES, WITHOUT_DIGITS, Sheet, draw_sheet
from clever_engine.sheets.pens import PARTS, DigitSource
from clever_engine.training.data import data_folder

RESULTS = Path(__file__).parent / "results"
FIRST_SEED = 10_000
"""Far from the seeds that train."""

SERIOUS = {DigitFinding.UNLIKE_A_DIGIT, DigitFinding.UNSURE}

SIZE = 900
"""Longer side of a page, in pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """How one page was read.

    Attributes:
        right: all of it.
        counted: as many digits as there are.
        doubted: a mark of it at least, or the page was refused.
        seconds: it took to find and read.
        certainty: of each digit, where as many were found as there are.
        truth: whether each of those is right.
    """

    right: bool
    counted: bool
    doubted: bool
    seconds: float
    certainty: tuple[float, ...] = ()
    truth: tuple[bool, ...] = ()


def read(sheet: Sheet, classifier: Classifier) -> Read:
    """Read a page as the app does."""
    picture = sheet.picture.astype(np.float32) / np.float32(255)
    begun = time.perf_counter()
    labels: list[int] = []
    doubts: list[bool] = []
    certainty: tuple[float, ...] = ()
    try:
        found = find_digits(picture)
        labels = [int(label) for label in classifier.logits(found.images).argmax(dim=1)]
        doubts = [bool(SERIOUS & set(findings)) for findings in found.doubts(labels)]
        certainty = found.certainty
    except PictureError:
        doubts = [True]
    # Where nothing is a digit every mark has to be doubted.
    doubted = any(doubts) if sheet.labels else all(doubts)
    seconds = time.perf_counter() - begun
    counted = len(labels) == len(sheet.labels)
    return Read(
        right=labels == list(sheet.labels),
        counted=counted,
        doubted=doubted,
        seconds=seconds,
        certainty=certainty if counted else (),
        truth=tuple(a == b for a, b in zip(labels, sheet.labels, strict=True)) if counted else (),
    )


def row(family: str, pages: list[Read]) -> list[str]:
    """Return a family's line of the table."""
    right: NDArray[np.bool_] = np.array([page.right for page in pages])
    doubted = np.array([page.doubted for page in pages])
    counted = np.mean([page.counted for page in pages])
    return [
        family,
        str(len(pages)),
        f"{right.mean():.1%}",
        f"{counted:.1%}",
        f"{(~right & ~doubted).mean():.1%}",
        f"{(right & doubted).mean():.1%}",
        f"{np.median([page.seconds for page in pages]):.2f}",
    ]


COLUMNS = ["family", "pages", "right", "as many", "wrong, no doubt", "right, doubted", "s per page"]


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=__doc__)
    parser.add_argument("--part", choices=list(PARTS), default="judge")
    parser.add_argument("--pages", type=int, default=100, help="of each family")
    parser.add_argument("--families", nargs="+", choices=FAMILIES, default=list(FAMILIES))
    parser.add_argument("--model", default=READER, help="that reads what is found")
    parser.add_argument("--data", type=Path, help="folder holding MNIST/raw/; else CLEVER_DATA")
    parser.add_argument("--save", type=Path, default=RESULTS / "reading.md")
    options = parser.parse_args()
    digits = DigitSource.of(options.part, data_folder(options.data))
    classifier = load_classifier(options.model)
    rows, every = [], []
    for family in options.families:
        seeds = range(FIRST_SEED, FIRST_SEED + options.pages)
        sheets = (draw_sheet(family, seed=seed, digits=digits, size=SIZE) for seed in seeds)
        pages = [read(sheet, classifier) for sheet in sheets]
        every += pages if family not in WITHOUT_DIGITS else []
        rows.append(row(family, pages))
        print(" ".join(rows[-1]), flush=True)
    if every:
        rows.append(row("all with digits", every))
    said = np.array([value for page in every for value in page.certainty])
    came = np.array([right for page in every for right in page.truth], dtype=np.bool_)
    error = f"{calibration_error(said, came):.2%} of {len(came)} digits" if len(said) else "none"
    how = f"{options.part}, read by {options.model}; calibration error {error}"
    head = f"{date.today()}. {bench.machine()}. {how}.\n\n"
    lines = [COLUMNS, ["---"] * len(COLUMNS), *rows]
    table = "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
    options.save.write_text(head + table, encoding="utf-8")
    print(options.save.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
