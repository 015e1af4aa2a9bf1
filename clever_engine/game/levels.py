"""The levels of The Big Check: how long the number is, how much may change, and what help costs."""

from dataclasses import dataclass

from clever_engine.errors import InputError

ROUNDS = 5
"""Checks in a game."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One way to play.

    Attributes:
        key: its name in addresses and on the scoreboard.
        name, blurb: for players.
        digits: length of the number on the check.
        alterable: how many digits may be altered.
        budget: L2 norm of the whole change, over all digits, from which on the teller notices.
        peek_price, hint_price: in dollars.
    """

    key: str
    name: str
    blurb: str
    digits: int
    alterable: int
    budget: float
    peek_price: int
    hint_price: int


LEVELS = (
    Level(
        key="one-of-three",
        name="One of three",
        blurb="Three digits. You may alter one of them.",
        digits=3,
        alterable=1,
        budget=3.0,
        peek_price=20,
        hint_price=50,
    ),
    Level(
        key="one-of-five",
        name="One of five",
        blurb="Five digits. You may alter one of them, and the teller looks closer.",
        digits=5,
        alterable=1,
        budget=2.5,
        peek_price=2_000,
        hint_price=5_000,
    ),
    Level(
        key="shared",
        name="One budget for all",
        blurb="Five digits. Alter as many as you like, but all changes count together.",
        digits=5,
        alterable=5,
        budget=3.0,
        peek_price=2_000,
        hint_price=5_000,
    ),
)


def level_named(key: str) -> Level:
    """Return the level of this name.

    Raises:
        InputError: there is none.
    """
    for level in LEVELS:
        if level.key == key:
            return level
    known = ", ".join(level.key for level in LEVELS)
    raise InputError(f"Expected a level out of {known}; got {key!r}.")
