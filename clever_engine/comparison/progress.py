"""How far a comparison is, in one count over all its stages."""

from dataclasses import dataclass
from typing import Literal

from clever_engine import steps

StageName = Literal["clever", "attack", "accuracy"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage(steps.Progress):
    """A `Progress` that says what is being done.

    Attributes:
        stage: "clever", "attack" or "accuracy".
        side: index of the side being measured.
        digit: index of the digit being measured, or of the first of a group.
    """

    stage: StageName
    side: int
    digit: int


@dataclass(slots=True, kw_only=True)
class Progress:
    """Counts units of about a forward and a backward pass; the total is an upper estimate."""

    total: int
    done: int = 0
    value: float = 0.0

    def at(self, stage: StageName, side: int, digit: int, within: float = 0) -> Stage:
        """Return where the work stands, `within` units into the part now running."""
        done = min(self.total, self.done + within)
        return Stage(
            done=done, total=self.total, value=self.value, stage=stage, side=side, digit=digit
        )
