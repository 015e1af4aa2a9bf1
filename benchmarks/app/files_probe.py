"""Which files one click on Score runs, until the result stands on the page; of one checkout."""

import argparse
import threading
import time
from dataclasses import asdict
from pathlib import Path

from streamlit.testing.v1 import AppTest

from benchmarks.app.drawing import SCORE
from benchmarks.app.messages import pressed
from benchmarks.app.opening import MEASURE
from benchmarks.app.probing import Runner, answer, enter, open_page
from benchmarks.app.trail import SCRIPT, WORKER, Step, Trail, count


def choose_digit(at: AppTest) -> None:
    """Choose the 5 of the first handwriting; all else stays as the page opens."""
    at.segmented_control(key="source").set_value("gallery").run()
    at.text_input(key="digits").set_value("5").run()


def click(at: AppTest, trail: Trail) -> None:
    """Press Score; the run that follows shows that it is on its way."""
    score = Runner.screen.with_key(SCORE)
    if score is None:
        raise LookupError(f"Expected a button {SCORE!r} on the page; none there.")
    Runner.fragment, Runner.touched = score.fragment, [pressed(score.id)]
    trail.on = True
    at.run()
    Runner.fragment, Runner.touched = "", []


def show_result(at: AppTest, trail: Trail, patience: float = 120.0) -> None:
    """Look until the result is there; of the looks only the one that shows it is kept."""
    kept = list(trail.steps[SCRIPT])
    deadline = time.monotonic() + patience
    while not MEASURE.is_there(Runner.screen):
        if time.monotonic() > deadline:
            raise TimeoutError(f"Expected a result within {patience:.0f} s.")
        time.sleep(0.5)
        trail.steps[SCRIPT] = list(kept)
        at.run()
    trail.on = False


def main() -> None:
    """Count for the checkout named and print the counts as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkout", type=Path)
    options = parser.parse_args()
    trail = Trail(root=str(options.checkout))
    threading.setprofile(trail.watch)  # for threads that begin from now on, workers among them
    enter(options.checkout)
    at = open_page("measure")
    choose_digit(at)
    click(at, trail)
    show_result(at, trail)
    script, worker = trail.steps[SCRIPT], trail.steps[WORKER]
    parts: dict[str, list[Step]] = {
        "script, click until handed over": script[: trail.handed_over],
        "worker": worker,
        "both of these": [*script[: trail.handed_over], *worker],
        "script, click to result": script,
        "all": [*script, *worker],
    }
    counts = {name: asdict(count(steps)) for name, steps in parts.items()}
    names = sorted({step.file for step in [*script, *worker]})
    answer({"counts": counts, "files": names})


if __name__ == "__main__":
    main()
