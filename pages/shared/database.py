"""Tables in a database that several programs share: made ready, tried again, and faults told.

What is busy is tried again for a while; what cannot work raises a `DatabaseError`, whose text is
fit for visitors.

A table made by an older version gets the columns it lacks. Alembic was weighed and left: the table
itself shows what it lacks, a column that is there already does no harm, and nothing else has
changed so far, whereas Alembic's own table of versions is one more that programs race to create.
"""

import logging
import random
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sql
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.schema import CreateColumn, CreateTable

from clever_engine import CleverError

log = logging.getLogger(__name__)

A_TRY = 250
"""Milliseconds for which SQLite waits for others; longer waits are this module's own."""

LONGEST_PAUSE = 0.2
"""Seconds at most between two tries."""

_BUSY = (5, 6, 15)  # SQLITE_BUSY, _LOCKED, _PROTOCOL: somebody else is at it
_REASONS = {
    5: "its database is busy",
    6: "its database is busy",
    8: "its database cannot be written to",
    13: "its disk is full",
    14: "its database cannot be opened",
}

T = TypeVar("T")


class DatabaseError(CleverError, RuntimeError):
    """The database cannot be used; the text says why, without the server's paths or passwords."""


class SharedTables:
    """Tables that threads and programs may use at once.

    Args:
        engine: of the database.
        tables: with a default on the server for each column that an older table may lack.
    """

    def __init__(self, engine: sql.Engine, *tables: sql.Table) -> None:
        self._engine, self._tables = engine, tables
        self._ready, self._preparing = False, threading.Lock()
        self._file: int | None = None
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _wait_briefly)

    def use(self, work: Callable[[sql.Connection], T], patience: float) -> T:
        """Return what the work returns, once the database lets it through.

        Args:
            work: what to do; done again from the start where the database was busy.
            patience: seconds for which a busy database is tried again.

        Raises:
            DatabaseError: if the database stayed busy, or cannot do it.
        """
        end, pause = time.monotonic() + patience, 0.01
        while True:
            try:
                self._prepare()
                with self._engine.connect() as connection:
                    return work(connection)
            except SQLAlchemyError as error:
                if not _is_busy(error) or time.monotonic() + pause > end:
                    self._ready = False
                    log.exception("the database failed")
                    raise DatabaseError(_reason(error)) from error
            # By chance, so that those who met once do not meet again.
            time.sleep(pause * random.uniform(0.5, 1.0))
            pause = min(2 * pause, LONGEST_PAUSE)

    def _prepare(self) -> None:
        """Create the tables, or add what they lack, whoever else does so at the same time."""
        with self._preparing:
            # Who takes SQLite's file away to begin a new board is not told by SQLite, which would
            # go on writing into the one that is gone.
            if self._ready and self._file == _file(self._engine.url):
                return
            self._engine.dispose()
            with self._engine.connect() as plain:
                connection = plain.execution_options(isolation_level="AUTOCOMMIT")
                if self._engine.dialect.name == "sqlite":
                    _write_ahead(connection)
                changes = self._changes(connection)
                while changes:
                    try:
                        connection.exec_driver_sql(changes[0])
                    except DBAPIError:  # another program may have been faster
                        if len(self._changes(connection)) == len(changes):
                            raise
                    changes = self._changes(connection)
            self._ready, self._file = True, _file(self._engine.url)

    def _changes(self, connection: sql.Connection) -> list[str]:
        """Return what makes the tables that are there those that are wanted."""
        there = sql.inspect(connection)
        return [
            change for table in self._tables for change in _changes_of(table, there, connection)
        ]


def _changes_of(table: sql.Table, there: sql.Inspector, connection: sql.Connection) -> list[str]:
    if not there.has_table(table.name):
        return [str(CreateTable(table).compile(connection))]
    key = {column.name for column in table.primary_key}
    if set(there.get_pk_constraint(table.name)["constrained_columns"]) != key:
        raise DatabaseError("its database has a table of that name for something else")
    names = {column["name"] for column in there.get_columns(table.name)}
    return [
        f"ALTER TABLE {table.name} ADD COLUMN {CreateColumn(column).compile(connection)}"
        for column in table.columns
        if column.name not in names
    ]


def told(work: Callable[[], T]) -> T:
    """Return what the work returns; whatever goes wrong comes as a `DatabaseError`.

    Raises:
        DatabaseError: says why, fit for visitors.
    """
    try:
        return work()
    except CleverError:
        raise
    except Exception:  # a driver may raise anything: the log has it, the page a sentence
        log.exception("the database failed")
        raise DatabaseError("its database does not work as it should") from None


def _file(url: sql.URL) -> int | None:
    """Return which file a database is; None where it is none, as on a server."""
    try:
        return Path(url.database or ":memory:").stat().st_ino
    except OSError:
        return None


def _wait_briefly(connection: Any, _record: Any) -> None:
    connection.execute(f"PRAGMA busy_timeout = {A_TRY}")


def _write_ahead(connection: sql.Connection) -> None:
    """Let others read while one writes, for good; a database that cannot do so does without."""
    if connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "delete":
        try:
            connection.exec_driver_sql("PRAGMA journal_mode = wal")
        except DBAPIError as error:
            if _is_busy(error):
                raise


def _code(error: SQLAlchemyError) -> int | None:
    """Return SQLite's code of an error; None from another database."""
    code: int | None = getattr(getattr(error, "orig", None), "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _is_busy(error: SQLAlchemyError) -> bool:
    """Whether the same may work a little later; other databases do not say, so it is tried."""
    code = _code(error)
    if code is not None:
        return code in _BUSY
    return isinstance(error, OperationalError | sql.exc.TimeoutError)


def _reason(error: SQLAlchemyError) -> str:
    code = _code(error)
    if code is None and _is_busy(error):
        return "its database does not answer"
    return _REASONS.get(code or 0, "its database does not work as it should")
