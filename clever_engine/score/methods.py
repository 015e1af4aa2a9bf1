"""The algorithms by name: settings out of what was typed, and what to type for settings."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from clever_engine.errors import InputError
from clever_engine.options import as_flags, flag_names
from clever_engine.score.settings import CleverSettings

_STARTS = {
    "chords": CleverSettings.chords,
    "guided": CleverSettings.guided,
    "published": CleverSettings.published,
}

METHODS = tuple(_STARTS)
"""What can be asked for by name, the default first; everything else is "custom"."""


def start_of(method: str) -> CleverSettings:
    """Return the settings of a method at its usual effort, which others are changed from.

    Raises:
        InputError: there is no such method.
    """
    if method not in METHODS:
        raise InputError(f"Expected a method out of {', '.join(METHODS)}; got {method!r}.")
    return _STARTS[method]()


def settings_of(method: str | None, given: Mapping[str, Any]) -> CleverSettings:
    """Return the settings of a method with these fields of their own.

    Args:
        method: out of `METHODS`, or None for the default with any fields; the guided one where
            they ask for gradients.
        given: fields of `CleverSettings`, such as `n_batches`.

    Raises:
        InputError: a field makes another method of it, or makes no sense.
    """
    if method is None:
        settings = CleverSettings(**given)
        ours = settings.sampling != "guided"
        return settings if ours else replace(CleverSettings.guided(), **given)
    start = start_of(method)
    settings = replace(start, **given)
    if settings.method == method:
        return settings
    flags = flag_names(CleverSettings)
    against = [
        flags[name] for name in given if replace(start, **{name: given[name]}).method != method
    ]
    raise InputError(
        f"Expected --method {method} without {' and '.join(against)}: the method decides that. "
        "Leave out one or the other."
    )


def as_typed(settings: CleverSettings) -> str:
    """Return the flags that give these settings again, by the method's name where it has one."""
    method = settings.method
    if method == "custom":
        usual = CleverSettings.guided() if settings.sampling == "guided" else CleverSettings()
        return as_flags(settings, beside=usual)
    named = "" if method == METHODS[0] else f"--method {method} "
    return f"{named}{as_flags(settings, beside=start_of(method))}".strip()
