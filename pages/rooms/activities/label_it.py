"""The quiz in a room: the same eight digits for everybody, and for the AI."""

import secrets
from collections import Counter
from collections.abc import Sequence
from functools import partial

import streamlit as st

from clever_engine.lesson.twins import CARDS, Card
from pages.lesson.label_it import look, services, words
from pages.lesson.label_it.asking import show_keys, show_picture, show_said
from pages.lesson.label_it.playing import MOST_SEED
from pages.rooms.activity import Seat
from pages.rooms.records import Choices, Snapshot, Value
from pages.shared.address import Number

_SEED: Number[int | None] = Number("seed", None, 0, MOST_SEED, key="room-seed")


class LabelIt:
    """Everybody says which digit it is; then the AI does."""

    key = "label-it"
    title = "Label it!"
    summary = "Eight digits for a class and an AI. Some were changed so that the AI misreads them."
    closing = "Show the answer"
    unit = "digits right"

    def choose(self) -> tuple[Choices, int]:
        """Let the host choose which eight digits."""
        seed = _SEED.input(
            f"Round, 0 to {MOST_SEED:,}; empty for a new one", placeholder="a new one"
        )
        return {"seed": secrets.randbelow(MOST_SEED + 1) if seed is None else seed}, CARDS

    def invite(self, choices: Choices) -> str:
        """Return what is going to happen."""
        return "Eight digits. Say which digit it is, on your own device; then the AI does."

    def play(self, seat: Seat) -> None:
        """Show the digit and ten keys."""
        look.apply()
        picture, talk = st.columns([1, 1], gap="large", vertical_alignment="center")
        with picture:
            show_picture(_card(seat.choices, seat.number))
        with talk, st.container(gap="small"):
            st.html(f"<p class='room-count'>Digit {seat.number + 1} of {CARDS}</p>")
            show_keys(partial(_press, seat))

    def played(self, seat: Seat) -> None:
        """Show what was pressed."""
        st.html(f"<p class='room-mine'>You say <b>{_said(seat.answer)}</b></p>")

    def told(self, seat: Seat) -> None:
        """Show who was right."""
        look.apply()
        card = _card(seat.choices, seat.number)
        if seat.answer is None:
            st.html(f"<p class='room-mine'>You gave no answer. It is a <b>{card.truth}</b>.</p>")
        else:
            show_said(card, int(seat.answer["digit"]))

    def prepare(self, snapshot: Snapshot) -> None:
        """Do nothing: what the AI says is known."""

    def ask(self, snapshot: Snapshot) -> None:
        """Show the digit large."""
        look.apply()
        show_picture(_card(snapshot.room.choices, snapshot.room.number))
        st.html(
            f"<p class='room-count'>Digit {snapshot.room.number + 1} of {CARDS}</p>"
            f"<p class='label-ask'>{words.ASK}</p>"
        )

    def tell(self, snapshot: Snapshot) -> None:
        """Show what the class and the AI said."""
        look.apply()
        number = snapshot.room.number
        card, votes = _card(snapshot.room.choices, number), _votes(snapshot, number)
        picture, talk = st.columns([5, 6], gap="medium", vertical_alignment="center")
        with picture:
            show_picture(card)
        with talk:
            kind, sign = ("wrong", words.WRONG) if card.fooled else ("right", words.RIGHT)
            st.html(
                f"<p class='room-said'>It is a <b>{card.truth}</b>. {words.said(card)} "
                f"<b class='{kind}'>{card.label} {sign}</b></p>{_bars(card, votes)}"
            )

    def end(self, snapshot: Snapshot) -> None:
        """Show the eight digits with what the class and the AI made of each."""
        look.apply()
        cards = services.cards(snapshot.room.choices["seed"])
        majority = [_majority(_votes(snapshot, number)) for number in range(CARDS)]
        pairs = list(zip(cards, majority, strict=True))
        asked = sum(vote is not None for vote in majority)
        right = sum(vote == card.truth for card, vote in pairs)
        machine = sum(not card.fooled for card, vote in pairs if vote is not None)
        st.html(
            f"<p class='room-said'>Together the class named <b>{right} of {asked}</b> digits "
            f"rightly, the AI <b>{machine}</b>.</p>"
            f"<div class='room-cards'>{''.join(_cell(*pair) for pair in pairs)}</div>"
        )
        fooled = [card for card, vote in pairs if vote is not None and card.fooled]
        if fooled:
            st.markdown(
                f"{len(fooled)} digits were changed a little, so that the AI misreads them. "
                "People hardly see such a change. The lesson shows what was done to them."
            )

    def points(self, choices: Choices, number: int, value: Value) -> float:
        """Return 1 for the right digit."""
        return float(value["digit"] == _card(choices, number).truth)

    def machine(self, choices: Choices, told: int) -> float:
        """Return how many of the digits told the AI reads rightly."""
        return float(sum(not card.fooled for card in services.cards(choices["seed"])[:told]))

    def shown(self, points: float) -> str:
        """Return the number of digits."""
        return f"{points:.0f}"

    def cells(self, choices: Choices, number: int, value: Value) -> dict[str, str]:
        """Return what was said of a digit, and whether it was right."""
        right = self.points(choices, number, value) > 0
        return {"answer": str(value["digit"]), "right": "yes" if right else "no"}


def _press(seat: Seat, digit: int) -> None:
    seat.submit({"digit": digit})


def _card(choices: Choices, number: int) -> Card:
    return services.cards(choices["seed"])[number]


def _votes(snapshot: Snapshot, number: int) -> Sequence[int]:
    said = Counter(int(one.value["digit"]) for _, one in snapshot.of_round(number))
    return [said[digit] for digit in range(10)]


def _majority(votes: Sequence[int]) -> int | None:
    return votes.index(max(votes)) if any(votes) else None


def _bars(card: Card, votes: Sequence[int]) -> str:
    """Return how many said each digit that anybody named, as HTML."""
    most = max(max(votes), 1)
    rows = "".join(
        f"<div class='{'truth' if digit == card.truth else ''}'><b>{digit}</b>"
        f"<span><i style='width:{count / most:.0%}'></i></span>"
        f"<em>{count}{' ' + words.RIGHT if digit == card.truth else ''}</em></div>"
        for digit, count in enumerate(votes)
        if count or digit in (card.truth, card.label)
    )
    told = ", ".join(f"{count} said {digit}" for digit, count in enumerate(votes) if count)
    said = told or "nobody said a digit"
    return f"<div class='room-bars' role='img' aria-label='{said}'>{rows}</div>"


def _cell(card: Card, vote: int | None) -> str:
    source = services.digit(card.image)
    people = "nobody" if vote is None else f"class {vote} {_sign(vote == card.truth)}"
    return (
        f"<figure><img src='{source}' alt='A handwritten {card.truth}'><figcaption>"
        f"<span>{people}</span><span>AI {card.label} {_sign(not card.fooled)}</span>"
        "</figcaption></figure>"
    )


def _sign(right: bool) -> str:
    kind, sign = ("right", words.RIGHT) if right else ("wrong", words.WRONG)
    return f"<b class='{kind}'>{sign}</b>"


def _said(value: Value | None) -> str:
    return "nothing" if value is None else str(int(value["digit"]))
