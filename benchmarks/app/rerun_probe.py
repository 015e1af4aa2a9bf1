"""Processor time of a stroke's rerun and of a whole rerun with a result, of one checkout."""

import argparse
from pathlib import Path

from streamlit.testing.v1 import AppTest

from benchmarks.app.drawing import PAD
from benchmarks.app.messages import drawn
from benchmarks.app.opening import MEASURE
from benchmarks.app.pen import digits_of
from benchmarks.app.probing import Runner, answer, enter, open_page, wait

COLD = 3
"""Runs at the beginning that are not counted: they import and fill caches."""


def stroke_reruns(at: AppTest, count: int) -> list[float]:
    """Return the processor seconds of the runs that new drawings on the pad cause."""
    pad = Runner.screen.with_key(PAD)
    if pad is None:
        raise LookupError(f"Expected a drawing pad {PAD!r} on the page; none there.")
    Runner.fragment = pad.fragment
    times = []
    for strokes in digits_of(0, COLD + count):  # every one new, so that no cache knows it
        Runner.touched = [drawn(pad.id, strokes, version=pad.version or "")]
        at.run()
        times.append(Runner.seconds)
    if not Runner.screen.says("class='sure'"):
        raise LookupError("Expected the label of a drawn digit on the page; none there.")
    Runner.fragment, Runner.touched = "", []
    return times[COLD:]


def whole_reruns(at: AppTest, count: int) -> list[float]:
    """Return the processor seconds of runs of the whole page with a finished result."""
    wait(at, MEASURE.is_there)
    times = []
    for _ in range(COLD + count):
        at.run()
        times.append(Runner.seconds)
    return times[COLD:]


def main() -> None:
    """Measure the checkout named and print the times as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("--count", type=int, default=20)
    options = parser.parse_args()
    enter(options.checkout)
    strokes = stroke_reruns(open_page("measure"), options.count)
    link = {"hand": "3", "digits": "13579", "seed": "3"}
    whole = whole_reruns(open_page("measure", link), options.count)
    answer({"a stroke's rerun": strokes, "a whole rerun with a result": whole})


if __name__ == "__main__":
    main()
