"""The desk: the check, one digit under the pen, the teller's eyes, and the help that costs."""

from collections.abc import Callable

import numpy as np
import streamlit as st

from clever_engine.game import distortions, pay
from clever_engine.steps import Progress
from pages.big_check import pictures, services, words
from pages.big_check.play import Desk, Play, Verdict
from pages.big_check.tamper import tamper_pad
from pages.shared import progress, state, text


@st.fragment
def show(play: Play, head: str, keep: Callable[[Desk], None] | None = None) -> None:
    """Let the player alter the check and hand it in.

    Args:
        play: the round.
        head: which check it is, in Markdown.
        keep: is told what is on the desk whenever that may have changed.
    """
    play.ticket.look()
    desk, check = play.desk, play.check
    left, right = st.columns([7, 5], gap="large")
    with left:
        _choose_digit(play)
        _pad(play)
    with right:
        st.markdown(head)
        st.html(pictures.check(play, desk.images, mark=desk.chosen, label=_label(play)))
        sizes = distortions(check.images, desk.images)
        if sum(size > 0 for size in sizes) > play.level.alterable:
            st.warning(words.too_many(play.level), icon=":material/visibility:")
        _guess(play)
        if st.button("Hand it in", type="primary", width="stretch", key="hand-in"):
            hand_in(play)
        _help(play)
    if keep is not None:
        keep(desk)


def hand_in(play: Play) -> None:
    """Let the bank read the check, and pay."""
    desk = play.desk
    reading = services.read(play.bank.key, desk.images)
    payout = pay(play.check, desk.images, reading, play.level, peeks=desk.peeks, hints=desk.hints)
    play.verdict = Verdict(images=desk.images, reading=reading, payout=payout, guess=desk.guess)
    st.rerun()


def _label(play: Play) -> str:
    return f"A check of {play.bank.name} for {words.dollars(play.check.amount)}"


def _choose_digit(play: Play) -> None:
    digits = play.check.digits
    key = f"digit-{play.name}-{play.number}"
    state.set_once(key, 0)
    chosen = st.segmented_control(
        words.task(play.level, play.check.amount),
        range(len(digits)),
        format_func=lambda number: f"{text.ordinal(number)}: {digits[number]}",
        required=True,
        key=key,
        width="stretch",
    )
    play.desk.chosen = int(chosen or 0)


def _pad(play: Play) -> None:
    desk, number = play.desk, play.desk.chosen
    sizes = np.array(distortions(play.check.images, desk.images))
    others = np.delete(sizes, number)
    pixels = tamper_pad(
        f"{text.ordinal(number)} digit, a {play.check.digits[number]}",
        key=f"tamper-{play.name}-{play.number}-{number}",
        original=play.check.images[number, 0],
        pixels=desk.images[number, 0],
        keep=desk.pads,
        budget=play.level.budget,
        spent=float(np.sqrt(np.square(others).sum())),
        max_width=400,
    )
    desk.images = desk.images.copy()  # a verdict may hold the old ones
    desk.images[number, 0] = pixels


def _guess(play: Play) -> None:
    digits = play.check.digits
    key = f"guess-{play.name}-{play.number}"
    state.set_once(key, play.desk.guess)
    play.desk.guess = st.segmented_control(
        words.GUESS,
        range(len(digits)),
        format_func=lambda number: f"{text.ordinal(number)}: {digits[number]}",
        key=key,
        width="stretch",
    )


def _help(play: Play) -> None:
    desk, level = play.desk, play.level
    peek, hint = st.columns(2)
    pixels = desk.images.tobytes()
    seen = desk.peeked is not None and desk.peeked[0] == pixels
    if peek.button(
        f"Peek, {words.dollars(level.peek_price)}",
        width="stretch",
        disabled=seen,
        key="peek",
        help="See how the bank would read the check as it is now",
    ):
        desk.peeks += 1
        desk.peeked = (pixels, services.read(play.bank.key, desk.images))
        st.rerun()
    if hint.button(
        f"Hint, {words.dollars(level.hint_price)}",
        width="stretch",
        disabled=desk.hints > 0,
        key="hint",
        help="See the CLEVER score of every digit",
    ):
        desk.hints = 1
        st.rerun()
    if seen and desk.peeked is not None:
        st.info(words.peeked(desk.peeked[1]), icon=":material/search:")
    if desk.hints:
        _show_hint(play)


def _show_hint(play: Play) -> None:
    if play.analysis is None:
        if play.ticket.error:
            st.caption(play.ticket.error)
        else:
            progress.watch(play.ticket, _hint_words, until=lambda seen: seen.value is not None)
        return
    ranking = play.analysis.ranking
    st.html(pictures.scores(play.check.images, ranking))
    st.caption(f"{text.weakest(ranking)} The lower the score, the easier the digit is to break.")


def _hint_words(seen: Progress | None) -> str:
    return "The CLEVER scores are on their way."
