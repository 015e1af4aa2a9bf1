"""The start of the game: the story, the bank, the level, and who did best."""

import html
import secrets

import streamlit as st

from clever_engine import CleverError
from clever_engine.game import (
    BANKS,
    LEVELS,
    Game,
    bank_named,
    level_named,
    own_check,
    own_game,
    start_game,
)
from clever_engine.game.art import crest_svg
from pages.big_check import pictures, services, words
from pages.big_check.play import Play, begin, fresh_desk
from pages.big_check.scoreboard import clean_nickname
from pages.shared import services as shared
from pages.shared import state, text
from pages.shared.address import Number, OneOf, put_in_address
from pages.shared.canvas import drawing_pad
from pages.shared.database import DatabaseError
from pages.shared.names import LONGEST_NAME

_MOST_SEED = 999_999
_BANK_NAMES = {bank.key: bank.name for bank in BANKS}
_BANK = OneOf("bank", BANKS[0].key, _BANK_NAMES)
_LEVEL = OneOf("level", LEVELS[0].key, {level.key: level.name for level in LEVELS})
_SEED: Number[int | None] = Number("seed", None, 0, _MOST_SEED)
_PAD_RATIO = 0.4


def show() -> None:
    """Let the visitor choose and begin."""
    story, picture = st.columns([6, 5], gap="large", vertical_alignment="center")
    with story:
        st.markdown("# The Big Check")
        st.html(f"<p class='lead'>{words.STORY}</p>")
    bank = choose_bank()
    with picture:
        st.html(pictures.sample(bank_named(bank), shared.handwriting()))
    level = choose_level("Five checks make a game.")
    put_in_address(_BANK, _LEVEL)
    linked = _SEED.linked()
    names, begin = st.columns([2, 1], vertical_alignment="bottom")
    nickname = names.text_input(
        "Your name on the board (optional)", max_chars=LONGEST_NAME, key="nickname"
    )
    if begin.button("Take the check", type="primary", width="stretch", key="begin"):
        # The address gives a class the same checks; without one each game has its own.
        seed = secrets.randbelow(_MOST_SEED) if linked is None else linked
        game = start_game(bank=bank, level=level, seed=seed, handwriting=shared.handwriting())
        start(game, nickname)
    st.caption(words.FICTION, text_alignment="left")
    board, own = st.columns(2, gap="large")
    with board:
        _show_board(level)
    with own:
        _write_own(bank, level, nickname)


def start(game: Game, nickname: str) -> None:
    """Put the first check of a game on the desk; what the engine finds out starts at once."""
    check = game.checks[0]
    ticket = services.analyse(game.bank, check, level_named(game.level))
    begin(Play(game=game, nickname=clean_nickname(nickname), desk=fresh_desk(check), ticket=ticket))
    st.rerun()


def choose_bank() -> str:
    """Let the visitor choose a bank; return its key."""
    chosen = _BANK.start()
    with st.grid(columns=4, min_column_width=150, gap="small"):
        for bank in BANKS:
            taken = bank.key == chosen
            with st.container(border=True, key=f"bank-{'taken' if taken else 'other'}-{bank.key}"):
                crest = crest_svg(bank.crest, bank.primary, bank.secondary)
                st.html(
                    f"<div class='bank'>{pictures.svg(crest, '')}"
                    f"<div><b>{html.escape(bank.name)}</b><i>{html.escape(bank.motto)}</i></div>"
                    "</div>"
                )
                st.button(
                    "✓ Chosen" if taken else "Choose",
                    key=f"choose-{bank.key}",
                    type="primary" if taken else "secondary",
                    width="stretch",
                    on_click=_BANK.set,
                    args=(bank.key,),
                    help=f"Play against {bank.name}",
                )
    st.markdown(bank_named(chosen).character)
    return chosen


def choose_level(count: str) -> str:
    """Let the visitor choose a level; return its key.

    Args:
        count: of checks, as a sentence.
    """
    level = level_named(_LEVEL.segments("Level", width="stretch"))
    st.caption(
        f"{level.blurb} Up to a distortion of {level.budget:g} the teller sees nothing. {count}"
    )
    return level.key


def _show_board(level: str) -> None:
    st.markdown(f"**Best games, {level_named(level).name.lower()}**")
    try:
        best = services.standings(level, limit=8)
    except DatabaseError as error:
        st.caption(f"The scoreboard cannot be read, so games are played without it: {error}.")
        return
    if not best:
        st.caption("Nobody has finished a game yet.")
        return
    rows = "".join(
        f"<tr><td>{place}</td><td>{html.escape(game.nickname)}</td>"
        f"<td>{html.escape(_BANK_NAMES.get(game.bank, game.bank))}</td>"
        f"<td>{game.share:.0%}</td><td>{words.dollars(game.profit)}</td></tr>"
        for place, game in enumerate(best, 1)
    )
    st.html(
        "<table class='board'><thead><tr><th>Place</th><th>Name</th><th>Bank</th>"
        f"<th>Of the maximum</th><th>Earned</th></tr></thead><tbody>{rows}</tbody></table>"
    )


def _write_own(bank: str, level: str, nickname: str) -> None:
    rules = level_named(level)
    with st.expander("Write your own check"):
        drawing = drawing_pad(
            "Your amount",
            key="own-check",
            keep=state.drawings(),
            ratio=_PAD_RATIO,
            hint=f"Write {rules.digits} digits in a row",
            pen_width=30,
            max_width=640,
        )
        if drawing.is_empty:
            return
        try:
            found = shared.digits_drawn(drawing.strokes, _PAD_RATIO)
            read = services.read(bank, found.images)
            amount = st.text_input(
                f"The amount you wrote; {bank_named(bank).name} reads {read.amount}",
                value="".join(map(str, read.labels)),
                max_chars=rules.digits,
                key=f"own-amount-{read.amount}",
            )
            if st.button("Take my check", key="begin-own", width="stretch"):
                check = own_check(found.images, _whole(amount), rules)
                start(own_game(check, bank=bank, level=level), nickname)
        except CleverError as error:
            st.warning(str(error), icon=":material/info:")
        st.caption(f"An own check is a game of one, and not on the board. {text.CLAIM}")


def _whole(amount: str) -> int:
    return int(amount) if amount.isascii() and amount.isdigit() else -1
