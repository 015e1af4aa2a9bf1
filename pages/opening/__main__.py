"""`python -m pages.opening [NAME ...]`: measure what pages open with, and keep it."""

import logging
import sys

from clever_engine.files import replace_file
from clever_engine.steps import run
from pages.opening.results import openings


def main(names: list[str]) -> int:
    """Make the results of these names, or all; return the exit status."""
    # There is no visitor, which Streamlit would remark on at every turn.
    logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").disabled = True
    known = {opening.name: opening for opening in openings()}
    if unknown := [name for name in names if name not in known]:
        print(f"Expected some of {', '.join(known)}; got {', '.join(unknown)}.", file=sys.stderr)
        return 2
    for name in names or known:
        opening = known[name]
        print(f"{name}: measuring", file=sys.stderr)
        replace_file(opening.path, opening.pack(run(opening.make())))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
