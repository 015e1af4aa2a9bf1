"""JSON and MessagePack to dataclasses and back by their annotations alone, by `msgspec`.

It is strict (a number in quotes is no number), names the field that is wrong, and brings nothing
else with it. Text is written by `json`, whose numbers (1e-06) are those of the files that ship.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

import msgspec
import numpy as np

from clever_engine.errors import CleverError, DataError

T = TypeVar("T")

_FITTING = {"f": "fiu", "i": "i", "b": "bi"}
"""Kinds of NumPy numbers as JSON gives them that each kind of array takes; a mask is 0 and 1."""


def to_plain(value: object) -> Any:
    """Return dataclasses, arrays, tuples and enumerations as lists, dictionaries and plain values.

    JSON has no infinity and no NaN: they become None.
    """
    return msgspec.json.decode(msgspec.json.encode(value, enc_hook=_without_numpy))


def from_plain(
    values: object,
    kind: type[T],
    *,
    what: str,
    error: type[CleverError] = DataError,
    exact: bool = False,
    whole: bool = False,
) -> T:
    """Return values out of JSON as `kind`, a dataclass or anything built of them.

    Args:
        values: dictionaries, lists, numbers, words; arrays may stand in them already.
        kind: annotated with plain types, `NDArray`s, enumerations and other dataclasses.
        what: was expected, for the error: "a benchmark in FILE".
        error: raised where it is something else.
        exact: refuse fields that `kind` does not have, as in a file that people write.
        whole: refuse to leave a field to its default, as in a file that says how it was made.

    Raises:
        CleverError: a field is missing, of another type, or refused by the dataclass itself.
    """
    try:
        found = msgspec.convert(values, kind, dec_hook=_to_array)
    except msgspec.ValidationError as problem:
        raise error(f"Expected {what}; a part is amiss: {problem}.") from problem
    if unknown := ", ".join(_beyond(values, to_plain(found)) if exact else ()):
        raise error(f"Expected {what}; got a field that is not known: {unknown}.")
    if missing := ", ".join(_beyond(to_plain(found), values) if whole else ()):
        raise error(f"Expected {what}; a part is missing: {missing}.")
    return found


def read_json(
    path: Path,
    kind: type[T],
    *,
    what: str,
    version: int | None = None,
    error: type[CleverError] = DataError,
    exact: bool = False,
) -> T:
    """Return a JSON file as `kind`; see `from_plain`.

    Args:
        path: of the file.
        kind: what it holds.
        what: the same in words, for the error.
        version: that its field "version" must have; None where it has none.
        error: raised where it is something else.
        exact: refuse fields that `kind` does not have.

    Raises:
        CleverError: there is no such file, or it holds something else.
    """
    what = f"{what} in {path}"
    try:
        text = path.read_bytes()
    except OSError as problem:
        raise error(f"Expected {what}: {problem.strerror}.") from problem
    values = from_json(text, Any, what=what, error=error)
    if version is not None:
        check_version(values, version, what=what, error=error)
    return from_plain(values, kind, what=what, error=error, exact=exact)


def from_json(
    text: str | bytes, kind: type[T], *, what: str, error: type[CleverError] = DataError
) -> T:
    """Return JSON text as `kind`; see `from_plain`.

    Raises:
        CleverError: it is no JSON, or holds something else.
    """
    try:
        values = msgspec.json.decode(text)
    except ValueError as problem:
        raise error(f"Expected {what}; it is no JSON: {problem}.") from problem
    return from_plain(values, kind, what=what, error=error)


def pack(value: object) -> bytes:
    """Return dataclasses, arrays and plain values as MessagePack, which keeps NaN and infinity."""
    return msgspec.msgpack.encode(value, enc_hook=_without_numpy)


def unpack(packed: bytes, kind: type[T], *, what: str) -> T:
    """Return what `pack` made of a `kind`; see `from_plain`.

    Raises:
        DataError: it is damaged, or holds something else.
    """
    try:
        values = msgspec.msgpack.decode(packed)
    except ValueError as problem:
        raise DataError(f"Expected {what}; it is damaged: {problem}.") from problem
    return from_plain(values, kind, what=what)


def check_version(values: object, version: int, *, what: str, error: type[CleverError]) -> None:
    """Refuse values whose field "version" is another one, before anything else is amiss.

    Raises:
        CleverError: it is, or there is none.
    """
    found = values.get("version") if isinstance(values, dict) else None
    if found != version:
        raise error(f"Expected {what}, of version {version}; got version {found!r}.")


def _without_numpy(value: object) -> object:
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    raise NotImplementedError(f"Expected a value that JSON knows; got {type(value).__name__}.")


def _to_array(kind: Any, value: Any) -> object:
    """Return an array of the type in `NDArray[...]`, which `msgspec` does not know."""
    if get_origin(kind) is not np.ndarray:
        raise NotImplementedError(f"Expected a type that JSON can hold; got {kind}.")
    dtype = np.dtype(get_args(get_args(kind)[1])[0])
    try:
        array = np.asarray(value)
    except ValueError as problem:  # its own text tells of NumPy rather than of the file
        raise ValueError("Expected lists of equal lengths") from problem
    if not array.ndim or (array.size and array.dtype.kind not in _FITTING[dtype.kind]):
        raise ValueError(f"Expected an array of {dtype}")
    return array.astype(dtype, copy=False)


def _beyond(given: Any, other: Any, place: str = "$") -> Iterator[str]:
    """Yield where `given` has fields that `other`, of the same form, does not have."""
    if isinstance(given, dict):
        for name, value in given.items():
            if name in other:
                yield from _beyond(value, other[name], f"{place}.{name}")
            else:
                yield f"{place}.{name}"
    elif isinstance(given, list):
        for index, (one, beside) in enumerate(zip(given, other, strict=True)):
            yield from _beyond(one, beside, f"{place}[{index}]")
