"""The Big Check's stored rounds: who won how much, in any database SQLAlchemy knows.

Each round is one row, written the moment it ends, so a crash in mid-game loses none of them. A
round is written once: its game's name and its number are the key, so a write that went through
unnoticed may be repeated.
"""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import sqlalchemy as sql
from sqlalchemy.exc import IntegrityError

from pages.shared.database import SharedTables
from pages.shared.names import LONGEST_NAME, clean_name

NAMELESS = "Anonymous"
ROUNDS = 5

WRITING = 20.0
"""Seconds for which a round is tried to be written, in the background."""

READING = 1.0
"""Seconds for which it is tried to read the best games, while a page waits."""

_ROUNDS = sql.Table(
    "rounds",
    sql.MetaData(),
    sql.Column("game", sql.String(32), primary_key=True),
    sql.Column("number", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("ended", sql.DateTime, nullable=False, server_default="2000-01-01 00:00:00"),
    sql.Column("nickname", sql.String(LONGEST_NAME), nullable=False, server_default=NAMELESS),
    sql.Column("bank", sql.String(32), nullable=False, server_default=""),
    sql.Column("level", sql.String(32), nullable=False, server_default=""),
    sql.Column("seed", sql.Integer, nullable=False, server_default="0"),
    sql.Column("profit", sql.Integer, nullable=False, server_default="0"),
    sql.Column("share", sql.Float, nullable=False, server_default="0"),
    sql.Column("guess_right", sql.Boolean, nullable=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRound:
    """One round as it is kept; `share` is of the maximum, `guess_right` None without a guess."""

    game: str
    number: int
    nickname: str
    bank: str
    level: str
    seed: int
    profit: int
    share: float
    guess_right: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TopGame:
    """A finished game on the board."""

    nickname: str
    bank: str
    seed: int
    profit: int
    share: float


class Scoreboard:
    """Writes rounds and reads the best games; safe to share between visitors and programs."""

    def __init__(self, engine: sql.Engine) -> None:
        self._table = SharedTables(engine, _ROUNDS)

    def add(self, played: StoredRound, *, patience: float = WRITING) -> bool:
        """Keep a round; return False where it was kept before, which changes nothing.

        Args:
            played: the round.
            patience: seconds for which a busy database is tried again.

        Raises:
            DatabaseError: if the round could not be stored.
        """
        now = datetime.now(UTC).replace(tzinfo=None)
        insert = sql.insert(_ROUNDS).values(**asdict(played), ended=now)
        key = (_ROUNDS.c.game == played.game) & (_ROUNDS.c.number == played.number)

        def write(connection: sql.Connection) -> bool:
            try:
                with connection.begin():
                    connection.execute(insert)
            except IntegrityError:  # the key's, or that of another rule
                if connection.execute(sql.select(_ROUNDS.c.game).where(key)).first() is None:
                    raise
                return False
            return True

        return self._table.use(write, patience)

    def top(self, level: str, *, limit: int = 10, patience: float = READING) -> list[TopGame]:
        """Return the best finished games of a level, by their mean share of the maximum.

        Args:
            level: the level's key.
            limit: how many games at most.
            patience: seconds for which a busy database is tried again.

        Raises:
            DatabaseError: if they could not be read.
        """
        share, profit = sql.func.avg(_ROUNDS.c.share), sql.func.sum(_ROUNDS.c.profit)
        query = (
            sql.select(
                sql.func.min(_ROUNDS.c.nickname),
                sql.func.min(_ROUNDS.c.bank),
                sql.func.min(_ROUNDS.c.seed),
                profit,
                share,
            )
            .where(_ROUNDS.c.level == level)
            .group_by(_ROUNDS.c.game)
            .having(sql.func.count() == ROUNDS)
            .order_by(share.desc(), profit.desc(), sql.func.max(_ROUNDS.c.ended))
            .limit(limit)
        )
        rows = self._table.use(lambda connection: connection.execute(query).all(), patience)
        return [
            TopGame(nickname=name, bank=bank, seed=seed, profit=int(won), share=float(part))
            for name, bank, seed, won, part in rows
        ]


def clean_nickname(raw: str) -> str:
    """Return a name fit to be shown; `NAMELESS` where nothing is left of it."""
    return clean_name(raw) or NAMELESS
