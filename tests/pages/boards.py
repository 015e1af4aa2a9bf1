"""A scoreboard's database looked into by hand."""

import sqlite3
from contextlib import closing


def run_sql(path, *statements):
    with closing(sqlite3.connect(path)) as connection, connection:
        return [connection.execute(statement).fetchall() for statement in statements][-1]


def count(path):
    return run_sql(path, "SELECT count(*) FROM rounds")[0][0]
