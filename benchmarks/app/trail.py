"""Which of the project's files run one after the other, and how often one hands over to another."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

SCRIPT, WORKER = "script", "worker"
_RERUN = ("execution_control.py", "rerun")
"""Streamlit's own `st.rerun`: there the run that a click caused has done its part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A call of a function, or its return, in one file."""

    file: str
    is_call: bool


@dataclass(slots=True)
class Trail:
    """What runs while it is `on`, by kind of thread.

    Attributes:
        root: only files below it are the project's; those of an environment within are not.
        steps: calls and returns, generators' pauses among them, by kind of thread.
        handed_over: how many steps the script's thread had taken at its first `st.rerun`.
    """

    root: str
    steps: dict[str, list[Step]] = field(default_factory=lambda: {SCRIPT: [], WORKER: []})
    handed_over: int | None = None
    on: bool = False

    def watch(self, frame: FrameType, event: str, _argument: Any) -> None:
        """Take note of a call or return; this is what `threading.setprofile` wants."""
        if not self.on or event not in ("call", "return"):
            return
        file, name = frame.f_code.co_filename, frame.f_code.co_name
        if self.is_own(file):
            step = Step(file=file[len(self.root) :].lstrip("/"), is_call=event == "call")
            self.steps[thread_kind(threading.current_thread().name)].append(step)
        elif self.handed_over is None and name == _RERUN[1] and file.endswith(_RERUN[0]):
            self.handed_over = len(self.steps[SCRIPT])

    def is_own(self, file: str) -> bool:
        """Return whether a file is the project's."""
        return file.startswith(self.root) and "site-packages" not in file


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How far a piece of work is spread.

    Attributes:
        files: how many different files ran.
        calls: of their functions; a generator that goes on counts as one.
        changes: how often a call is in another file than the call before.
        crossings: how often a call or return is in another file than the call or return before.
    """

    files: int
    calls: int
    changes: int
    crossings: int


def thread_kind(name: str) -> str:
    """Return whether a thread of this name runs a page's script, or works behind it."""
    return SCRIPT if "script" in name.lower() or name == "MainThread" else WORKER


def count(steps: Sequence[Step]) -> Count:
    """Count files and changes of file."""
    calls = [step.file for step in steps if step.is_call]
    return Count(
        files=len(set(calls)),
        calls=len(calls),
        changes=changes(calls),
        crossings=changes([step.file for step in steps]),
    )


def changes(files: Sequence[str]) -> int:
    """Return how often a file follows another one."""
    return sum(one != other for one, other in zip(files, files[1:], strict=False))
