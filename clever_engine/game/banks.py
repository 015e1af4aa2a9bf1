"""The banks of The Big Check, all invented: each has one network, and a character of its own."""

from dataclasses import dataclass

from clever_engine.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """An imaginary bank.

    Attributes:
        key: its name in addresses and on the scoreboard.
        name, motto, character: for players.
        model: the network that reads its checks, a name of the catalogue.
        primary, secondary: its colours as hex; white text is legible on `primary`.
        crest: "column", "tower", "flask" or "shield".
    """

    key: str
    name: str
    motto: str
    character: str
    model: str
    primary: str
    secondary: str
    crest: str


BANKS = (
    Bank(
        key="plain",
        name="Plainfield Savings",
        motto="One layer. No secrets.",
        character=(
            "A small network with a single layer of neurons reads the checks here. "
            "It hardly ever makes a mistake, as long as nobody helps it to."
        ),
        model="mlp-1024",
        primary="#0b5394",
        secondary="#8fb8de",
        crest="column",
    ),
    Bank(
        key="deep",
        name="Deepwater Trust",
        motto="Seven layers under the surface.",
        character=(
            "A deep network, the most accurate reader in town. "
            "The vice president believes that accurate means safe."
        ),
        model="cnn-7",
        primary="#0f5c53",
        secondary="#8cc7bb",
        crest="tower",
    ),
    Bank(
        key="distilled",
        name="Alembic & Daughters",
        motto="Twice distilled, never in doubt.",
        character=(
            "Its network was trained by another network and is always very sure of itself. "
            "Being sure was once sold as a defense."
        ),
        model="cnn-7-distilled",
        primary="#6a2c70",
        secondary="#cfa3d3",
        crest="flask",
    ),
    Bank(
        key="hardened",
        name="Granite Mutual",
        motto="We have seen your tricks.",
        character=(
            "During training its network was attacked at every step, and learned from it. "
            "Fooling it takes a change that people can see."
        ),
        model="cnn-7-robust",
        primary="#7a3b12",
        secondary="#dcb592",
        crest="shield",
    ),
)


def bank_named(key: str) -> Bank:
    """Return the bank of this name.

    Raises:
        InputError: there is none.
    """
    for bank in BANKS:
        if bank.key == key:
            return bank
    raise InputError(f"Expected a bank out of {', '.join(b.key for b in BANKS)}; got {key!r}.")
