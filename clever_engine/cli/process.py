"""How the command's process ends: quietly or in one line, whatever its terminal, pipe or disk do.

Imports nothing heavy, so that Ctrl-C is answered from the first moment.
"""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType

FAILED, INTERRUPTED = 1, 130
"""Exit statuses: of a device or file that fails, and what shells give for Ctrl-C (128 + SIGINT)."""


def program() -> str:
    """Return the command's name, as it was called."""
    return "clever" if Path(sys.argv[0]).name == "clever" else "python -m clever_engine"


def say(line: str, status: int) -> int:
    """Print a line on standard error, where there is one, and return the exit status."""
    with suppress(OSError):
        print(line, file=sys.stderr, flush=True)
    return status


def leave_at_once_on_ctrl_c() -> None:
    """Let Ctrl-C end the process in one line, for times at which nothing is left half done.

    A `KeyboardInterrupt` is no answer there: within imports and at Python's own end, code that is
    not ours would show its traceback, or swallow it.
    """
    _on_ctrl_c(_leave)


def run_to_the_last_byte(run: Callable[[], int]) -> int:
    """Run a command until all it printed has arrived; return the exit status.

    A closed pipe (`... | head -1`) ends the process by SIGPIPE, as it ends other programs: shells
    show 141. A full disk or another failing device is one line and status 1.
    """
    _on_ctrl_c(signal.default_int_handler)
    try:
        return _flushed(run)
    except KeyboardInterrupt:
        return say("Stopped.", INTERRUPTED)
    except BrokenPipeError:
        _forget_output()
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        signal.raise_signal(signal.SIGPIPE)
        return FAILED
    except OSError as error:
        _forget_output()
        place = f": {error.filename}" if error.filename else ""
        return say(f"{program()}: {error.strerror or error}{place}", FAILED)
    finally:
        leave_at_once_on_ctrl_c()


def _flushed(run: Callable[[], int]) -> int:
    try:
        return run()
    finally:  # --help, too, which leaves by SystemExit
        if sys.stdout:
            sys.stdout.flush()


def _forget_output() -> None:
    """Send what could not be written to nowhere; Python would try it again at its end, and fail."""
    if sys.stdout:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _on_ctrl_c(handler: Callable[[int, FrameType | None], None]) -> None:
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # a job in the background, say
        signal.signal(signal.SIGINT, handler)


def _leave(number: int, frame: FrameType | None) -> None:
    with suppress(OSError):
        os.write(2, b"Stopped.\n")
    os._exit(INTERRUPTED)
