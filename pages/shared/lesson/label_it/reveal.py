"""The end of a round: who won, and each card with what was done to it."""

import streamlit as st

from clever_engine.figures.pictures import fitting_factor
from clever_engine.lesson.twins import Card, Twin
from pages.shared.lesson.label_it import playing, services, words
from pages.shared.lesson.label_it.playing import HARDENED, Game
from pages.shared.lesson.label_it.sources import show_sources

_CUT = 4


def show_end(now: Game) -> None:
    """Show the score, the cards to choose from, and the chosen one opened up."""
    number = playing.looked_at()
    if now.answers:
        people, machines = now.scores
        st.html(
            f"<p class='label-end' role='status'><b>You {people}, AI {machines}</b>"
            f"<span>{words.ending(people, machines)}</span></p>"
        )
    _choose(now, number)
    pictures, facts = st.columns([7, 4], gap="medium", vertical_alignment="center")
    if number == HARDENED:
        row, told = _hardened(playing.smallest(now.cards))
    else:
        row, told = _card(now.cards[number - 1])
    with pictures:
        st.html(row)
    with facts:
        st.html(f"<p class='label-facts'>{told}</p>")
        _show_buttons(now, number)
    show_sources()


def _choose(now: Game, number: int) -> None:
    """Show all cards small, and under each a button that opens it."""
    st.html("<div class='label-strip' aria-hidden='true'>" + _strip(now, number) + "</div>")
    st.segmented_control(
        "Look at a digit",
        range(1, HARDENED + 1),
        format_func=lambda k: "+" if k == HARDENED else str(k),
        required=True,
        key=playing.LOOK,
        label_visibility="collapsed",
        width="stretch",
    )


def _strip(now: Game, number: int) -> str:
    cells = []
    for k, card in enumerate(now.cards, start=1):
        mine = f"<span>you {now.answers[k - 1]}</span>" if now.answers else ""
        says = f"<b class='{'wrong' if card.fooled else 'right'}'>AI {card.label}</b>"
        cells.append(_cell(services.digit(card.image), f"{mine}{says}", k == number))
    strong = playing.smallest(now.cards).hardened
    assert strong is not None
    cells.append(_cell(services.digit(strong.image), "+1", number == HARDENED))
    return "".join(cells)


def _cell(picture: str, told: str, now: bool) -> str:
    return f"<div class='{'now' if now else ''}'><img src='{picture}' alt=''>{told}</div>"


def _card(card: Card) -> tuple[str, str]:
    """Return a card's pictures and what is told of them, as HTML."""
    if card.twin is None:
        figure = _figure(card.image, card.truth, card.label, card.confidence, "The digit")
        told = f"{words.UNCHANGED} The AI was the <b>{_title(card.network)}</b>."
        return f"<div class='label-row'>{figure}</div>", told
    twin = card.twin
    row = (
        _figure(twin.original, twin.digit, twin.digit, twin.before, "The original")
        + _change(twin, fitting_factor(twin.change.linf))
        + _figure(twin.image, twin.digit, twin.label, twin.confidence, "Its twin")
    )
    told = (
        f"<b class='size'>{words.sizes(twin.change)}</b> {words.small(twin.change)} "
        f"{words.made_by(twin, _method(twin), _title(twin.network))}"
    )
    return f"<div class='label-row'>{row}</div>", told


def _hardened(card: Card) -> tuple[str, str]:
    """Return a digit changed until a plain and until the hardened network misreads it, as HTML."""
    twin, strong = card.twin, card.hardened
    assert twin is not None
    assert strong is not None
    # One factor for both, so that they compare; what is beyond full colour is cut.
    factor = fitting_factor(strong.change.linf / _CUT)
    row = "".join(
        _figure(one.original, one.digit, one.digit, one.before, "The original")
        + _change(one, factor)
        + _figure(one.image, one.digit, one.label, one.confidence, _title(one.network))
        for one in (twin, strong)
    )
    times = strong.change.l2 / twin.change.l2
    return f"<div class='label-row six'>{row}</div>", words.hardened(times, services.usual_times())


def _figure(image: object, truth: int, label: int, confidence: float, title: str) -> str:
    alt = f"{title}: a handwritten {truth}, which the AI reads as {label}"
    return (
        f"<figure><small>{title}</small><img src='{services.digit(image)}' alt='{alt}'>"  # type: ignore[arg-type]
        f"<figcaption>{words.read_as(label, truth, confidence)}</figcaption></figure>"
    )


def _change(twin: Twin, factor: int) -> str:
    source = services.change(twin.original, twin.image, factor)
    alt = f"What was changed, magnified {factor} times: orange is more ink, blue is less"
    return (
        f"<figure><small>The change: L2 {twin.change.l2:.2f}</small>"
        f"<img src='{source}' alt='{alt}'>"
        f"<figcaption>{words.LEGEND.format(factor=factor)}</figcaption></figure>"
    )


def _show_buttons(now: Game, number: int) -> None:
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Next card",
            key="label-look-on",
            on_click=playing.look,
            args=(number % HARDENED + 1,),
            icon=":material/arrow_downward:",
            shortcut="Enter",
        )
        st.button(
            "Play another round",
            key="label-again",
            type="primary",
            on_click=playing.play,
            args=(now.seed + 1,),
        )
        st.button(
            "The same digits again", key="label-same", on_click=playing.play, args=(now.seed,)
        )


def _title(network: str) -> str:
    return services.titles().get(network, network)


def _method(twin: Twin) -> dict[str, str]:
    attacks: dict[str, dict[str, str]] = services.record()["attacks"]  # type: ignore[assignment]
    return attacks[twin.method]
