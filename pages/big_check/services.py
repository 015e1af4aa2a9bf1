"""What the game asks the engine and the scoreboard for."""

import time
from collections.abc import Hashable
from concurrent.futures import Future

import streamlit as st

from clever_engine.game import (
    Analysis,
    BankCheck,
    Level,
    Reading,
    analysis_steps,
    bank_named,
    read_check,
)
from clever_engine.game.pixels import Pixels
from clever_engine.score.measurement import Measurement
from pages.big_check.scoreboard import WRITING, Scoreboard, StoredRound, TopGame
from pages.shared import services as shared
from pages.shared import settings
from pages.shared.database import told
from pages.shared.tasks import Ticket


def read(bank: str, images: Pixels) -> Reading:
    """Return how a bank of The Big Check reads digits."""
    return read_check(shared.classifier(bank_named(bank).model), images)


def analyse(bank: str, check: BankCheck, level: Level) -> Ticket[Analysis]:
    """Put the analysis of a check in line."""
    model = bank_named(bank).model
    return shared.tasks().of(
        _key(bank, check, level), lambda: analysis_steps(shared.classifier(model), check, level)
    )


def analysed(bank: str, check: BankCheck, level: Level) -> Analysis | None:
    """Return the analysis of a check where it is finished."""
    found: Analysis | None = shared.tasks().known(_key(bank, check, level))
    return found


def _key(bank: str, check: BankCheck, level: Level) -> Hashable:
    model = bank_named(bank).model
    ranked = Measurement(images=check.images, model=model, true_labels=check.digits)
    return ("check", ranked.key(), check.amount, level)


def save(played: StoredRound) -> Future[bool]:
    """Have a round put on the scoreboard, in the background; the future may hold a `DatabaseError`.

    Who began is finished, also when the visitor leaves or the server is told to stop.
    """
    end = time.monotonic() + WRITING  # the time in line counts, or a long line would never end
    return shared.database_threads("save").submit(
        told, lambda: _current_board().add(played, patience=end - time.monotonic())
    )


def standings(level: str, *, limit: int) -> list[TopGame]:
    """Return the best games of a level.

    Raises:
        DatabaseError: if they cannot be read, or not soon.
    """
    return shared.soon(
        shared.database_threads("read"), lambda: _current_board().top(level, limit=limit)
    )


def _current_board() -> Scoreboard:
    return _board(settings.address())


@st.cache_resource(show_spinner=False)
def _board(address: str | None) -> Scoreboard:
    return Scoreboard(settings.open_engine(address))
