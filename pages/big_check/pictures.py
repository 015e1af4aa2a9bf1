"""The game's pictures as HTML: checks, digits and the table of scores."""

import html

import numpy as np

from clever_engine.figures.pictures import data_uri
from clever_engine.game import Bank, DigitProfit, amount_in_words
from clever_engine.game.art import CheckFace, check_svg
from clever_engine.game.pixels import Pixels
from clever_engine.handwriting.sets import HandwritingSet
from clever_engine.score.ranking import DigitRanking
from pages.big_check import words
from pages.big_check.play import Play
from pages.shared import services as shared
from pages.shared import text


def face(play: Play, images: Pixels) -> CheckFace:
    """Return what is on the check, with these digits."""
    bank, check = play.bank, play.check
    return CheckFace(
        bank_name=bank.name,
        motto=bank.motto,
        primary=bank.primary,
        secondary=bank.secondary,
        crest=bank.crest,
        payee=check.payee,
        payer=check.payer,
        date_text=f"{check.date:%B} {check.date.day}, {check.date.year}",
        number=check.number,
        words=amount_in_words(check.amount),
        images=images,
    )


def sample(bank: Bank, handwriting: HandwritingSet) -> str:
    """Return a check of a bank for the start of the game: the original game's 461."""
    label = f"A check of {bank.name} for $461"
    shown = CheckFace(
        bank_name=bank.name,
        motto=bank.motto,
        primary=bank.primary,
        secondary=bank.secondary,
        crest=bank.crest,
        payee="You",
        payer="The Big Check",
        date_text="April 30, 2018",
        number=461,
        words=amount_in_words(461),
        images=handwriting.write(0, [4, 6, 1]),
    )
    return svg(check_svg(shown, label=label), label, "check")


def check(
    play: Play,
    images: Pixels,
    *,
    label: str,
    mark: int | None = None,
    credited: int | None = None,
    stamp: str | None = None,
) -> str:
    """Return the check of this round with these digits, wide and narrow; the page shows one."""
    own = face(play, images)
    wide, narrow = (
        check_svg(own, credited=credited, mark=mark, stamp=stamp, label=label, compact=small)
        for small in (False, True)
    )
    return svg(wide, label, "check wide") + svg(narrow, label, "check narrow")


def svg(drawing: str, words: str, kind: str = "") -> str:
    """Return a drawing as an image, because Streamlit takes SVG out of HTML."""
    return (
        f"<img class='{kind}' src='{data_uri(drawing.encode(), 'svg+xml')}' "
        f"alt='{html.escape(words, quote=True)}'>"
    )


def digit(image: Pixels, words: str, *, pixel: int = 4) -> str:
    """Return a digit `(1, 28, 28)` as an image with crisp pixels."""
    address = shared.picture(np.ascontiguousarray(image).tobytes(), pixel)
    return f"<img class='digit' src='{address}' alt='{html.escape(words, quote=True)}'>"


def scores(images: Pixels, ranking: DigitRanking) -> str:
    """Return each digit with its CLEVER score, the lowest marked."""
    cells = "".join(
        f"<div class='{'weak' if number == ranking.weakest else ''}'>"
        f"{digit(image, f'A {score.label}')}<b>{text.number(score.value)}</b>"
        f"<span>{'▼ weakest' if number == ranking.weakest else ''}</span></div>"
        for number, (image, score) in enumerate(zip(images, ranking.scores, strict=True))
    )
    return f"<div class='scores'>{cells}</div>"


def score_table(images: Pixels, ranking: DigitRanking, profits: tuple[DigitProfit, ...]) -> str:
    """Return the table of the original game, with what each digit needs and pays."""
    worth = {profit.position: profit for profit in profits}
    rows = ""
    for number, (image, score) in enumerate(zip(images, ranking.scores, strict=True)):
        weak = number == ranking.weakest
        profit = worth.get(number)
        rows += (
            f"<tr class='{'weak' if weak else ''}'>"
            f"<td data-name='Digit'><span>{digit(image, f'A {score.label}', pixel=3)} "
            f"{score.label}</span></td>"
            f"<td data-name='CLEVER score'><span><b>{text.number(score.value)}</b> "
            f"<small>{text.interval(score)}</small>{' ▼ lowest' if weak else ''}</span></td>"
            f"<td data-name='Smallest change'><span>{_easiest(profit)}</span></td>"
            f"<td data-name='Pays a unit'><span>{_pays(profit, profits)}</span></td></tr>"
        )
    return (
        "<table class='board score-table'><thead><tr><th>Digit</th>"
        "<th>CLEVER score <small>90 % interval</small></th><th>Smallest change found</th>"
        f"<th>Pays for each unit of change</th></tr></thead><tbody>{rows}</tbody></table>"
    )


def _easiest(profit: DigitProfit | None) -> str:
    if profit is None:
        return "…"
    if profit.nearest_value is None:
        return "none found"
    return f"{profit.nearest_distortion:.2f} <small>into a {profit.nearest_value}</small>"


def _pays(profit: DigitProfit | None, profits: tuple[DigitProfit, ...]) -> str:
    if profit is None:
        return "…"
    if profit.gain <= 0:
        return "nothing"
    best = " ★ most" if profit is profits[0] else ""
    far = "" if profit.feasible else " <small>over the budget</small>"
    amount = words.dollars(round(profit.ratio))
    return f"{amount} <small>as a {profit.value}</small>{far}{best}"
