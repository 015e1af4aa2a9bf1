"""A visitor's round of "Label it!": which seed, what was answered, which card is on the table."""

from dataclasses import dataclass

from clever_engine.lesson.twins import CARDS, Card
from pages.lesson.label_it import services
from pages.shared import state
from pages.shared.address import Number, parts, write

MOST_SEED = 9999
HARDENED = CARDS + 1
"""Number of the last card of the reveal."""

LOOK = "label-look"
"""Where the reveal keeps the card it shows."""

_SEED = Number("seed", 0, 0, MOST_SEED, key="label seed")
_CARD: Number[int | None] = Number("card", None, 1, HARDENED, key=LOOK)
_GAME = "label game"


@dataclass(frozen=True, slots=True, kw_only=True)
class Game:
    """How far a round is.

    Attributes:
        seed: of the round.
        cards: all of them.
        answers: the visitor's, so far.
        at: number of the card on the table, from 0; `CARDS` when the round is over.
    """

    seed: int
    cards: tuple[Card, ...]
    answers: tuple[int, ...]
    at: int

    @property
    def over(self) -> bool:
        """Return whether the round is over."""
        return self.at >= len(self.cards)

    @property
    def answered(self) -> bool:
        """Return whether the card on the table has its answer."""
        return self.at < len(self.answers)

    @property
    def scores(self) -> tuple[int, int]:
        """Return how many cards the visitor and the networks had right, of those answered."""
        told = list(zip(self.answers, self.cards, strict=False))
        people = sum(answer == card.truth for answer, card in told)
        return people, sum(not card.fooled for _, card in told)


def begin() -> None:
    """Take the round of the address, once; one with a card named opens at the reveal."""
    seed = _SEED.start()
    if state.first_time("label it opened") and _CARD.linked() is not None:
        state.set_value(_GAME, (seed, (), CARDS))
    state.set_once(LOOK, _CARD.linked() or 1)


def game() -> Game:
    """Return how far the visitor is."""
    seed = _SEED.value
    of, answers, at = state.value(_GAME, (seed, (), 0))
    if of != seed:
        answers, at = (), 0
    return Game(seed=seed, cards=services.cards(seed), answers=answers, at=at)


def answer(digit: int) -> None:
    """Answer the card on the table; a button's callback."""
    now = game()
    if not now.over and not now.answered:
        state.set_value(_GAME, (now.seed, (*now.answers, digit), now.at))


def go_on() -> None:
    """Go to the next card; a button's callback."""
    now = game()
    if now.answered:
        state.set_value(_GAME, (now.seed, now.answers, now.at + 1))
        state.set_value(LOOK, 1 + _first_twin(now))


def play(number: int) -> None:
    """Begin a round; a button's callback."""
    _SEED.set(number % (MOST_SEED + 1))
    state.set_value(_GAME, (number % (MOST_SEED + 1), (), 0))


def looked_at() -> int:
    """Return the number of the card that the reveal shows, from 1; `HARDENED` is the last."""
    return int(state.value(LOOK, 1))


def look(number: int) -> None:
    """Show a card of the reveal; a callback."""
    state.set_value(LOOK, number)


def smallest(cards: tuple[Card, ...]) -> Card:
    """Return the card with the smallest change, of those that were changed."""
    changed = [(card.twin.change.l2, k) for k, card in enumerate(cards) if card.twin is not None]
    return cards[min(changed)[1]]


def put_in_address(now: Game) -> None:
    """Let the address stand for the round, and at its end for the card looked at."""
    write({**parts(_SEED), "card": str(looked_at()) if now.over else None})


def _first_twin(now: Game) -> int:
    return next(k for k, card in enumerate(now.cards) if card.twin is not None)
