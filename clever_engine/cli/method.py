"""Effort and method of the scores, and where networks compute: flags of commands that measure."""

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


def add_device(parser: argparse.ArgumentParser) -> None:
    """Give the parser `--device`, for `load_classifier`."""
    told = "where the network computes: auto (a GPU where there is one), cpu, cuda, cuda:1, mps"
    parser.add_argument("--device", default="cpu", help=f"{told}; default cpu")


def typed_settings(typed: argparse.Namespace) -> CleverSettings:
    """Return the settings that were typed.

    Raises:
        InputError: something cannot be parsed, or contradicts the method.
    """
    return settings_of(typed.method, typed_fields(CleverSettings, typed))
