"""Files that are whole: verified when they are read, and replaced at once when they are written."""

import hashlib
import os
import tempfile
from pathlib import Path

from clever_engine.errors import CleverError

DAMAGED = "The file is damaged or was replaced."


def read_verified(
    path: Path, sha256: str, *, what: str, error: type[CleverError], advice: str = DAMAGED
) -> bytes:
    """Return a file's bytes if they have this checksum.

    Args:
        path: of the file.
        sha256: in hexadecimal digits.
        what: the file holds, for the error.
        error: raised where it does not.
        advice: what to do about a file with another checksum.

    Raises:
        CleverError: there is no such file, or it has another checksum.
    """
    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise error(f"Expected {what} in {path}: {problem.strerror}.") from problem
    found = hashlib.sha256(raw).hexdigest()
    if found != sha256:
        raise error(
            f"Expected {path.name} with SHA-256 {sha256[:12]}...; found {found[:12]}... {advice}"
        )
    return raw


def replace_file(path: Path, content: bytes) -> None:
    """Write a file at once, so that a reader meets the old or the new one, never a part."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).chmod(0o644)
    Path(name).replace(path)
