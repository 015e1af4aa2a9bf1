"""The two algorithms by name: settings out of what was typed, and what to type for settings."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from clever_engine.errors import InputError
from clever_engine.options import as_flags, flag_names
from clever_engine.score.settings import CleverSettings

METHODS = ("guided", "published")
"""What can be asked for by name; everything else is "custom"."""


def start_of(method: str) -> CleverSettings:
    """Return the settings of a method at its usual effort, which others are changed from.

    Raises:
        InputError: there is no such method.
    """
    if method not in METHODS:
        raise InputError(f"Expected a method out of {', '.join(METHODS)}; got {method!r}.")
    return CleverSettings.published() if method == "published" else CleverSettings()


def settings_of(method: str | None, given: Mapping[str, Any]) -> CleverSettings:
    """Return the settings of a method with these fields of their own.

    Args:
        method: "guided", "published", or None for the default with any fields.
        given: fields of `CleverSettings`, such as `n_batches`.

    Raises:
        InputError: a field makes another method of it, or makes no sense.
    """
    if method is None:
        return CleverSettings(**given)
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
    if settings.method != "published":
        return as_flags(settings)
    return f"--method published {as_flags(settings, beside=start_of('published'))}".strip()
