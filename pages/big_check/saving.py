"""A round that ended goes to the scoreboard; where it does not get there, the page says so."""

import time
from concurrent.futures import wait

import streamlit as st

from pages.big_check import services
from pages.big_check.play import Play
from pages.big_check.scoreboard import StoredRound
from pages.shared.progress import REDRAW
from pages.shared.services import PAGE_WAITS


def keep(play: Play, played: StoredRound) -> None:
    """Put a round on the scoreboard, and those before it that did not get there."""
    play.saves[played] = services.save(played)
    _again(play)


def tell(play: Play) -> None:
    """Say which rounds are not on the scoreboard, and why; nothing where all are."""
    if any(not saving.done() for saving in play.saves.values()):
        st.fragment(_wait, run_every=REDRAW)(play, time.monotonic())
        return
    errors = {played: saving.exception() for played, saving in play.saves.items()}
    failed = {played: error for played, error in errors.items() if error is not None}
    if failed:
        reason = list(failed.values())[-1]
        st.warning(f"The game goes on, but {_rounds(list(failed))}: {reason}.", icon=_ICON)
        if st.button("Try again", key="save-again"):
            _again(play)
            st.rerun()


_ICON = ":material/info:"


def _again(play: Play) -> None:
    for played, saving in play.saves.items():
        if saving.done() and saving.exception() is not None:
            play.saves[played] = services.save(played)
    wait(play.saves.values(), timeout=PAGE_WAITS)


def _wait(play: Play, since: float) -> None:
    late = [played for played, saving in play.saves.items() if not saving.done()]
    # Not while the page is drawn for the first time, as in `progress.watch`.
    if not late and time.monotonic() - since > REDRAW / 2:
        st.rerun()
    if late:
        st.warning(f"The game goes on, but {_rounds(late)} yet.", icon=_ICON)


def _rounds(rounds: list[StoredRound]) -> str:
    numbers = [str(played.number + 1) for played in rounds]
    if len(numbers) == 1:
        return f"check {numbers[0]} is not on the scoreboard"
    return f"checks {', '.join(numbers[:-1])} and {numbers[-1]} are not on the scoreboard"
