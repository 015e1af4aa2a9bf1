"""The checks of a room and what is known about them."""

from clever_engine.game import Analysis, BankCheck, Game, Level, level_named
from clever_engine.steps import Progress
from pages.big_check import services as bank_services
from pages.big_check.play import Play, fresh_desk
from pages.rooms import services
from pages.rooms.records import Choices
from pages.shared import progress, state
from pages.shared.tasks import Ticket

_SLOT = "room-check"


def _game(choices: Choices) -> Game:
    return services.game(choices["level"], choices["bank"], choices["seed"])


def check_of(choices: Choices, number: int) -> BankCheck:
    """Return a round's check."""
    return _game(choices).checks[number]


def _level(choices: Choices) -> Level:
    return level_named(choices["level"])


def ticket_of(choices: Choices, number: int) -> Ticket[Analysis]:
    """Return a ticket for the analysis of a round's check."""
    return bank_services.analyse(choices["bank"], check_of(choices, number), _level(choices))


def known_of(choices: Choices, number: int) -> Analysis | None:
    """Return the analysis of a round's check where it is finished."""
    return bank_services.analysed(choices["bank"], check_of(choices, number), _level(choices))


def waited_for(choices: Choices, number: int) -> Analysis | None:
    """Return what is known of a check; None while it is worked out, which is drawn."""
    found = known_of(choices, number)
    if found is None:
        ticket = ticket_of(choices, number)
        state.wait_for(f"{_SLOT}-{number}", ticket)
        progress.watch(ticket, _words)
    return found


def _words(seen: Progress | None) -> str:
    return "Looking for the best tamper possible."


def empty_play(choices: Choices, number: int) -> Play:
    """Return a round that nobody plays, to draw its check."""
    game, check = _game(choices), check_of(choices, number)
    ticket = ticket_of(choices, number)
    return Play(game=game, nickname="", desk=fresh_desk(check), ticket=ticket, number=number)
