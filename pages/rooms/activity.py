"""What a room can do: the few things that an activity must know; the room does the rest."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from pages.rooms.records import Choices, Player, Snapshot, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A player's place in a room.

    Attributes:
        snapshot: the room.
        player: who sits there.
        begun: what the player had begun in this round before a reload.
        submit: hands in an answer, from a callback or before the page runs again; whether it is
            kept. Why not is said when the page runs again.
        keep: keeps what the player has begun.
    """

    snapshot: Snapshot
    player: Player
    begun: Callable[[], Value | None]
    submit: Callable[[Value], bool]
    keep: Callable[[Value], None]

    @property
    def choices(self) -> Choices:
        """What the host chose."""
        return self.snapshot.room.choices

    @property
    def number(self) -> int:
        """The round on the table."""
        return self.snapshot.room.number

    @property
    def answer(self) -> Value | None:
        """The player's answer to the round on the table; None before there is one."""
        found = self.snapshot.of_player(self.player.id).get(self.number)
        return None if found is None else found.value


class Activity(Protocol):
    """Something that a room can do, in rounds that are first open and then told.

    Attributes:
        key: in the database and in addresses.
        title: for people.
        summary: a sentence for the host who chooses.
        closing: what the button says that ends a round.
        unit: what the points are.
    """

    key: str
    title: str
    summary: str
    closing: str
    unit: str

    def choose(self) -> tuple[Choices, int]:
        """Draw the host's choices; return them and the number of rounds."""

    def invite(self, choices: Choices) -> str:
        """Return what is going to happen, in a sentence, for those who wait."""

    def play(self, seat: Seat) -> None:
        """Let a player answer the open round."""

    def played(self, seat: Seat) -> None:
        """Show a player who has answered, while the round is open, what was answered."""

    def told(self, seat: Seat) -> None:
        """Show a player what came of the round."""

    def prepare(self, snapshot: Snapshot) -> None:
        """Put in line what will be needed; called again and again while the host looks."""

    def ask(self, snapshot: Snapshot) -> None:
        """Show the open round on the projector."""

    def tell(self, snapshot: Snapshot) -> None:
        """Show on the projector what came of the round."""

    def end(self, snapshot: Snapshot) -> None:
        """Show the class's answer at the end on the projector."""

    def points(self, choices: Choices, number: int, value: Value) -> float | None:
        """Return what an answer is worth; None while that is worked out."""

    def machine(self, choices: Choices, told: int) -> float | None:
        """Return the points of the AI after so many rounds; None where it does not take part."""

    def shown(self, points: float) -> str:
        """Return points as people read them."""

    def cells(self, choices: Choices, number: int, value: Value) -> dict[str, str]:
        """Return an answer for a table, by column."""
