"""What a class made of a check, as HTML: where it attacked, what it guessed, what it got."""

import html
from collections import Counter
from collections.abc import Mapping

from clever_engine.game import Analysis, BankCheck
from pages.big_check import pictures, words
from pages.rooms.records import Snapshot
from pages.shared import text

REACHED = 0.9995
"""The part of the maximum from which on it counts as reached: rounding, and no more."""


def digits(snapshot: Snapshot, number: int, check: BankCheck, found: Analysis) -> str:
    """Return the digits of a check with how many attacked and guessed each, and the scores."""
    weakest = found.ranking.weakest
    attacked, guessed = _attacked(snapshot, number), _guessed(snapshot, number)
    cells = "".join(
        f"<figure class='{'marked' if position == weakest else ''}'>"
        f"{pictures.digit(image, f'A {check.digits[position]}', pixel=5)}<figcaption>"
        f"<span>attacked by {attacked[position]}</span><span>guessed by {guessed[position]}</span>"
        f"<span>CLEVER {text.number(score.value)}</span>"
        f"<span>{'▼ weakest' if position == weakest else ''}</span></figcaption></figure>"
        for position, (image, score) in enumerate(
            zip(check.images, found.ranking.scores, strict=True)
        )
    )
    return f"<div class='room-cards'>{cells}</div>"


def answer(snapshot: Snapshot, found: Analysis, shares: Mapping[str, float]) -> str:
    """Return the class's answer to the check on the table, in sentences."""
    number, weakest = snapshot.room.number, found.ranking.weakest
    attacked, guessed = _attacked(snapshot, number), _guessed(snapshot, number)
    told = " ".join(filter(None, (_where(attacked, weakest), _guesses(guessed, weakest))))
    return f"<p class='room-said'>{told} {_best(found, shares)}</p>"


def summary(
    snapshot: Snapshot, found: Mapping[int, Analysis], shares: Mapping[int, Mapping[str, float]]
) -> str:
    """Return the class's answer to all checks that anybody handed in."""
    same, right, made, majority = 0, 0, 0, 0
    for number, one in found.items():
        weakest = one.ranking.weakest
        attacked, guessed = _attacked(snapshot, number), _guessed(snapshot, number)
        same += bool(attacked) and attacked.most_common(1)[0][0] == weakest
        majority += bool(guessed) and guessed.most_common(1)[0][0] == weakest
        right, made = right + guessed[weakest], made + guessed.total()
    count = len(found)
    checks = "1 check" if count == 1 else f"{count} checks"
    lines = [f"In <b>{same} of {checks}</b> the digit attacked most was the one that CLEVER marks."]
    if made:
        chance = made / len(next(iter(found.values())).ranking.scores)
        lines.append(
            f"Guesses of the weakest digit: <b>{right} of {made}</b> right, by chance about "
            f"{chance:.1f}. The most frequent guess was right for {majority} of {count}."
        )
    most = Counter(name for of in shares.values() for name, share in of.items() if share >= REACHED)
    names = ", ".join(
        f"{html.escape(name)} ({times})" if times > 1 else html.escape(name)
        for name, times in most.most_common(5)
    )
    lines.append(f"The maximum was reached by {names}." if names else "Nobody reached a maximum.")
    return f"<p class='room-said'>{' '.join(lines)}</p>"


def _attacked(snapshot: Snapshot, number: int) -> Counter[int]:
    return Counter(
        position
        for _, one in snapshot.of_round(number)
        for position in one.value["payout"]["altered"]
    )


def _guessed(snapshot: Snapshot, number: int) -> Counter[int]:
    guesses = [one.value["guess"] for _, one in snapshot.of_round(number)]
    return Counter(guess for guess in guesses if guess is not None)


def _where(attacked: Counter[int], weakest: int) -> str:
    if not attacked:
        return "Nobody altered a digit."
    (most, times), *_ = attacked.most_common(1)
    where = f"The {text.ordinal(most)} digit was attacked most, by <b>{times}</b>"
    if most == weakest:
        return f"{where}, and CLEVER marks the same as the weakest."
    return f"{where}; CLEVER marks the {text.ordinal(weakest)} as the weakest."


def _guesses(guessed: Counter[int], weakest: int) -> str:
    if not guessed:
        return ""
    most = text.ordinal(guessed.most_common(1)[0][0])
    right = f"<b>{guessed[weakest]} of {guessed.total()}</b> were right"
    return f"Most guesses were for the {most} digit; {right}."


def _best(found: Analysis, shares: Mapping[str, float]) -> str:
    assert found.maximum is not None
    amount = words.dollars(found.maximum.amount)
    best = [html.escape(name) for name, share in shares.items() if share >= REACHED]
    if not best:
        return f"Nobody reached the maximum of {amount}."
    more = f" and {len(best) - 5} more" if len(best) > 5 else ""
    return f"The maximum of {amount} went to <b>{', '.join(best[:5])}</b>{more}."
