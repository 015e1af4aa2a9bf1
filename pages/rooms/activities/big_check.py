"""The Big Check in a room: the same checks for everybody, and one answer of the class."""

import secrets
from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from clever_engine.codec import from_plain, to_plain
from clever_engine.game import (
    BankCheck,
    Payout,
    bank_named,
    share_of_maximum,
)
from pages.big_check import desk, lobby, pictures, words
from pages.big_check.play import Desk, Play, fresh_desk
from pages.rooms.activities import class_check
from pages.rooms.activities.checks import check_of, empty_play, known_of, ticket_of, waited_for
from pages.rooms.activity import Seat
from pages.rooms.records import Choices, Snapshot, Value
from pages.shared import links, state
from pages.shared.address import Number

_CHECKS = Number("checks", 3, 1, 5, key="room-checks")
_SEED: Number[int | None] = Number("seed", None, 0, 999_999, key="room-check-seed")
_DESK, _KEPT = "room desk", "room draft"


class BigCheck:
    """Everybody touches up the same checks; the class sees where it went."""

    key = "big-check"
    title = "The Big Check"
    summary = "Everybody gets the same check and makes the bank's AI read more than it says."
    closing = "Collect the checks"
    unit = "points"

    def choose(self) -> tuple[Choices, int]:
        """Let the host choose bank, level, number of checks and seed."""
        bank = lobby.choose_bank()
        level = lobby.choose_level("Everybody gets the same checks.")
        left, right = st.columns(2)
        with left:
            count = _CHECKS.input("Number of checks")
        with right:
            seed = _SEED.input("Game number; empty for a new one", placeholder="a new one")
        chosen = secrets.randbelow(1_000_000) if seed is None else seed
        return {"bank": bank, "level": level, "seed": chosen}, int(count)

    def invite(self, choices: Choices) -> str:
        """Return what is going to happen."""
        name = bank_named(choices["bank"]).name
        return f"You get a check. Touch up a digit so that the AI of {name} reads more."

    def play(self, seat: Seat) -> None:
        """Show the desk; what is on it survives a reload."""
        play = _play(seat)
        if play.verdict is None:
            count = seat.snapshot.room.rounds
            head = f"**Check {seat.number + 1} of {count}**"
            desk.show(play, head, lambda table: _keep(seat, table))
            return
        value = {
            "payout": to_plain(play.verdict.payout),
            "guess": play.verdict.guess,
            "digits": links.encode_digits(play.verdict.images),
        }
        if seat.submit(value):
            st.rerun()
        st.button("Hand it in again", type="primary", key="room-again")

    def played(self, seat: Seat) -> None:
        """Show what the bank credited."""
        assert seat.answer is not None
        payout = _payout(seat.answer)
        st.html(f"<p class='room-mine'>{words.headline(payout, None)}</p>")
        st.markdown(words.account(payout))

    def told(self, seat: Seat) -> None:
        """Show what the bank made of it, and the best there was."""
        if seat.answer is None:
            st.html("<p class='room-mine'>You handed in no check.</p>")
        else:
            payout = _payout(seat.answer)
            known = known_of(seat.choices, seat.number)
            maximum = None if known is None else known.maximum
            st.html(f"<p class='room-mine'>{words.headline(payout, maximum)}</p>")
            st.markdown(words.account(payout))
            images = _images(seat.answer, check_of(seat.choices, seat.number))
            play = empty_play(seat.choices, seat.number)
            st.html(pictures.check(play, images, label="The check as you handed it in"))
        found = waited_for(seat.choices, seat.number)
        if found is not None:
            assert found.maximum is not None
            st.html(pictures.scores(check_of(seat.choices, seat.number).images, found.ranking))
            st.markdown(words.best_possible(found.maximum))

    def prepare(self, snapshot: Snapshot) -> None:
        """Have all checks up to the one on the table analysed."""
        room = snapshot.room
        missing = [k for k in range(room.number + 1) if known_of(room.choices, k) is None]
        tickets = [ticket_of(room.choices, number) for number in missing]
        state.set_value("room tickets", tickets)  # whoever holds one waits for it

    def ask(self, snapshot: Snapshot) -> None:
        """Show the check and what to do."""
        room = snapshot.room
        play = empty_play(room.choices, room.number)
        amount = words.dollars(play.check.amount)
        label = f"A check of {play.bank.name} for {amount}"
        st.html(f"<p class='room-count'>Check {room.number + 1} of {room.rounds}</p>")
        st.html(pictures.check(play, play.check.images, label=label))
        st.html(f"<p class='room-said'>{words.task(play.level, play.check.amount)}.</p>")
        st.caption(f"{play.level.blurb} {words.FICTION}", text_alignment="left")

    def tell(self, snapshot: Snapshot) -> None:
        """Show where the class attacked, what CLEVER marks and what was possible."""
        room = snapshot.room
        found = waited_for(room.choices, room.number)
        if found is None:
            return
        check = check_of(room.choices, room.number)
        st.html(f"<p class='room-count'>Check {room.number + 1} of {room.rounds}</p>")
        st.html(class_check.digits(snapshot, room.number, check, found))
        st.html(class_check.answer(snapshot, found, self._shares(snapshot, room.number)))
        assert found.maximum is not None
        st.markdown(f"{words.best_possible(found.maximum)} {words.why_weak(found.ranking)}")

    def end(self, snapshot: Snapshot) -> None:
        """Show the class's answers to all checks."""
        choices = snapshot.room.choices
        rounds = [k for k in range(snapshot.room.rounds) if snapshot.of_round(k)]
        known = {number: waited_for(choices, number) for number in rounds}
        if not rounds:
            st.markdown("Nobody handed in a check.")
        found = {number: one for number, one in known.items() if one is not None}
        if len(found) == len(rounds):
            shares = {number: self._shares(snapshot, number) for number in rounds}
            st.html(class_check.summary(snapshot, found, shares))
            for number, one in found.items():
                check = check_of(choices, number)
                st.markdown(f"**Check {number + 1}**, {words.dollars(check.amount)}")
                st.html(class_check.digits(snapshot, number, check, one))
            with st.expander("Learn more"):
                st.markdown(words.LEARN)

    def points(self, choices: Choices, number: int, value: Value) -> float | None:
        """Return the share of the most that could be earned, of 100."""
        found = known_of(choices, number)
        if found is None or found.maximum is None:
            return None
        return 100 * share_of_maximum(_payout(value), found.maximum)

    def machine(self, choices: Choices, told: int) -> None:
        """Return nothing: the AI is who is fooled."""
        return

    def shown(self, points: float) -> str:
        """Return whole points."""
        return f"{points:.0f}"

    def cells(self, choices: Choices, number: int, value: Value) -> dict[str, str]:
        """Return what was done to a check and what it brought."""
        payout = _payout(value)
        guess = value.get("guess")
        return {
            "credited": str(payout.credited),
            "altered digits": " ".join(str(position + 1) for position in payout.altered),
            "distortion": f"{payout.distortion:.3f}",
            "guessed digit": "" if guess is None else str(guess + 1),
        }

    def _shares(self, snapshot: Snapshot, number: int) -> dict[str, float]:
        """Return by name what part of the maximum was reached."""
        choices = snapshot.room.choices
        return {
            player.name: (self.points(choices, number, one.value) or 0.0) / 100
            for player, one in snapshot.of_round(number)
        }


def _play(seat: Seat) -> Play:
    """Return the player's desk; after a reload with what was on it."""
    key = f"room-{seat.snapshot.room.id}-{seat.player.id}-{seat.number}"
    held: Play | None = state.value(_DESK, None)
    if held is None or held.name != key:
        held = empty_play(seat.choices, seat.number)
        held.name = key
        if (begun := seat.begun()) is not None:
            held.desk = _laid(begun, held.check)
        state.set_value(_DESK, held)
    return held


def _keep(seat: Seat, table: Desk) -> None:
    value = {
        "digits": links.encode_digits(table.images),
        "peeks": table.peeks,
        "hints": table.hints,
        "guess": table.guess,
    }
    if value != state.value(_KEPT, None):
        state.set_value(_KEPT, value)
        seat.keep(value)


def _laid(begun: Value, check: BankCheck) -> Desk:
    table = fresh_desk(check)
    table.images = np.array(_images(begun, check))
    table.peeks, table.hints, table.guess = begun["peeks"], begun["hints"], begun["guess"]
    return table


def _images(value: Mapping[str, Any], check: BankCheck) -> Any:
    found = links.decode_digits(value["digits"] or "")
    return check.images if found is None else found.images


def _payout(value: Value) -> Payout:
    return from_plain(value["payout"], Payout, what="a payout")
