"""What the game asks the engine and the scoreboard for."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

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
from pages.big_check import settings
from pages.big_check.database import BoardError
from pages.big_check.scoreboard import WRITING, Scoreboard, StoredRound, TopGame
from pages.shared import services as shared
from pages.shared.tasks import Ticket

log = logging.getLogger(__name__)

PAGE_WAITS = 1.5
"""Seconds at most that a page stands still for the scoreboard."""

T = TypeVar("T")


def read(bank: str, images: Pixels) -> Reading:
    """Return how a bank of The Big Check reads digits."""
    return read_check(shared.classifier(bank_named(bank).model), images)


def analyse(bank: str, check: BankCheck, level: Level) -> Ticket[Analysis]:
    """Put the analysis of a check in line."""
    model = bank_named(bank).model
    ranked = Measurement(images=check.images, model=model, true_labels=check.digits)
    key = ("check", ranked.key(), check.amount, level)
    return shared.tasks().of(key, lambda: analysis_steps(shared.classifier(model), check, level))


def save(played: StoredRound) -> Future[bool]:
    """Have a round put on the scoreboard, in the background; the future may hold a `BoardError`.

    Who began is finished, also when the visitor leaves or the server is told to stop.
    """
    end = time.monotonic() + WRITING  # the time in line counts, or a long line would never end
    return _threads("save").submit(
        _told, lambda board: board.add(played, patience=end - time.monotonic())
    )


def standings(level: str, *, limit: int) -> list[TopGame]:
    """Return the best games of a level.

    Raises:
        BoardError: if they cannot be read, or not soon.
    """
    future: Future[list[TopGame]] = _threads("read").submit(
        _told, lambda board: board.top(level, limit=limit)
    )
    try:
        return future.result(timeout=PAGE_WAITS)
    except TimeoutError:
        future.cancel()
        raise BoardError("its database does not answer") from None


def _told(use: Callable[[Scoreboard], T]) -> T:
    try:
        return use(_board(settings.address()))
    except BoardError:
        raise
    except Exception:  # a driver may raise anything: the log has it, the page a sentence
        log.exception("the scoreboard failed")
        raise BoardError("its database does not work as it should") from None


@st.cache_resource(show_spinner=False)
def _board(address: str | None) -> Scoreboard:
    return Scoreboard(settings.open_engine(address))


@st.cache_resource(show_spinner=False)
def _threads(kind: str) -> ThreadPoolExecutor:
    """Return the threads of one kind: who reads does not wait for those who write."""
    return ThreadPoolExecutor(4, thread_name_prefix=f"scoreboard-{kind}")
