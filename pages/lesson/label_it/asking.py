"""The quiz: a digit, ten buttons, and then what the AI model says."""

from collections.abc import Callable

import streamlit as st

from clever_engine.lesson.twins import Card
from pages.lesson.label_it import playing, services, words
from pages.lesson.label_it.playing import Game

_ROW = 5


def show_card(now: Game) -> None:
    """Show the card on the table and what there is to press."""
    card = now.cards[now.at]
    picture, talk = st.columns([1, 1], gap="large", vertical_alignment="center")
    with picture:
        show_picture(card)
    with talk, st.container(gap="small"):
        st.html(_dots(now))
        if now.answered:
            _show_answers(now)
        else:
            show_keys(playing.answer)


def show_picture(card: Card) -> None:
    """Show a card's digit, large."""
    st.html(f"<img class='label-digit' src='{services.digit(card.image)}' alt='{words.ALT}'>")


def show_keys(answer: Callable[[int], None]) -> None:
    """Ask which digit it is; a key calls `answer` with what it says."""
    st.html(f"<p class='label-ask'>{words.ASK}</p>")
    with st.container(key="label-keys", gap="small"):
        for start in (0, _ROW):
            with st.container(horizontal=True, gap="small"):
                for digit in range(start, start + _ROW):
                    st.button(
                        str(digit),
                        key=f"label-{digit}",
                        on_click=answer,
                        args=(digit,),
                        width="stretch",
                        shortcut=str(digit),
                    )
    st.caption(words.HINT)


def _show_answers(now: Game) -> None:
    """Say what the visitor and the network made of the card, and lead on."""
    show_said(now.cards[now.at], now.answers[now.at])
    last = now.at + 1 == len(now.cards)
    with st.container(key="label-next"):
        st.button(
            "Who won?" if last else "Next digit",
            key="label-on",
            type="primary",
            on_click=playing.go_on,
            width="stretch",
            shortcut="Enter",
        )
    with st.container(key="label-enter"):
        st.caption("Or press Enter.")


def show_said(card: Card, mine: int) -> None:
    """Say what a person and the network made of a card, and who was right."""
    network = services.titles().get(card.network, card.network)
    st.html(
        "<div class='label-said' role='status'>"
        f"<span>You say</span><b>{mine}</b>{words.mark(mine == card.truth)}"
        f"<span>{words.said(card)}<small>{network}</small></span>"
        f"<b class='ai {'wrong' if card.fooled else 'right'}'>{card.label}</b>"
        f"{words.mark(not card.fooled)}</div>"
    )


def _dots(now: Game) -> str:
    people, machines = now.scores
    kinds = ["done" if k < len(now.answers) else "now" if k == now.at else "" for k in range(8)]
    marks = "".join(f"<i class='{kind}'></i>" for kind in kinds)
    return (
        f"<div class='label-dots' role='img' aria-label='Digit {now.at + 1} of {len(now.cards)}'>"
        f"{marks}</div><div class='label-dots'><span style='margin:0'>"
        f"You {people} · AI {machines}</span></div>"
    )
