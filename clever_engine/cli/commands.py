"""All commands and how one of them is run."""

import argparse
import sys
from collections.abc import Sequence

from clever_engine.cli import benchmark, certify, compare, models, score, train
from clever_engine.cli.process import INTERRUPTED, program, say
from clever_engine.errors import CleverError

COMMANDS = (score, models, train, benchmark, compare, certify)


class OneLineParser(argparse.ArgumentParser):
    """A parser whose errors are one line on standard error, exit status 2."""

    def error(self, message: str) -> None:  # type: ignore[override]
        """Say what is wrong and stop."""
        self.exit(2, f"{self.prog}: {message}\n")


def run(arguments: Sequence[str] | None, description: str | None) -> int:
    """Run one command; return the exit status: 0, 2 for bad input, 130 when interrupted."""
    parser = OneLineParser(prog=program(), description=description)
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
        return say(str(stop) or "Stopped.", INTERRUPTED)
    return 0
