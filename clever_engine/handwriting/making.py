"""Handwriting-like digits that the project makes itself: writers, their strokes and the set.

`python -m clever_engine.handwriting.making --data FOLDER` makes `assets/hands/` again.
"""

import argparse
import json
import sys
from pathlib import Path

from clever_engine.errors import CleverError
from clever_engine.handwriting.shapes import HANDS


def main(arguments: list[str] | None = None) -> int:
    """Make the handwriting set; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m clever_engine.handwriting.making")
    parser.add_argument("--data", type=Path, help="folder holding MNIST/raw/, else CLEVER_DATA")
    parser.add_argument("--hands", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=HANDS)
    chosen = parser.parse_args(arguments)
    # Only the checking needs torch; whoever loads the handwriting set does not.
    from clever_engine.handwriting.checking import make_handwriting
    from clever_engine.training.data import data_folder

    command = (
        "python -m clever_engine.handwriting.making --data FOLDER "
        f"--hands {chosen.hands} --seed {chosen.seed}"
    )
    try:
        record = make_handwriting(
            chosen.hands,
            seed=chosen.seed,
            data=data_folder(chosen.data),
            folder=chosen.out,
            command=command,
        )
    except CleverError as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps(record, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
