"""`python -m clever_engine`: score a picture, list the networks, train and compare them."""

import argparse
import sys
from collections.abc import Sequence

from clever_engine.cli import benchmark, certify, compare, models, score, train
from clever_engine.errors import CleverError

COMMANDS = (score, models, train, benchmark, compare, certify)


class OneLineParser(argparse.ArgumentParser):
    """A parser whose errors are one line on standard error, exit status 2."""

    def error(self, message: str) -> None:  # type: ignore[override]
        """Say what is wrong and stop."""
        self.exit(2, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status: 0, 2 for bad input, 130 when interrupted."""
    parser = OneLineParser(prog="python -m clever_engine", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, parser_class=OneLineParser)
    for command in COMMANDS:
        command.add_to(commands)
    options = parser.parse_args(arguments)
    try:
        options.run(options)
    except CleverError as error:
        print(f"{parser.prog}: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except KeyboardInterrupt as stop:
        print(str(stop) or "Stopped.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
