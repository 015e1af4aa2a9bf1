"""A room, who is in it and what was answered, as the database had it at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

Choices = Mapping[str, Any]
"""What the host chose; plain values that JSON can hold."""

Value = Mapping[str, Any]
"""A player's answer; plain values that JSON can hold."""


class Stage(Enum):
    """What is going on in a room."""

    LOBBY = auto()
    OPEN = auto()
    TOLD = auto()
    OVER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A room.

    Attributes:
        id: its number in the database.
        code: by which players find it.
        activity: what it does, by its key.
        choices: of the host for that.
        rounds: how many questions, checks or drawings there are.
        step: how far it is: 0 before the start, then two for each round, which is open and then
            told; the last one, `2 * rounds + 1`, is the end.
        paused: whether answers have to wait.
        version: counts every change of the room and of what is in it.
    """

    id: int
    code: str
    activity: str
    choices: Choices
    rounds: int
    step: int
    paused: bool
    version: int

    @property
    def stage(self) -> Stage:
        """What is going on."""
        if self.step == 0:
            return Stage.LOBBY
        if self.step >= self.end:
            return Stage.OVER
        return Stage.OPEN if self.step % 2 else Stage.TOLD

    @property
    def number(self) -> int:
        """The round on the table, from 0; the first before the start, the last at the end."""
        return min(max(self.step - 1, 0) // 2, self.rounds - 1)

    @property
    def told(self) -> int:
        """How many rounds have been told."""
        return min(self.step // 2, self.rounds)

    @property
    def end(self) -> int:
        """The last step."""
        return 2 * self.rounds + 1

    @property
    def moment(self) -> tuple[int, bool]:
        """What a page that was drawn depends on: it is drawn again when this changes."""
        return self.step, self.paused


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """Somebody in a room."""

    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A player's answer to a round.

    Attributes:
        player: the player's number.
        number: of the round, from 0.
        value: the answer.
        placed: the room's version that it made: the order in which answers came, whatever the
            clocks of servers and phones say.
    """

    player: int
    number: int
    value: Value
    placed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A room with its players, in the order they came, and their answers, in the order placed."""

    room: Room
    players: tuple[Player, ...]
    answers: tuple[Answer, ...]

    def of_round(self, number: int) -> list[tuple[Player, Answer]]:
        """Return the answers to a round and who gave them."""
        who = {player.id: player for player in self.players}
        return [(who[one.player], one) for one in self.answers if one.number == number]

    def of_player(self, player: int) -> dict[int, Answer]:
        """Return a player's answers by round."""
        return {one.number: one for one in self.answers if one.player == player}
