"""The banks one can rob, as data: each a network of the catalogue with a character. All invented.

A new bank is one more entry; the contract tests pick it up.
"""

from dataclasses import dataclass
from typing import Literal

from clever_engine.errors import InputError

Crest = Literal["column", "tower", "flask", "shield"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """A bank whose checks a network reads.

    Attributes:
        key: what programs call it.
        name: on the check.
        model: the network's name in the catalogue.
        motto: one line.
        character: two sentences on how it reads.
        primary: hex color; white text on it is easy to read.
        secondary: hex color that goes with it, for fine lines.
        crest: which crest to draw.
    """

    key: str
    name: str
    model: str
    motto: str
    character: str
    primary: str
    secondary: str
    crest: Crest


BANKS: tuple[Bank, ...] = (
    Bank(
        key="plain",
        name="Bank of One Glance",
        model="mlp-1024",
        motto="We look once.",
        character=(
            "A single row of 1,024 clerks glances at your digit, and then they vote. "
            "Nobody looks at shapes here, only at how much ink lies where."
        ),
        primary="#1f4e79",
        secondary="#9dc3e6",
        crest="column",
    ),
    Bank(
        key="deep",
        name="Seven Floors Trust",
        model="cnn-7",
        motto="Every digit takes the stairs.",
        character=(
            "Your digit climbs seven floors, from experts for edges to experts for whole shapes. "
            "They hardly ever misread honest handwriting, and think that makes them safe."
        ),
        primary="#5b2a6e",
        secondary="#cdb4db",
        crest="tower",
    ),
    Bank(
        key="distilled",
        name="Alembic & Daughters",
        model="cnn-7-distilled",
        motto="Pure confidence, twice distilled.",
        character=(
            "An old master taught a young clerk every shade of doubt, and the clerk came out "
            "more certain than the master ever was. Being certain is not the same as being right."
        ),
        primary="#7a3e12",
        secondary="#f0c9a0",
        crest="flask",
    ),
    Bank(
        key="robust",
        name="Ironclad Mutual",
        model="cnn-7-robust",
        motto="We practice with forgers.",
        character=(
            "Before this bank opened, its clerks spent weeks with checks that forgers had altered. "
            "They can still be fooled, but small tricks will not do."
        ),
        primary="#1e5641",
        secondary="#a9d6c1",
        crest="shield",
    ),
)


def bank_named(key: str) -> Bank:
    """Return the bank of this key.

    Raises:
        InputError: there is none.
    """
    for bank in BANKS:
        if bank.key == key:
            return bank
    expected = ", ".join(repr(bank.key) for bank in BANKS)
    raise InputError(f"Expected a bank out of {expected}; got {key!r}.")
