"""Effort and method of the scores, as flags of every command that measures them."""

import argparse

from clever_engine.options import add_options, typed_fields
from clever_engine.score.methods import METHODS, settings_of
from clever_engine.score.settings import CleverSettings


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Give the parser `--method` and the flags of `CleverSettings`."""
    known = ", ".join(METHODS)
    parser.add_argument(
        "--method", metavar="M", help=f"{known} (as in the paper); default {METHODS[0]}"
    )
    add_options(parser, CleverSettings)


def typed_settings(typed: argparse.Namespace) -> CleverSettings:
    """Return the settings that were typed.

    Raises:
        InputError: something cannot be parsed, or contradicts the method.
    """
    return settings_of(typed.method, typed_fields(CleverSettings, typed))
