"""What has been measured so far, a line a task, so that a stopped benchmark goes on from there."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any, BinaryIO

from clever_engine.benchmark.file import VERSION
from clever_engine.benchmark.tasks import (
    Key,
    Outcome,
    Problem,
)
from clever_engine.codec import from_json, from_plain, to_plain
from clever_engine.errors import DataError, InputError


class CheckpointLog:
    """Outcomes in a file of their own, each safe as soon as `add` returns.

    A benchmark of other digits, another seed or effort has another file. Networks share one: a
    task's key names its network.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def beside(cls, out: Path, problem: Problem, *, again: bool = False) -> "CheckpointLog":
        """Return the log of a benchmark that will be written to `out`.

        `again` has one of its own, so that it takes over nothing measured before.
        """
        told = to_plain([VERSION, out.name, again, problem.seed, problem.effort])
        digest = hashlib.sha256(
            json.dumps(told).encode() + problem.images.tobytes() + problem.truth.tobytes()
        )
        name = f"{out.stem}-{digest.hexdigest()[:12]}.jsonl"
        return cls(out.resolve().parent / ".training" / name)

    def read(self) -> dict[Key, Outcome]:
        """Return the outcomes by their tasks' keys; a line cut short is left out."""
        if not self.path.is_file():
            return {}
        outcomes = {}
        for line in self.path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                outcome = _from_line(line)
            except DataError:
                continue
            outcomes[outcome.key] = outcome
        return outcomes

    def add(self, outcome: Outcome) -> None:
        """Append an outcome.

        Raises:
            InputError: the file cannot be written.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab+") as file:
                start = b"\n" if _is_cut(file) else b""
                file.write(start + _to_line(outcome).encode() + b"\n")
        except OSError as error:
            raise InputError(f"Expected a folder to keep a log in: {error}.") from error

    def clear(self, arrived: set[tuple[str, str]]) -> None:
        """Remove the file if all networks in it, by name and checksum, have rows elsewhere."""
        if {key[:2] for key in self.read()} <= arrived:
            self.path.unlink(missing_ok=True)


def _is_cut(file: BinaryIO) -> bool:
    """Return whether the last line has no end, because a run was killed while it wrote it."""
    if not file.seek(0, os.SEEK_END):
        return False
    file.seek(-1, os.SEEK_END)
    return file.read(1) != b"\n"


def _to_line(outcome: Outcome) -> str:
    values = {"key": outcome.key, **to_plain(outcome.scores), "seconds": outcome.seconds}
    return json.dumps(values, separators=(",", ":"))


def _from_line(line: str) -> Outcome:
    values = from_json(line, dict[str, Any], what="a line of a log")
    return from_plain({**values, "scores": values}, Outcome, what="a line of a log")
