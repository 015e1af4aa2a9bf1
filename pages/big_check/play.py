"""A game in progress, as one visitor's session remembers it."""

import uuid
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from clever_engine.game import (
    Analysis,
    Bank,
    BankCheck,
    Game,
    Level,
    Maximum,
    Payout,
    Reading,
    Round,
    bank_named,
    level_named,
    play_round,
)
from clever_engine.game.pixels import Pixels
from pages.big_check.scoreboard import StoredRound
from pages.shared import state
from pages.shared.tasks import Ticket


@dataclass(slots=True)
class Desk:
    """The check on the desk: what was altered, asked for and guessed so far.

    `pads` is where the tamper pads keep their pixels; `peeked` is what a peek showed, and of which
    pixels.
    """

    images: Pixels
    chosen: int = 0
    peeks: int = 0
    hints: int = 0
    guess: int | None = None
    peeked: tuple[bytes, Reading] | None = None
    pads: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the bank made of the check handed in."""

    images: Pixels
    reading: Reading
    payout: Payout
    guess: int | None


@dataclass(slots=True)
class Play:
    """A game: its checks, the round it is at, and what is on the desk.

    `ticket` is for what the engine finds out about the check meanwhile; `counted` says that the
    round's end has been put into `game`, and `saves` holds its way to the scoreboard.
    """

    game: Game
    nickname: str
    desk: Desk
    ticket: Ticket[Analysis]
    number: int = 0
    verdict: Verdict | None = None
    counted: bool = False
    saves: dict[StoredRound, Future[bool]] = field(default_factory=dict)
    name: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def check(self) -> BankCheck:
        """The check of this round."""
        return self.game.checks[self.number]

    @property
    def bank(self) -> Bank:
        """The bank played against."""
        return bank_named(self.game.bank)

    @property
    def level(self) -> Level:
        """The level played."""
        return level_named(self.game.level)

    @property
    def is_own(self) -> bool:
        """Whether the visitor wrote the check: such a game is not on the scoreboard."""
        return self.check.hand is None

    @property
    def is_last(self) -> bool:
        """Whether this is the last check of the game."""
        return self.number == len(self.game.checks) - 1

    @property
    def analysis(self) -> Analysis | None:
        """What is known about the check so far."""
        seen = self.ticket.progress
        known: Analysis | None = self.ticket.result or (seen.value if seen else None)
        return known

    @property
    def maximum(self) -> Maximum | None:
        """The best tamper, once it is known."""
        return None if self.analysis is None else self.analysis.maximum

    def count(self) -> Round | None:
        """Put the round's end into the game, once; return it the first time."""
        analysis, verdict = self.analysis, self.verdict
        if self.counted or verdict is None or analysis is None or analysis.maximum is None:
            return None
        end = play_round(
            verdict.payout,
            analysis.maximum,
            guess=verdict.guess,
            weakest=analysis.ranking.weakest,
        )
        self.game, self.counted = self.game.after(end), True
        return end


def fresh_desk(check: BankCheck) -> Desk:
    """Return a desk with the check as it came."""
    return Desk(images=np.array(check.images))


def current() -> Play | None:
    """Return the visitor's game."""
    found: Play | None = state.value("play", None)
    return found


def begin(play: Play | None) -> None:
    """Begin a game, or leave it; what is still computed for the old one is not waited for."""
    before = current()
    if before is not None and before is not play:
        before.ticket.leave()
    state.set_value("play", play)
