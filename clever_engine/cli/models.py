"""`python -m clever_engine models`: the catalogue."""

import argparse
from typing import Any

from clever_engine.zoo.catalogue import Entry, read_catalogue


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("models", help="list the networks, how good and how large each is")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Print a line a network."""
    for entry in read_catalogue():
        print(line(entry))


def line(entry: Entry) -> str:
    """Return name, accuracy, size and summary of one network."""
    if entry.test_accuracy is None:
        state = "not trained yet"
    else:
        state = f"{entry.test_accuracy:.2%} of the test digits, {entry.parameters:,} weights"
    return f"{entry.name:<18} {state:<48} {entry.summary}"
