"""Which database holds the scoreboard and the rooms.

The environment variable `CLEVER_SCORES` names it by SQLAlchemy's URL, or the entry
`[connections.sql]` of `.streamlit/secrets.toml` does; else it is a file in `data/`.
"""

import os
from pathlib import Path

import sqlalchemy as sql
import streamlit as st
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from streamlit.connections import SQLConnection
from streamlit.errors import StreamlitAPIException

from pages.shared.database import DatabaseError

DEFAULT_FILE = Path(__file__).resolve().parents[2] / "data" / "scores.db"
VARIABLE = "CLEVER_SCORES"


def address() -> str | None:
    """Return the database's URL; None where the secrets hold one, whole or in parts."""
    url = os.environ.get(VARIABLE)
    if url or _in_secrets():
        return url or None
    return f"sqlite:///{DEFAULT_FILE}"


def open_engine(url: str | None) -> sql.Engine:
    """Return the engine for what `address` returned; it connects when it is used.

    Raises:
        DatabaseError: if the settings name no database that can be used here.
    """
    if url == f"sqlite:///{DEFAULT_FILE}":
        _make_folder()
    if url is not None:
        _check(url)
    try:
        engine = SQLConnection("sql", **({} if url is None else {"url": url})).engine
    except (StreamlitAPIException, ArgumentError, ImportError, TypeError, ValueError):
        # What of it is wrong could tell a password.
        if url is not None:
            raise _unexpected("one whose parts do not fit together") from None
        raise DatabaseError("[connections.sql] in its settings names no usable database") from None
    if engine.dialect.name == "sqlite" and engine.url.database in (None, "", ":memory:"):
        # Each connection would have a database of its own, so there is one, for all threads.
        return sql.create_engine(
            engine.url,
            poolclass=sql.pool.QueuePool,
            pool_size=1,
            max_overflow=0,
            connect_args={"check_same_thread": False},
        )
    return engine


def _check(url: str) -> None:
    """Say what is wrong with a URL, without its own words."""
    try:
        parsed = sql.make_url(url)
    except ArgumentError:
        raise _unexpected("a text that is no URL") from None
    except ValueError:
        raise _unexpected("a port that is not a number") from None
    if parsed.port is not None and not 0 < parsed.port < 65536:
        raise _unexpected("a port that is not from 1 to 65535")
    try:
        parsed.get_dialect().import_dbapi()
    except NoSuchModuleError:
        raise _unexpected(f"the unknown kind {parsed.drivername}") from None
    except ImportError as error:
        package = error.name or "a driver"
        raise _unexpected(f"one that needs {package}, which is not installed") from None


def _unexpected(came: str) -> DatabaseError:
    return DatabaseError(
        f"expected {VARIABLE} to be a database's URL, such as sqlite:///scores.db, got {came}"
    )


def _make_folder() -> None:
    try:
        DEFAULT_FILE.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise DatabaseError("the folder of its database cannot be made") from None


def _in_secrets() -> bool:
    try:
        return "sql" in st.secrets.get("connections", {})
    except FileNotFoundError:  # no secrets at all, the usual case
        return False
