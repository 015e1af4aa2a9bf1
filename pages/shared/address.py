"""Choices that live in a widget, in the visit and in the address, so that a link brings them back.

A field says once what a choice is called and what it may be. Its widget begins with what the link
says, or with the default; what is chosen outlives a change of page.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

import streamlit as st

from pages.shared import state

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Field(ABC, Generic[T]):
    """A choice.

    Attributes:
        name: in the address.
        default: where neither visitor nor link say anything; the address leaves it out.
        key: of the widget; the name where none is given.
    """

    name: str
    default: T
    key: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        if not self.key:
            object.__setattr__(self, "key", self.name)

    @property
    @abstractmethod
    def _expected(self) -> str:
        """Return in words what it may be."""

    @abstractmethod
    def _fits(self, value: object) -> bool:
        """Return whether it may be this."""

    @abstractmethod
    def _read(self, text: str) -> T | None:
        """Return what a text of the address means; None where it makes no sense."""

    def _mend(self, value: object) -> T:
        """Return what replaces a value that does not fit any more."""
        return self.default

    @property
    def value(self) -> T:
        """Return what is chosen now; works in a callback as well."""
        held = state.held(self.key)
        # An interrupted browser may report nothing: what was kept of the widget counts then.
        fitting = [value for value in held if self._fits(value)]
        if fitting:
            return cast(T, fitting[0])
        return self._mend(held[0]) if held else self.linked()

    def start(self) -> T:
        """Give the widget its value, before it is drawn, and return it."""
        value = self.value
        state.hold(self.key, value)
        return value

    def set(self, value: T) -> None:
        """Choose, from a callback or before the widget is drawn."""
        state.set_value(self.key, value)

    def linked(self) -> T:
        """Return what the address says; the default, with a word said once, for nonsense."""
        text = st.query_params.get(self.name, said(self.default))
        if text == said(self.default):
            return self.default
        value = self._read(text)
        if value is not None:
            return value
        if state.first_time(f"refused {self.key}"):
            st.toast(f"Expected {self.name} in the address as {self._expected}; got {text[:80]!r}.")
        return self.default


@dataclass(frozen=True, slots=True)
class OneOf(Field[T]):
    """One of a few values, texts or numbers, perhaps with their names for people."""

    options: Sequence[T] | Mapping[T, str]

    @property
    def _expected(self) -> str:
        if isinstance(self.options, range):
            return f"a whole number from {self.options[0]} to {self.options[-1]}"
        return "one of " + ", ".join(map(said, self.options))

    def _fits(self, value: object) -> bool:
        return value in self.options

    def _read(self, text: str) -> T | None:
        return next((option for option in self.options if _same(option, text)), None)

    def title(self, option: T) -> str:
        """Return an option's name for people."""
        return self.options[option] if isinstance(self.options, Mapping) else said(option)

    def selectbox(self, label: str, **look: Any) -> T:
        """Draw the choice as a list that opens."""
        now, options = self.start(), list(self.options)
        chosen = st.selectbox(
            label, options, options.index(now), format_func=self.title, key=self.key, **look
        )
        return self._heard(chosen, now)

    def segments(self, label: str, **look: Any) -> T:
        """Draw the choice as buttons in a row."""
        now = self.start()
        chosen = st.segmented_control(
            label,
            list(self.options),
            default=now,
            format_func=self.title,
            required=True,
            key=self.key,
            **look,
        )
        return self._heard(chosen, now)

    def slider(self, label: str, **look: Any) -> T:
        """Draw the choice as a slider."""
        now = self.start()
        chosen = st.select_slider(
            label, list(self.options), value=now, format_func=self.title, key=self.key, **look
        )
        return self._heard(chosen, now)

    def _heard(self, chosen: Any, now: T) -> T:
        return cast(T, chosen) if self._fits(chosen) else now


@dataclass(frozen=True, slots=True)
class Number(Field[T]):
    """A number within limits, whole where the limits are; None only where that is the default."""

    low: float
    high: float

    @property
    def _expected(self) -> str:
        return f"{'a whole' if self._whole else 'a'} number from {self.low:,} to {self.high:,}"

    def _fits(self, value: object) -> bool:
        if value is None:
            return self.default is None
        return isinstance(value, int | float) and self.low <= value <= self.high

    def _read(self, text: str) -> T | None:
        try:
            number = int(text) if self._whole else float(text)
        except ValueError:
            return None
        return cast(T, number) if self._fits(number) else None

    def _mend(self, value: object) -> T:
        if not isinstance(value, int | float):
            return self.default
        return cast(T, min(max(value, self.low), self.high))

    def input(self, label: str, **look: Any) -> T:
        """Draw the number as a field to write in."""
        now: Any = self.start()
        # A field that was emptied goes back to its beginning, which must be empty too.
        begin = now if self.default is not None else None
        chosen: Any = st.number_input(label, self.low, self.high, begin, key=self.key, **look)
        return cast(T, chosen)

    @property
    def _whole(self) -> bool:
        return isinstance(self.low, int)


@dataclass(frozen=True, slots=True)
class Text(Field[str]):
    """A text of at most so many characters; a longer one is cut."""

    length: int

    @property
    def _expected(self) -> str:
        return f"a text of up to {self.length} characters"

    def _fits(self, value: object) -> bool:
        return isinstance(value, str)

    def _read(self, text: str) -> str:
        return text[: self.length]

    def input(self, label: str, **look: Any) -> str:
        """Draw the text as a field to write in."""
        return str(st.text_input(label, self.start(), self.length, key=self.key, **look))


def said(value: object) -> str:
    """Return a value as the address says it: `0.5`, `5`, `l2`; `auto` for none."""
    if value is None:
        return "auto"
    short = f"{value:g}" if isinstance(value, float) else str(value)
    return short if not isinstance(value, float) or float(short) == value else repr(value)


def parts(*fields: Field[Any]) -> dict[str, str | None]:
    """Return what the address says of these fields, by name; None for what is the default."""
    return {one.name: None if one.value == one.default else said(one.value) for one in fields}


def put_in_address(*fields: Field[Any]) -> None:
    """Let the address say what is not the default, so that the link brings it back."""
    write(parts(*fields))


def write(texts: Mapping[str, str | None]) -> None:
    """Let the address say these texts; what is None is taken out."""
    for name, text in texts.items():
        if text is None:
            st.query_params.pop(name, None)
        elif st.query_params.get(name) != text:
            st.query_params[name] = text


def _same(option: object, text: str) -> bool:
    if text == said(option):
        return True
    try:
        return isinstance(option, int | float) and float(text) == option
    except ValueError:
        return False
