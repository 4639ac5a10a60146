"""The endpoint's tables, and the steps from one version of them to the next. Knows no query and no protocol.

Every id is bytes and every number an integer, so that SQLite and PostgreSQL hold the same rows.
"""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from sync.server.database.errors import Newer

SCHEMA = 3
SCHEMA_FACT = "schema"
POSTGRES = "postgresql"
_MIGRATION_LOCK = 0x7274_0001
"""PostgreSQL: the advisory lock under which tables are made, so that two processes may start at once."""

metadata = sa.MetaData()
shared = sa.MetaData()
"""What several processes before one PostgreSQL share, beside `metadata`."""
Blob = sa.LargeBinary

meta = sa.Table(
    "meta",
    metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("value", Blob, nullable=False),
)
orgs = sa.Table(
    "orgs",
    metadata,
    sa.Column("org", Blob, primary_key=True),
    sa.Column("admitted_ms", sa.BigInteger, nullable=False),
    sa.Column("quota", sa.BigInteger, nullable=False, server_default="0"),
)
ctl = sa.Table(
    "ctl",
    metadata,
    sa.Column("org", Blob, primary_key=True),
    sa.Column("cseq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("op", Blob, nullable=False),
    sa.Column("head", Blob, nullable=False),
)
spaces = sa.Table(
    "spaces",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("org", Blob, nullable=False),
    sa.Column("space", Blob, nullable=False),
    sa.Column("gen", sa.Integer, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("chain", Blob, nullable=False),
    sa.Column("changes", sa.BigInteger, nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False, server_default="0"),
    sa.UniqueConstraint("org", "space"),
)
gens = sa.Table(
    "gens",
    metadata,
    sa.Column("space_id", sa.ForeignKey("spaces.id"), primary_key=True),
    sa.Column("gen", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("raw", Blob, nullable=False),
)
log = sa.Table(
    "log",
    metadata,
    sa.Column("space_id", sa.ForeignKey("spaces.id"), nullable=False),
    sa.Column("gen", sa.Integer, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("cid", Blob, nullable=False),
    sa.Column("device", Blob, nullable=False),
    sa.Column("inc", Blob, nullable=False),
    sa.Column("dseq", sa.BigInteger, nullable=False),
    sa.Column("received_ms", sa.BigInteger, nullable=False),
    sa.Column("chain", Blob, nullable=False),
    sa.Column("raw", Blob, nullable=False),
    sa.UniqueConstraint("space_id", "seq"),
    sa.UniqueConstraint("space_id", "cid"),
    sa.UniqueConstraint("space_id", "device", "inc", "dseq"),
)
beats = sa.Table(
    "beats",
    metadata,
    sa.Column("space_id", sa.ForeignKey("spaces.id"), primary_key=True),
    sa.Column("device", Blob, primary_key=True),
    sa.Column("n", sa.BigInteger, nullable=False),
    sa.Column("raw", Blob, nullable=False),
)
boxes = sa.Table(
    "boxes",
    metadata,
    sa.Column("space_id", sa.ForeignKey("spaces.id"), primary_key=True),
    sa.Column("device", Blob, primary_key=True),
    sa.Column("epoch", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("maker", Blob, primary_key=True),
    sa.Column("raw", Blob, nullable=False),
)

namings = sa.Table(
    "namings",
    metadata,
    sa.Column("space_id", sa.ForeignKey("spaces.id"), primary_key=True),
    sa.Column("cid", Blob, primary_key=True),
    sa.Column("i", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("th", Blob, primary_key=True),
    sa.Column("maker", Blob, primary_key=True),
    sa.Column("person", Blob, nullable=False),
)
emptied = sa.Table(
    "emptied",
    metadata,
    sa.Column("space_id", sa.ForeignKey("spaces.id"), primary_key=True),
    sa.Column("cid", Blob, primary_key=True),
    sa.Column("i", sa.Integer, primary_key=True, autoincrement=False),
)

# Unlogged both: where PostgreSQL crashed it empties them, so that the secret is gone together with the nonces it
# cannot vouch for any longer. Every challenge is dead then, as after a restart of the endpoint on SQLite.
secrets = sa.Table(
    "secrets",
    shared,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("secret", Blob, nullable=False),
    prefixes=["UNLOGGED"],
)
nonces = sa.Table(
    "nonces",
    shared,
    sa.Column("born", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("device", Blob, primary_key=True),
    sa.Column("nonce", sa.String, primary_key=True),
    prefixes=["UNLOGGED"],
)
# A crash that empties it lets everybody begin anew with a full bucket.
buckets = sa.Table(
    "buckets",
    shared,
    sa.Column("device", Blob, primary_key=True),
    sa.Column("empty_ms", sa.BigInteger, nullable=False),
    prefixes=["UNLOGGED"],
)


def _to_2(conn: sa.Connection) -> None:
    meta.create(conn)


def _to_3(conn: sa.Connection) -> None:
    conn.exec_driver_sql("ALTER TABLE orgs ADD COLUMN quota BIGINT NOT NULL DEFAULT 0")
    conn.exec_driver_sql("ALTER TABLE spaces ADD COLUMN bytes BIGINT NOT NULL DEFAULT 0")
    held = sa.select(sa.func.coalesce(sa.func.sum(sa.func.length(log.c.raw)), 0)).where(log.c.space_id == spaces.c.id)
    conn.execute(spaces.update().values(bytes=held.scalar_subquery()))
    namings.create(conn)
    emptied.create(conn)
    if conn.dialect.name == POSTGRES:
        buckets.create(conn)


_STEPS: Mapping[int, Callable[[sa.Connection], None]] = {2: _to_2, 3: _to_3}
"""Version → what makes it of the version before. A version once released never changes."""


def prepare(conn: sa.Connection) -> None:
    """Makes the tables, or brings them to this version; a step that fails leaves the version before. Raises Newer."""
    on_postgres = conn.dialect.name == POSTGRES
    if on_postgres:
        conn.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
    version = _version(conn)
    if version > SCHEMA:
        raise Newer("made by a newer version")
    if version == 0:
        metadata.create_all(conn)
        if on_postgres:
            shared.create_all(conn)
            # Sealed bytes do not get smaller: PostgreSQL would try it for each, and then store them beside.
            for table in (log, boxes, ctl, gens, beats):
                for column in (c.name for c in table.columns if c.name in ("raw", "op", "head")):
                    conn.exec_driver_sql(f"ALTER TABLE {table.name} ALTER {column} SET STORAGE EXTERNAL")
        conn.execute(meta.insert().values(name=SCHEMA_FACT, value=b"%d" % SCHEMA))
        return
    for step in range(version + 1, SCHEMA + 1):
        _STEPS[step](conn)
        _set_version(conn, step)


def _version(conn: sa.Connection) -> int:
    """0 for an empty database; 1 for one of before versions were written down."""
    inspector = sa.inspect(conn)
    if not inspector.has_table("meta"):
        return 1 if inspector.has_table("orgs") else 0
    found = conn.execute(sa.select(meta.c.value).where(meta.c.name == SCHEMA_FACT)).scalar_one_or_none()
    return 0 if found is None else int(found)


def _set_version(conn: sa.Connection, version: int) -> None:
    conn.execute(meta.delete().where(meta.c.name == SCHEMA_FACT))
    conn.execute(meta.insert().values(name=SCHEMA_FACT, value=b"%d" % version))


def insert_or_leave(
    conn: sa.Connection, table: sa.Table, row: Mapping[str, object] | sa.Select[*tuple[Any, ...]]
) -> bool:
    """Adds a row on PostgreSQL unless its key is there, or the select finds none; whether it did."""
    insert = postgresql.insert(table)
    filled = insert.from_select(list(table.columns), row) if isinstance(row, sa.Select) else insert.values(**row)
    added = filled.on_conflict_do_nothing().returning(next(iter(table.columns)))
    return conn.execute(added).first() is not None
