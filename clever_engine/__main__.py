"""`clever`, or `python -m clever_engine`: score a picture, list, train and compare networks."""

import sys
from collections.abc import Sequence

from clever_engine.cli.process import leave_at_once_on_ctrl_c, run_to_the_last_byte


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status: 0, 2 for bad input, 130 when interrupted."""
    from clever_engine.cli import commands  # torch takes two seconds: see `command`

    return commands.run(arguments, __doc__)


def command() -> int:
    """Run one command as a process of its own; return the exit status."""
    leave_at_once_on_ctrl_c()
    import clever_engine.cli.commands  # noqa: F401  so that `main` finds all of it imported

    return run_to_the_last_byte(main)


if __name__ == "__main__":
    sys.exit(command())
