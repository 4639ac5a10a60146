"""Tables of a former version are brought to this one, on both databases, and what is newer is left alone."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from helpers.postgres import PostgresServer, sa_url
from helpers.wire import START_MS

from sync.control import ControlLog
from sync.server.database import connections, tables
from sync.server.database import rows as db
from sync.server.database.connections import Database
from sync.server.database.errors import Newer

DUMP = Path(__file__).parents[4] / "stores" / "endpoint-2" / "endpoint.sql"
ORG = bytes.fromhex("827fd16a600ce0b6e3ba6996bfdd018f")
SPACE = bytes(15) + b"\x04"


def _old(path: Path) -> sa.Engine:
    """The version 2 database as a SQLite file."""
    old = sqlite3.connect(path)
    old.executescript(DUMP.read_text(encoding="utf-8"))
    old.close()
    return sa.create_engine(sa.URL.create("sqlite", database=str(path)))


def _copy(old: sa.Engine, url: sa.URL) -> None:
    """The same tables and rows on PostgreSQL, as version 2 made them there."""
    metadata = sa.MetaData()
    metadata.reflect(old)
    for table in metadata.tables.values():
        for column in table.columns:
            column.type = column.type.as_generic()
    new = sa.create_engine(url.set(drivername="postgresql+psycopg"))
    with new.begin() as to, old.connect() as of:
        metadata.create_all(to)
        for table in metadata.sorted_tables:
            if rows := [row._asdict() for row in of.execute(sa.select(table))]:
                to.execute(table.insert(), rows)
    new.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of version 2, opened by this version."""
    path = tmp_path / "endpoint.db"
    old = _old(path)
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        name = server.create()
        _copy(old, sa_url(server, name))
        old.dispose()
        opened: Database = connections.postgresql(sa_url(server, name))
        yield opened
        opened.close()
        server.drop(name)
    else:
        old.dispose()
        opened = connections.sqlite(path)
        yield opened
        opened.close()


def test_version_2_is_brought_forward_with_all_that_it_held(database: Database) -> None:
    """Log, control log, beats and boxes are what they were; what is new is counted from them; new ones go in."""
    with database.writing() as conn:
        assert db.fact(conn, tables.SCHEMA_FACT) == b"%d" % tables.SCHEMA
        control = ControlLog.load(ORG, db.ops_behind(conn, ORG, 0))
        assert control.head.cseq == 9
        row = db.space_row(conn, ORG, SPACE)
        assert row is not None
        assert (row.gen, row.seq) == (1, 3)
        page = db.page(conn, row.id, 0, 1 << 20)
        assert [entry.seq for entry in page] == [1, 2, 3]
        assert page[-1].chain == row.chain
        assert len(db.get_beats(conn, row.id)) == 2
        boxes = [len(db.get_boxes(conn, row.id, device.device)) for device in control.roster().devices]
        assert sorted(boxes) == [0, 0, 1]
        held = conn.execute(sa.select(tables.spaces.c.bytes).order_by(tables.spaces.c.id)).scalars().all()
        assert held == [0, sum(len(entry.raw) for entry in page)]
        more = db.LogRow(4, bytes(32), bytes(16), bytes(8), 1, START_MS, bytes(32), b"raw")
        db.append(conn, row, [more])
        assert conn.execute(sa.select(sa.func.max(tables.spaces.c.bytes))).scalar_one() == held[1] + 3


def test_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    """Its rows may mean what this version does not know."""
    path = tmp_path / "endpoint.db"
    made = connections.sqlite(path)
    with made.writing() as conn:
        tables._set_version(conn, tables.SCHEMA + 1)
    made.close()
    before = path.read_bytes()
    with pytest.raises(Newer):
        connections.sqlite(path)
    assert path.read_bytes() == before
