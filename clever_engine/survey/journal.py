"""What has been measured so far, a line a task, so that a stopped survey goes on from there."""

import hashlib
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

import numpy as np

from clever_engine.errors import InputError
from clever_engine.survey.file import VERSION
from clever_engine.survey.rows import Scores
from clever_engine.survey.tasks import Key, Outcome, Problem


class Journal:
    """Outcomes in a file of their own, each safe as soon as `add` returns.

    A survey of other digits, another seed or effort has another file. Networks share one: a task's
    key names its network.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def beside(cls, out: Path, problem: Problem, *, again: bool = False) -> "Journal":
        """Return the journal of a survey that will be written to `out`.

        `again` has one of its own, so that it takes over nothing measured before.
        """
        raw = json.dumps([VERSION, out.name, again, problem.seed, asdict(problem.effort)]).encode()
        digest = hashlib.sha256(raw + problem.images.tobytes() + problem.truth.tobytes())
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
            except (ValueError, KeyError, TypeError):
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
            raise InputError(f"Expected a folder to keep a journal in: {error}.") from error

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
    scores = outcome.scores
    values = {
        "key": outcome.key,
        "values": scores.values.tolist(),
        "low": scores.low.tolist(),
        "high": scores.high.tolist(),
        "findings": scores.findings,
        "seconds": outcome.seconds,
    }
    return json.dumps(values, separators=(",", ":"))


def _from_line(line: str) -> Outcome:
    values = json.loads(line)
    name, sha256, norm, measure, start = values["key"]
    scores = Scores(
        values=np.array(values["values"], dtype=np.float64),
        low=np.array(values["low"], dtype=np.float64),
        high=np.array(values["high"], dtype=np.float64),
        findings=dict(values["findings"]),
    )
    key = (str(name), str(sha256), str(norm), str(measure), int(start))
    return Outcome(key=key, scores=scores, seconds=float(values["seconds"]))
