"""A game: a few checks one after another, and how each went."""

from dataclasses import dataclass, replace

from clever_engine.errors import InputError
from clever_engine.game.banks import bank_named
from clever_engine.game.checks import BankCheck, write_check
from clever_engine.game.levels import level_named
from clever_engine.game.maximum import Maximum
from clever_engine.game.payout import Payout
from clever_engine.handwriting.sets import HandwritingSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """How one check went.

    Attributes:
        payout: what the bank paid.
        maximum_amount: the most it could have been made to credit, in dollars, as computed.
        share: of the maximum, 0 to 1; see `share_of_maximum`.
        guess: the position the player took for the weakest digit's; None without a guess.
        weakest: the position of the digit with the lowest CLEVER score.
    """

    payout: Payout
    maximum_amount: int
    share: float
    guess: int | None
    weakest: int

    @property
    def guessed_right(self) -> bool | None:
        """Whether the guess was right; None without a guess."""
        return None if self.guess is None else self.guess == self.weakest


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Game:
    """A game and its rounds so far; every change gives a new one.

    Attributes:
        level: the level's key.
        bank: the bank's key.
        seed: that the checks come from; None for a check of the player's own.
        checks: one a round.
        rounds: those played.
    """

    level: str
    bank: str
    seed: int | None
    checks: tuple[BankCheck, ...]
    rounds: tuple[Round, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether every check was handed in."""
        return len(self.rounds) == len(self.checks)

    @property
    def total(self) -> int:
        """The earnings so far, in dollars; may be negative."""
        return sum(played.payout.earnings for played in self.rounds)

    @property
    def share(self) -> float:
        """The mean share of the maximum so far, 0 to 1; 0 before the first round."""
        return sum(played.share for played in self.rounds) / max(len(self.rounds), 1)

    @property
    def guesses(self) -> tuple[int, int]:
        """How many guesses of the weakest digit were right, and how many were made."""
        made = [played.guessed_right for played in self.rounds if played.guess is not None]
        return sum(map(bool, made)), len(made)

    def after(self, played: Round) -> "Game":
        """Return the game with one more round.

        Raises:
            InputError: it is over, or the round is of another check.
        """
        if self.is_over:
            raise InputError(f"Expected at most {len(self.checks)} rounds; got one more.")
        expected = self.checks[len(self.rounds)].amount
        if played.payout.original != expected:
            raise InputError(
                f"Expected the round of a check over {expected} dollars; "
                f"got one over {played.payout.original}."
            )
        return replace(self, rounds=(*self.rounds, played))


def start_game(*, level: str, bank: str, seed: int, handwriting: HandwritingSet) -> Game:
    """Return a game of the level's number of checks, the same for every player of the seed.

    Raises:
        InputError: there is no such level or bank, or the seed is negative.
    """
    rules = level_named(level)
    checks = tuple(
        write_check(rules, seed=seed, round_number=number, handwriting=handwriting)
        for number in range(rules.rounds)
    )
    return Game(level=level, bank=bank_named(bank).key, seed=seed, checks=checks)


def own_game(check: BankCheck, *, level: str, bank: str) -> Game:
    """Return a game of one check, the player's own.

    Raises:
        InputError: there is no such level or bank, or the check has more or fewer digits.
    """
    digits = level_named(level).digits
    if len(check.digits) != digits:
        raise InputError(f"Expected a check of {digits} digits; got {len(check.digits)}.")
    return Game(level=level, bank=bank_named(bank).key, seed=None, checks=(check,))


def play_round(payout: Payout, maximum: Maximum, *, guess: int | None, weakest: int) -> Round:
    """Return how a check went.

    Args:
        payout: what the bank paid.
        maximum: of the same check.
        guess: position of the digit the player took for the weakest; None without a guess.
        weakest: position of the digit with the lowest CLEVER score.

    Raises:
        InputError: payout and maximum are of different checks.
    """
    return Round(
        payout=payout,
        maximum_amount=maximum.amount,
        share=share_of_maximum(payout, maximum),
        guess=guess,
        weakest=weakest,
    )


def share_of_maximum(payout: Payout, maximum: Maximum) -> float:
    """Return the earnings as a share of the most one could earn, 0 to 1.

    Fees lower it. A loss is 0, and more than the maximum, which is only the best found, is 1. Where
    nothing can be earned, it is 1 for who lost no more than one must, else 0.

    Raises:
        InputError: payout and maximum are of different checks.
    """
    if payout.original != maximum.original:
        raise InputError(
            f"Expected payout and maximum of one check; got checks over {payout.original} and "
            f"{maximum.original} dollars."
        )
    if maximum.gain <= 0:
        return float(payout.earnings >= maximum.gain)
    return min(max(payout.earnings / maximum.gain, 0.0), 1.0)
