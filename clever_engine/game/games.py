"""A game: five checks, what became of each, and the sums."""

from dataclasses import dataclass, replace

from clever_engine.digits.hand_atlas import Atlas
from clever_engine.errors import InputError
from clever_engine.game.banks import bank_named
from clever_engine.game.checks import BankCheck, write_check
from clever_engine.game.levels import ROUNDS, Level, level_named
from clever_engine.game.maximum import Maximum
from clever_engine.game.payout import Payout


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One check played.

    Attributes:
        payout: what the bank paid.
        maximum: the best tamper found.
        guess: the digit the player thought the weakest, from 0; None without a guess.
        weakest: the digit with the lowest CLEVER score.
    """

    payout: Payout
    maximum: Maximum
    guess: int | None
    weakest: int

    @property
    def guess_right(self) -> bool | None:
        """Return whether the guess agrees with CLEVER; None without a guess."""
        return None if self.guess is None else self.guess == self.weakest

    @property
    def share(self) -> float:
        """Return which share of the maximum was won."""
        return share_of_maximum(self.payout, self.maximum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Game:
    """A seeded game; every change gives a new one."""

    seed: int
    bank: str
    level: str
    checks: tuple[BankCheck, ...]
    rounds: tuple[Round, ...] = ()

    def played(self, round_: Round) -> "Game":
        """Return the game after one more round.

        Raises:
            InputError: all its checks have been played.
        """
        if self.is_over:
            raise InputError(f"Expected at most {len(self.checks)} rounds in this game.")
        return replace(self, rounds=(*self.rounds, round_))

    @property
    def is_over(self) -> bool:
        """Whether every check has been played."""
        return len(self.rounds) == len(self.checks)

    @property
    def total(self) -> int:
        """Return the earnings so far, in dollars."""
        return sum(round_.payout.earnings for round_ in self.rounds)

    @property
    def guesses(self) -> tuple[int, int]:
        """Return how many guesses of the weakest digit were right, and how many there were."""
        made = [round_.guess_right for round_ in self.rounds if round_.guess_right is not None]
        return sum(made), len(made)

    @property
    def share(self) -> float:
        """Return the mean share of the maximum over the rounds played, 0 before the first."""
        shares = [round_.share for round_ in self.rounds]
        return sum(shares) / len(shares) if shares else 0.0


def new_game(*, bank: str, level: str, seed: int, atlas: Atlas) -> Game:
    """Return a game of five checks; a class that plays the same seed plays the same checks."""
    rules, chosen = level_named(level), bank_named(bank)
    checks = tuple(
        write_check(rules, seed=seed, round_number=number, atlas=atlas) for number in range(ROUNDS)
    )
    return Game(seed=seed, bank=chosen.key, level=rules.key, checks=checks)


def own_game(check: BankCheck, *, bank: str, level: Level) -> Game:
    """Return a game of a single check that the visitor wrote."""
    return Game(seed=0, bank=bank_named(bank).key, level=level.key, checks=(check,))


def share_of_maximum(payout: Payout, maximum: Maximum) -> float:
    """Return the gain as a share of what could be won, 0 to 1; fees do not count.

    Where nothing could be won, 1 for losing nothing.
    """
    if maximum.gain <= 0:
        return float(payout.gain >= maximum.gain)
    return min(max(payout.gain / maximum.gain, 0.0), 1.0)
