"""The progress of long work as a bar on standard error."""

import sys
from typing import TypeVar

from tqdm import tqdm

from clever_engine.steps import Progress, Steps, relay, run

Result = TypeVar("Result")


def shown(steps: Steps[Result], *, unit: str, name: str = "") -> Result:
    """Take all steps and return their result, drawing a bar where somebody sees it.

    Args:
        steps: the work.
        unit: that its progress counts in.
        name: of the work; the stage it is at by default.
    """
    with tqdm(unit=unit, disable=not sys.stderr.isatty(), leave=False) as bar:

        def draw(seen: Progress) -> None:
            bar.total = seen.total
            bar.set_description(name or seen.stage, refresh=False)
            bar.update(round(seen.done) - bar.n)

        return run(relay(steps, draw))
