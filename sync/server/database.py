"""The endpoint's tables and transactions: SQLAlchemy Core on SQLite. Knows rows and blobs, no protocol.

SQLite traps (SQLAlchemy 2.1, "SQLite: Serializable isolation"): the driver begins transactions when it likes and
`FOR UPDATE` compiles to nothing, so its own BEGIN is switched off and a writing transaction begins IMMEDIATE.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

BUSY_MS = 15_000
_READING = "rt_reading"

metadata = sa.MetaData()
Blob = sa.LargeBinary

orgs = sa.Table(
    "orgs",
    metadata,
    sa.Column("org", Blob, primary_key=True),
    sa.Column("admitted_ms", sa.BigInteger, nullable=False),
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


@dataclass(frozen=True)
class SpaceRow:
    """Where a space's log stands. `changes` counts everything that a waiting client wants to hear of."""

    id: int
    gen: int
    seq: int
    chain: bytes
    changes: int


@dataclass(frozen=True)
class LogRow:
    """One stored entry."""

    seq: int
    cid: bytes
    device: bytes
    inc: bytes
    dseq: int
    received_ms: int
    chain: bytes
    raw: bytes


class Database:
    """Connections to one SQLite file; every method of a transaction takes the connection it runs on."""

    def __init__(self, path: Path) -> None:
        self.engine = sa.create_engine(
            sa.URL.create("sqlite", database=str(path)),
            connect_args={"timeout": BUSY_MS / 1000, "check_same_thread": False},
            pool_size=8,
            max_overflow=32,
        )
        sa.event.listen(self.engine, "connect", _on_connect)
        sa.event.listen(self.engine, "begin", _on_begin)
        with self.writing() as conn:
            metadata.create_all(conn)

    def close(self) -> None:
        """Closes every pooled connection."""
        self.engine.dispose()

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that alone writes from its first statement; durable when the block has ended."""
        with self.engine.connect() as conn, conn.begin():
            yield conn

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that sees one state of the database and waits for nobody."""
        with self.engine.connect().execution_options(**{_READING: True}) as conn, conn.begin():
            yield conn


def _on_connect(connection: object, _record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]  # sqlite3.Connection, by way of the pool
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_MS}", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(conn: sa.Connection) -> None:
    conn.exec_driver_sql("BEGIN" if conn.get_execution_options().get(_READING) else "BEGIN IMMEDIATE")


def space_row(conn: sa.Connection, org: bytes, space: bytes) -> SpaceRow | None:
    """The space's row, if its log has begun."""
    found = conn.execute(
        sa.select(spaces.c.id, spaces.c.gen, spaces.c.seq, spaces.c.chain, spaces.c.changes).where(
            spaces.c.org == org, spaces.c.space == space
        )
    ).one_or_none()
    return None if found is None else SpaceRow(*found)


def begin_space(conn: sa.Connection, org: bytes, space: bytes, gen: int, chain: bytes, raw: bytes) -> SpaceRow:
    """A new log at seq 0 with the raw GenStart of its generation."""
    new_id = conn.execute(
        spaces.insert().values(org=org, space=space, gen=gen, seq=0, chain=chain, changes=0).returning(spaces.c.id)
    ).scalar_one()
    row = SpaceRow(new_id, gen, 0, chain, 0)
    conn.execute(gens.insert().values(space_id=row.id, gen=gen, raw=raw))
    return row


def gen_start(conn: sa.Connection, space_id: int, gen: int) -> bytes | None:
    """The raw GenStart of a generation."""
    return conn.execute(
        sa.select(gens.c.raw).where(gens.c.space_id == space_id, gens.c.gen == gen)
    ).scalar_one_or_none()


def last_of(conn: sa.Connection, space_id: int, device: bytes, inc: bytes) -> tuple[int, bytes] | None:
    """(dseq, cid) of the newest commit of a device's incarnation."""
    found = conn.execute(
        sa.select(log.c.dseq, log.c.cid)
        .where(log.c.space_id == space_id, log.c.device == device, log.c.inc == inc)
        .order_by(log.c.dseq.desc())
        .limit(1)
    ).one_or_none()
    return None if found is None else (found.dseq, found.cid)


def known_seqs(conn: sa.Connection, space_id: int, cids: Sequence[bytes]) -> dict[bytes, int]:
    """cid → seq of those that the log already holds."""
    found = conn.execute(sa.select(log.c.cid, log.c.seq).where(log.c.space_id == space_id, log.c.cid.in_(cids)))
    return {row.cid: row.seq for row in found}


def raw_commit(conn: sa.Connection, space_id: int, cid: bytes) -> bytes | None:
    """The stored bytes of one commit."""
    return conn.execute(sa.select(log.c.raw).where(log.c.space_id == space_id, log.c.cid == cid)).scalar_one_or_none()


def append(conn: sa.Connection, space: SpaceRow, rows: Sequence[LogRow]) -> None:
    """Adds entries that continue `space` without a gap, and moves its head to the last of them."""
    conn.execute(
        log.insert(),
        [{"space_id": space.id, "gen": space.gen, **row.__dict__} for row in rows],
    )
    conn.execute(
        spaces.update()
        .where(spaces.c.id == space.id)
        .values(seq=rows[-1].seq, chain=rows[-1].chain, changes=spaces.c.changes + 1)
    )


def page(conn: sa.Connection, space_id: int, after: int, max_bytes: int) -> list[LogRow]:
    """Entries after `after`, up to `max_bytes` of commits but at least one."""
    rows: list[LogRow] = []
    size = 0
    statement = (
        sa.select(
            log.c.seq,
            log.c.cid,
            log.c.device,
            log.c.inc,
            log.c.dseq,
            log.c.received_ms,
            log.c.chain,
            log.c.raw,
        )
        .where(log.c.space_id == space_id, log.c.seq > after)
        .order_by(log.c.seq)
    )
    with conn.execution_options(yield_per=64).execute(statement) as found:
        for item in found:
            size += len(item.raw)
            if rows and size > max_bytes:
                break
            rows.append(LogRow(*item))
    return rows


def chain_at(conn: sa.Connection, space_id: int, seq: int) -> bytes | None:
    """The chain at one entry."""
    return conn.execute(sa.select(log.c.chain).where(log.c.space_id == space_id, log.c.seq == seq)).scalar_one_or_none()


def touch(conn: sa.Connection, space_id: int) -> None:
    """Something beside the log changed that waiting clients want to hear of."""
    conn.execute(spaces.update().where(spaces.c.id == space_id).values(changes=spaces.c.changes + 1))


def put_beat(conn: sa.Connection, space_id: int, device: bytes, n: int, raw: bytes) -> bool:
    """Replaces a device's beat if `n` is higher than before; answers whether it did."""
    key = (beats.c.space_id == space_id, beats.c.device == device)
    before = conn.execute(sa.select(beats.c.n).where(*key)).scalar_one_or_none()
    if before is not None and before >= n:
        return False
    if before is None:
        conn.execute(beats.insert().values(space_id=space_id, device=device, n=n, raw=raw))
    else:
        conn.execute(beats.update().where(*key).values(n=n, raw=raw))
    touch(conn, space_id)
    return True


def get_beats(conn: sa.Connection, space_id: int) -> list[bytes]:
    """The newest raw beat of every device."""
    return list(conn.execute(sa.select(beats.c.raw).where(beats.c.space_id == space_id)).scalars())


def put_box(conn: sa.Connection, space_id: int, device: bytes, epoch: int, maker: bytes, raw: bytes) -> None:
    """Keeps a key box; a maker's later one for the same device and epoch replaces the former."""
    key = (
        boxes.c.space_id == space_id,
        boxes.c.device == device,
        boxes.c.epoch == epoch,
        boxes.c.maker == maker,
    )
    conn.execute(boxes.delete().where(*key))
    conn.execute(boxes.insert().values(space_id=space_id, device=device, epoch=epoch, maker=maker, raw=raw))
    touch(conn, space_id)


def get_boxes(conn: sa.Connection, space_id: int, device: bytes) -> list[bytes]:
    """The raw key boxes for a device."""
    statement = (
        sa.select(boxes.c.raw)
        .where(boxes.c.space_id == space_id, boxes.c.device == device)
        .order_by(boxes.c.epoch, boxes.c.maker)
    )
    return list(conn.execute(statement).scalars())
