"""The result of a round: what the bank made of the check, what was possible, and why."""

import streamlit as st

from clever_engine.game import Round, profit_per_distortion
from clever_engine.game.art import (
    digit_diff_png,
    result_png,
    teller_svg,
)
from clever_engine.steps import Progress
from pages.big_check import pictures, saving, services, words
from pages.big_check.play import (
    Play,
    Verdict,
    begin,
    fresh_desk,
)
from pages.big_check.scoreboard import StoredRound
from pages.shared import progress, text
from pages.shared.address import write


def show(play: Play, verdict: Verdict) -> None:
    """Show the result, and what the engine found out when it is there."""
    _count(play)
    payout, maximum = verdict.payout, play.maximum
    st.markdown(f"# {words.headline(payout, maximum)}")
    _three_columns(play, verdict)
    st.markdown(words.account(payout))
    _onwards(play, verdict)
    saving.tell(play)
    if play.analysis is None or maximum is None:
        _wait(play)
    if play.analysis is not None:
        _scores(play)
    if maximum is not None:
        _best(play)
    with st.expander("Learn more"):
        st.markdown(words.LEARN)


def _three_columns(play: Play, verdict: Verdict) -> None:
    payout = verdict.payout
    refused = payout.noticed is not None
    paid = None if refused else payout.credited
    stamp = "REFUSED" if refused else None
    outcome = "refused" if refused else f"credited {words.dollars(payout.credited)}"
    before, given, credited = st.columns(3, gap="medium")
    amount = words.dollars(payout.original)
    with before:
        st.markdown("**Original check**")
        st.html(pictures.check(play, play.check.images, label=f"The check as it was, {amount}"))
    with given:
        st.markdown("**Check given to the bank**")
        label = f"The check as it was handed in, {outcome}"
        st.html(pictures.check(play, verdict.images, label=label, credited=paid, stamp=stamp))
    with credited, st.container(key="credited"):
        st.markdown("**How much the bank credits**")
        mood = "alarmed" if refused else "calm"
        lost = " lost" if payout.credited < payout.original else ""
        digits = "".join(
            f"<span style='--n:{number}'>{letter}</span>"
            for number, letter in enumerate(words.dollars(payout.credited))
        )
        st.html(
            f"<div class='credited{lost}'>{pictures.svg(teller_svg(mood), f'The teller, {mood}')}"
            f"<div class='amount' aria-label='{words.dollars(payout.credited)}'>{digits}</div>"
            f"</div>"
        )
        st.caption(_reading(play, verdict))


def _reading(play: Play, verdict: Verdict) -> str:
    if verdict.payout.noticed is not None:
        return "The teller never let the AI see it."
    sure = ", ".join(
        f"{label} ({text.percent(confidence)})"
        for label, confidence in zip(
            verdict.reading.labels, verdict.reading.confidences, strict=True
        )
    )
    return f"{play.bank.name} read {sure}."


def _onwards(play: Play, verdict: Verdict) -> None:
    with st.container(horizontal=True):
        if play.game.is_over or (play.is_last and play.counted):
            if st.button("Play again", type="primary", key="again"):
                begin(None)
                st.rerun()
        elif play.is_last:
            st.button("Play again", type="primary", key="again", disabled=True)
        elif st.button("Next check", type="primary", key="next", disabled=not play.counted):
            _next(play)
        st.download_button(
            "Share as a picture",
            data=lambda: share_picture(play, verdict),
            file_name="the-big-check.png",
            mime="image/png",
            on_click="ignore",
            key="share",
        )
        if not play.is_last and st.button("Leave the game", key="leave", type="tertiary"):
            begin(None)
            st.rerun()
    if play.counted and play.is_last:
        _total(play)


def share_picture(play: Play, verdict: Verdict) -> bytes:
    """Return the round as a picture to pass on."""
    payout = verdict.payout
    return result_png(
        pictures.face(play, play.check.images),
        pictures.face(play, verdict.images),
        payout.credited,
        words.headline(payout, play.maximum),
        [
            f"Original {words.dollars(payout.original)}, earned {words.dollars(payout.earnings)}",
            f"Distortion {payout.distortion:.2f} of {payout.budget:.2f}",
        ],
    )


def _next(play: Play) -> None:
    play.number += 1
    play.desk, play.verdict, play.counted = fresh_desk(play.check), None, False
    play.ticket = services.analyse(play.bank.key, play.check, play.level)
    st.rerun()


def _count(play: Play) -> None:
    """Put the round into the game and on the scoreboard, once."""
    number = play.number
    end = play.count()
    if end is None or play.is_own:
        return
    saving.keep(play, _stored(play, end, number))


def _stored(play: Play, end: Round, number: int) -> StoredRound:
    return StoredRound(
        game=play.name,
        number=number,
        nickname=play.nickname,
        bank=play.bank.key,
        level=play.level.key,
        seed=play.game.seed or 0,
        profit=end.payout.earnings,
        share=end.share,
        guess_right=end.guessed_right,
    )


def _wait(play: Play) -> None:
    """Draw how far the search for the best tamper is; show what comes when it is there."""
    ticket = play.ticket
    if ticket.error is not None:
        st.warning(ticket.error, icon=":material/info:")
        if st.button("Search again", key="search-again"):
            play.ticket = services.analyse(play.bank.key, play.check, play.level)
            st.rerun()
        return
    until = None if play.analysis is not None else lambda seen: seen.value is not None
    progress.watch(ticket, _search_words, until=until)


def _search_words(seen: Progress | None) -> str:
    return "Looking for the best tamper possible."


def _scores(play: Play) -> None:
    analysis = play.analysis
    if analysis is None:
        return
    ranking, maximum = analysis.ranking, analysis.maximum
    profits = () if maximum is None else profit_per_distortion(maximum, play.level)
    st.markdown("## Which digit was the weakest?")
    st.html(pictures.score_table(play.check.images, ranking, profits))
    why = words.why_weak(ranking)
    st.markdown(f"{why} {words.why_profit(profits, ranking.weakest) if profits else ''}")
    guess = play.verdict.guess if play.verdict else None
    told = words.guessed(None if guess is None else guess == ranking.weakest, ranking.weakest)
    st.caption(f"{told} {text.weakest(ranking)} {text.CLAIM}")


def _best(play: Play) -> None:
    maximum = play.maximum
    if maximum is None:
        return
    st.markdown("## The best tamper possible")
    st.markdown(words.best_possible(maximum))
    with st.container(horizontal=True, gap="medium"):
        for tamper in maximum.tampers:
            original = play.check.images[tamper.position]
            for image, caption in (
                (original, f"before, a {play.check.digits[tamper.position]}"),
                (tamper.image, f"after, read as a {tamper.value}"),
            ):
                with st.container(width=150, gap=None):
                    st.html(pictures.digit(image, caption, pixel=5))
                    st.caption(caption.capitalize())
            with st.container(width=150, gap=None):
                png, factor = digit_diff_png(original[0], tamper.image[0])
                st.image(png, width=140, alt="What was changed: orange more ink, blue less ink")
                st.caption(f"The change, {factor:.1f} times as strong: orange + ink, blue − ink")


def _total(play: Play) -> None:
    right, made = play.game.guesses
    line = (
        f"You earned **{words.dollars(play.game.total)}** in {len(play.game.rounds)} "
        f"{'check' if len(play.game.rounds) == 1 else 'checks'}, "
        f"**{play.game.share:.0%}** of what was possible."
    )
    if made:
        line += f" You guessed the weakest digit in {right} of {made}."
    if not play.is_own:
        line += f" Game number {play.game.seed}: whoever opens the address plays the same checks."
        write({"seed": str(play.game.seed)})
    st.success(line, icon=":material/payments:")
