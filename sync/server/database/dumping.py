"""Every row of an endpoint's database, out and in: the same from SQLite and from PostgreSQL, into either.

Knows no file. What belongs to one process or one machine (challenges, nonces, buckets) is not among it.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from sync.server.database.tables import POSTGRES, metadata, orgs, spaces

CHUNK = 1 << 20
_LEFT_OUT = frozenset({"meta"})

Rows = tuple[str, list[str], list[list[Any]]]
"""A table's name, its columns, and some of its rows."""


def rows(conn: sa.Connection) -> Iterator[Rows]:
    """Everything, about a megabyte at a time, as one reading transaction sees it."""
    streamed = conn.execution_options(stream_results=True, yield_per=64)
    for table in metadata.sorted_tables:
        if table.name in _LEFT_OUT:
            continue
        columns = [str(column.name) for column in table.columns]
        part: list[list[Any]] = []
        size = 0
        for row in streamed.execute(sa.select(table).order_by(*_order(table))):
            part.append(list(row))
            size += sum(len(value) for value in row if isinstance(value, bytes))
            if size > CHUNK:
                yield str(table.name), columns, part
                part, size = [], 0
        if part:
            yield str(table.name), columns, part


def _order(table: sa.Table) -> list[sa.Column[Any]]:
    return [column for column in table.columns if column.name in ("space_id", "seq")] or list(table.primary_key)


def empty(conn: sa.Connection) -> bool:
    """Whether the database serves nobody yet."""
    return conn.execute(sa.select(orgs.c.org).limit(1)).first() is None


def load(conn: sa.Connection, parts: Iterable[Rows]) -> None:
    """Puts rows into an empty database. Raises KeyError for a table that this version has not."""
    for name, columns, values in parts:
        table = metadata.tables[name]
        conn.execute(table.insert(), [dict(zip(columns, row, strict=True)) for row in values])
    if conn.dialect.name == POSTGRES:
        newest = sa.select(sa.func.coalesce(sa.func.max(spaces.c.id), 0) + 1).scalar_subquery()
        conn.execute(sa.select(sa.func.setval(sa.func.pg_get_serial_sequence("spaces", "id"), newest, False)))
