"""Fit how sure a reading is to how often it is right, on sheets kept for choosing.

Run `python -m clever_engine.sheets.calibrating --data FOLDER` after the finder or the network that
reads was trained again. The weights are written beside the finder's.
"""

import argparse
import json
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from clever_engine.digits import certainty
from clever_engine.digits.finder import View, find, images_of
from clever_engine.digits.found import Box
from clever_engine.digits.looking import REPORT
from clever_engine.sheets.drawing import FAMILIES, Sheet, draw_sheet
from clever_engine.sheets.pens import DigitSource
from clever_engine.training.data import data_folder

FIRST_SEED = 500_000
"""Far from the seeds that constants are chosen on."""

PAGES = 120
"""Of each family. A missed neighbour is rare, one digit in 150: fitted on 30 pages, ink that is
nobody's counted for nothing, on 120 it is among what counts most."""

SAME = 0.4
"""Boxes whose common part is this share of both together are of the same digit."""

RIDGE = 1.0
"""Weight of the penalty on the squared weights, in digits: few are wrong."""


def matched(view: View, sheet: Sheet, labels: Sequence[int]) -> NDArray[np.bool_]:
    """Return for each digit found whether it is read rightly and none beside it was missed."""
    boxes = [view.edges(digit) for digit in view.digits]
    shared = overlap(boxes, sheet.boxes)
    if not sheet.boxes:
        return np.zeros(len(boxes), dtype=np.bool_)
    nearest = shared.argmax(axis=1)
    right = (shared.max(axis=1) > SAME) & (np.array(labels) == np.array(sheet.labels)[nearest])
    middles = np.array([_middle(box) for box in boxes])
    for number in np.flatnonzero(shared.max(axis=0) <= SAME):
        away = np.hypot(*(middles - _middle(sheet.boxes[number])).T)
        right[int(away.argmin())] = False
    return np.asarray(right)


def overlap(found: Sequence[Sequence[float]], boxes: Sequence[Box]) -> NDArray[np.float64]:
    """Return what boxes have in common, of what both cover together, `(found, boxes)` in [0, 1]."""
    shared = [[_overlap(a, b) for b in boxes] for a in found]
    return np.array(shared, dtype=np.float64).reshape(len(found), len(boxes))


def _overlap(a: Sequence[float], b: Box) -> float:
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    common = max(wide, 0.0) * max(high, 0.0)
    areas = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
    return common / max(areas - common, 1e-9)


def _middle(box: Sequence[float]) -> NDArray[np.float64]:
    return np.array([box[0] + box[2], box[1] + box[3]]) / 2


NO_DIGITS_COUNT = 0.5
"""Weight of a mark on a page without digits, where one on a page with digits weighs 1. Of all that
is wrong on the pages drawn they are two thirds, which would leave less weight to the cues of errors
among digits. With one half, 57 of 1,198 pages with digits were misread without a doubt where it
were 60, 48 were doubted in vain as before, and a mark on 20 of 188 pages without digits was
believed where it were 16."""

Judged = tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64]]


def collected(digits: DigitSource, pages: int) -> Iterator[Judged]:
    """Yield for each page what speaks for its readings, which are right, and what they weigh."""
    rng = np.random.default_rng(FIRST_SEED)
    for seed in range(FIRST_SEED, FIRST_SEED + pages):
        for family in FAMILIES:
            sheet = draw_sheet(family, seed=seed, digits=digits, size=int(rng.integers(300, 1300)))
            view = find(sheet.picture.astype(np.float32) / np.float32(255))
            if view.digits:
                images = images_of(view.digits)
                labels, values = certainty.features(view, view.digits, images)
                right = matched(view, sheet, [int(label) for label in labels])
                yield values, right, np.full(len(right), 1.0 if sheet.labels else NO_DIGITS_COUNT)


def fitted(
    values: NDArray[np.float64],
    right: NDArray[np.bool_],
    counts: NDArray[np.float64] | float = 1.0,
) -> NDArray[np.float64]:
    """Return the weights of a logistic regression, each reading weighed by its count."""
    signs = np.where(right, 1.0, -1.0)

    def cost(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margins = signs * (values @ weights)
        penalty = weights.copy()
        penalty[0] = 0.0
        slope = -(counts * signs / (1 + np.exp(margins))) @ values
        loss = (counts * np.logaddexp(0, -margins)).sum() + RIDGE / 2 * (penalty**2).sum()
        return float(loss), slope + RIDGE * penalty

    return np.asarray(minimize(cost, np.zeros(values.shape[1]), jac=True, method="L-BFGS-B").x)


def calibration_error(
    probabilities: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 10
) -> float:
    """Return the mean distance of what was said from what came, in bins of equal count."""
    order = np.argsort(probabilities)
    parts = [part for part in np.array_split(order, bins) if len(part)]
    gaps = [abs(probabilities[part].mean() - right[part].mean()) * len(part) for part in parts]
    return float(sum(gaps) / len(order))


def main() -> None:
    """Fit and write the weights."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", help="folder holding MNIST/raw/; CLEVER_DATA if left out")
    parser.add_argument("--pages", type=int, default=PAGES, help="of each family")
    options = parser.parse_args()
    digits = DigitSource.of("choose", data_folder(options.data))
    values, right, counts = map(np.concatenate, zip(*collected(digits, options.pages), strict=True))
    weights = fitted(values, right, counts)
    said = 1 / (1 + np.exp(-values @ weights))
    print(f"{len(right)} digits, {right.mean():.2%} right")
    print(f"calibration error {calibration_error(said, right):.2%}")
    for name, weight in zip(certainty.FEATURES, weights, strict=True):
        print(f"{name:10} {weight:+.3f}")
    report = json.loads(REPORT.read_text(encoding="utf-8"))
    report["certainty"] = [round(float(weight), 4) for weight in weights]
    REPORT.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
