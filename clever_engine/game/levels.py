"""The three levels of the game, as data."""

from dataclasses import dataclass

from clever_engine.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How much of a check may be altered, and what help costs.

    Attributes:
        key: what programs call it.
        name: what players call it.
        blurb: one sentence for players.
        digits: of the amount.
        alterable: the most digits that may differ.
        budget: the largest L2 norm of the whole change, over all digits together, that the teller
            overlooks; in pixel values, ink 1.
        peek_price: of one look at what the bank reads, in dollars.
        hint_price: of the CLEVER ranking, in dollars.
        rounds: checks a game.
    """

    key: str
    name: str
    blurb: str
    digits: int
    alterable: int
    budget: float
    peek_price: int
    hint_price: int
    rounds: int = 5

    @property
    def amounts(self) -> range:
        """The amounts a written check may have: the leading digit leaves room to gain."""
        return range(10 ** (self.digits - 1), 9 * 10 ** (self.digits - 1))


# Budgets are matters of play. Alone, a digit turns into nearly any other for 3.5: 97 to 99 % of the
# 90 values per bank (two checks of five digits, four banks), half of them for 1.2 to 2.4. All five
# digits share 4.5, which is 2.0 for each. A peek costs 1 % and a hint 2.5 % of the amounts' end.
LEVELS: tuple[Level, ...] = (
    Level(
        key="one-of-three",
        name="One of three",
        blurb="A three-digit check, and one digit of it is yours to touch up.",
        digits=3,
        alterable=1,
        budget=4.0,
        peek_price=10,
        hint_price=25,
    ),
    Level(
        key="one-of-five",
        name="One of five",
        blurb="Five digits and much more money, but still only one of them may change.",
        digits=5,
        alterable=1,
        budget=3.5,
        peek_price=1000,
        hint_price=2500,
    ),
    Level(
        key="shared",
        name="Spread it out",
        blurb="Alter any of five digits; the teller looks at all your changes together.",
        digits=5,
        alterable=5,
        budget=4.5,
        peek_price=1000,
        hint_price=2500,
    ),
)


def level_named(key: str) -> Level:
    """Return the level of this key.

    Raises:
        InputError: there is none.
    """
    for level in LEVELS:
        if level.key == key:
            return level
    expected = ", ".join(repr(level.key) for level in LEVELS)
    raise InputError(f"Expected a level out of {expected}; got {key!r}.")
