"""Options described once, beside the field they set; command lines are made from them.

A dataclass field made by `option` knows its flag and its help. `add_options` gives a parser all
flags of a class, `from_options` makes the object from what was typed, and `as_flags` writes the
flags that give the same object again.
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, TypeVar

from clever_engine.errors import InputError

T = TypeVar("T")
_KEY = "command line"


@dataclass(frozen=True, slots=True)
class _Flag:
    """What a field is on the command line."""

    name: str
    text: str
    parse: Callable[[str], Any]
    write: Callable[[Any], str]
    metavar: str | None


def option(
    name: str,
    text: str,
    *,
    default: Any = MISSING,
    parse: Callable[[str], Any] = str,
    write: Callable[[Any], str] = str,
    metavar: str | None = None,
) -> Any:
    """Return a dataclass field that can be set on the command line.

    Args:
        name: of the flag, such as "--norm".
        text: what it is, for people.
        default: the field's default.
        parse: from what was typed to the field's value; a ValueError becomes a sentence.
        write: from the field's value to what would have to be typed.
        metavar: what stands for the value in the help.
    """
    flag = _Flag(name, text, parse, write, metavar)
    return field(default=default, metadata={_KEY: flag})


def add_options(parser: argparse.ArgumentParser, kind: type) -> None:
    """Give the parser the flags of a dataclass."""
    for name, default, flag in _flags(kind):
        told = f"{flag.text}; default {flag.write(default)}"
        parser.add_argument(flag.name, dest=name, metavar=flag.metavar, help=told)


def from_options(kind: type[T], typed: argparse.Namespace, **more: Any) -> T:
    """Return the dataclass made of what was typed and of the fields given here.

    Raises:
        InputError: something typed cannot be parsed.
    """
    return kind(**typed_fields(kind, typed), **more)


def typed_fields(kind: type, typed: argparse.Namespace) -> dict[str, Any]:
    """Return the fields of a dataclass that were typed, by name.

    Raises:
        InputError: something typed cannot be parsed.
    """
    return {
        name: _parsed(flag, getattr(typed, name))
        for name, _, flag in _flags(kind)
        if getattr(typed, name) is not None
    }


def flag_names(kind: type) -> dict[str, str]:
    """Return the flag of each field that has one, by the field's name."""
    return {name: flag.name for name, _, flag in _flags(kind)}


def as_flags(made: T, *, beside: T | None = None) -> str:
    """Return the flags that give this object again; those at their default are left out.

    With `beside`, those at that object's values are left out instead.
    """
    parts = [
        f"{flag.name} {flag.write(getattr(made, name))}"
        for name, default, flag in _flags(type(made))
        if getattr(made, name) != (default if beside is None else getattr(beside, name))
    ]
    return " ".join(parts)


def whole(text: str) -> int:
    """Parse a whole number."""
    try:
        return int(text)
    except ValueError:
        raise ValueError("a whole number") from None


def number(text: str) -> float:
    """Parse a number."""
    try:
        return float(text)
    except ValueError:
        raise ValueError("a number") from None


def _parsed(flag: _Flag, text: str) -> Any:
    try:
        return flag.parse(text)
    except ValueError as error:
        raise InputError(f"Expected {flag.name} as {error}; got {text!r}.") from None


def _flags(kind: type) -> Iterator[tuple[str, Any, _Flag]]:
    for each in fields(kind):
        if _KEY in each.metadata:
            yield each.name, each.default, each.metadata[_KEY]
