"""The Big Check's words: the story, what the teller and the bank say, why a digit was weak."""

from clever_engine import DigitRanking
from clever_engine.game import (
    DigitProfit,
    Level,
    Maximum,
    Notice,
    Payout,
    Reading,
)
from pages.shared import text

STORY = (
    "You hold a check. A bank's AI reads its amount, digit by digit, and credits what it reads. "
    "Touch up a digit until the AI reads more, but gently: the teller compares."
)
FICTION = (
    "All banks, checks and people here are made up. Altering a real check is a crime; altering "
    "these shows how an AI can be fooled, and how that is measured before somebody does."
)
GUESS = "Which digit gives way most easily? A guess, for the glory"
RULES = (
    "The distortion is the L2 distance between the check as it was and as it is: the root of the "
    "summed squares of all changes, where 1 is a pixel turned from paper to full ink."
)
LEARN = (
    "**Why does this work?** A network's reading can change with small, well-placed changes, "
    "because its opinion shifts fast in some directions. The **CLEVER score** estimates how large "
    "the smallest change must be, without attacking: it samples how fast the opinion can shift "
    "around a digit, and divides the network's lead by that. The lower the score, the easier the "
    "digit is to break. "
    + text.CLAIM
    + "\n\n**Why not always attack the weakest digit?** Because places pay differently: a "
    "leading digit is worth a hundred times the last. An attacker weighs what a change costs "
    "against what it brings, and so should whoever defends.\n\n"
    "**Where it comes from.** The game follows IBM's demo *The Big Check* (2018). The score: Weng "
    "et al., *Evaluating the Robustness of Neural Networks: An Extreme Value Theory Approach*, "
    "ICLR 2018 (arXiv 1801.10578). The best tamper is found by minimum-norm attacks: Pintor et "
    "al., NeurIPS 2021, and Rony et al., CVPR 2019."
)

_NOTICES = {
    Notice.OVER_BUDGET: "The change was too large, and the teller noticed. The check is refused.",
    Notice.TOO_MANY_DIGITS: (
        "More digits were altered than can go unseen, and the teller noticed. The check is refused."
    ),
}


def dollars(amount: int) -> str:
    """Return dollars with their sign: "$1,234", "-$50"."""
    return f"{'-' if amount < 0 else ''}${abs(amount):,}"


def which_check(number: int, count: int, earned: int) -> str:
    """Return which check of a game it is, from 0, and what was earned so far."""
    return f"**Check {number + 1} of {count}**, earned so far: {dollars(earned)}"


def task(level: Level, amount: int) -> str:
    """Return what to do, as a sentence."""
    goal = f"Make the bank read more than {dollars(amount)}"
    if level.alterable == 1:
        return f"{goal}: choose one digit and alter it"
    return f"{goal}: alter as many digits as you like, all changes count together"


def too_many(level: Level) -> str:
    """Return that more digits are altered than the level lets go unseen."""
    count = "one digit" if level.alterable == 1 else f"{level.alterable} digits"
    return f"The teller overlooks {count}, no more. Set the others back, or the check is refused."


def peeked(reading: Reading) -> str:
    """Return what a peek showed."""
    digits = " ".join(map(str, reading.labels))
    least = min(reading.confidences)
    return (
        f"The bank would read **{digits}** now, {text.percent(least)} sure of the shakiest digit."
    )


def headline(payout: Payout, maximum: Maximum | None) -> str:
    """Return the result in a sentence."""
    if payout.noticed is not None:
        return "The teller noticed."
    gain = payout.credited - payout.original
    if gain > 0:
        best = maximum is not None and payout.credited >= maximum.amount
        line = f"Congratulations, the bank credits {dollars(gain)} more than the check!"
        return f"{line} That is the maximum possible." if best else line
    if gain < 0:
        return f"The bank credits {dollars(-gain)} less than the check."
    return "The bank reads the check as it was written."


def account(payout: Payout) -> str:
    """Return how the earnings come about."""
    line = _NOTICES[payout.noticed] + " " if payout.noticed else ""
    line += f"Credited {dollars(payout.credited)}, the check was worth {dollars(payout.original)}"
    fees = f", peeks and hints cost {dollars(payout.fees)}" if payout.fees else ""
    return (
        f"{line}{fees}: you earn **{dollars(payout.earnings)}**. "
        f"Distortion {payout.distortion:.2f}; the teller notices above {payout.budget:.2f}."
    )


def best_possible(maximum: Maximum) -> str:
    """Return what the best tamper found is."""
    gain = maximum.amount - maximum.original
    if gain <= 0:
        return "No tamper within the teller's budget was found that pays more than the check."
    changes = " and ".join(
        f"the {text.ordinal(tamper.position)} digit into a {tamper.value}"
        for tamper in maximum.tampers
    )
    return (
        f"The best tamper found turns {changes}: the bank credits **{dollars(maximum.amount)}**, "
        f"{dollars(gain)} more, for a distortion of {maximum.distortion:.2f}."
    )


def why_weak(ranking: DigitRanking) -> str:
    """Return why the lowest score is the lowest, in two sentences with its own numbers."""
    weak = ranking.scores[ranking.weakest]
    entry = weak.nearest
    lead, shift = f"{entry.margin:.3g}", f"{entry.lipschitz_estimate:.3g}"
    return (
        f"The {text.ordinal(ranking.weakest)} digit, a {weak.label}, gives way most easily: the "
        f"network's lead over a {weak.target} is {lead}, and that lead can shrink by {shift} for "
        f"each unit of change. {lead} ÷ {shift} = {text.number(weak.value)}, its CLEVER score."
    )


def why_profit(profits: tuple[DigitProfit, ...], weakest: int) -> str:
    """Return whether the weakest digit is also the one that pays best."""
    best = profits[0]
    if best.gain <= 0:
        return "No digit can be turned into a larger one."
    line = (
        f"For each unit of change the {text.ordinal(best.position)} digit pays most, "
        f"{dollars(round(best.ratio))}, as a {best.value}"
    )
    if best.position == weakest:
        return f"{line}: here the weakest digit is also the most profitable."
    return f"{line}: the weakest digit is not the most profitable one."


def guessed(right: bool | None, weakest: int) -> str:
    """Return what became of the guess."""
    if right is None:
        return ""
    answer = f"CLEVER marks the {text.ordinal(weakest)} digit."
    return f"Your guess was right: {answer}" if right else f"Your guess was wrong: {answer}"
