"""Connections and transactions of the endpoint's database, SQLite or PostgreSQL. Knows no table.

SQLite traps (SQLAlchemy 2.1, "SQLite: Serializable isolation"): the driver begins transactions when it likes and
`FOR UPDATE` compiles to nothing, so its own BEGIN is switched off and a writing transaction begins IMMEDIATE.
On PostgreSQL a writing transaction locks the row of what it writes to (`rows.space_row`, `rows.admitted`).
"""

import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import psycopg
import sqlalchemy as sa

from sync.errors import SyncError
from sync.server.database import tables
from sync.server.database.errors import Busy, Full, Gone

DatabaseError = sa.exc.DatabaseError
T = TypeVar("T")
BUSY_MS = 15_000
STATEMENT_MS = 60_000
CONNECT_S = 5
SQLITE_POOL = 48
POOL, MORE = 8, 8
"""Connections of one process to PostgreSQL: so many are kept, so many more opened at need; one more listens."""
_READING = "rt_reading"
_CHANNEL = "roedtraad"
_HEAR_S = 0.5
_AGAIN_S = 1.0
_TRIES = 6

_FULL = frozenset({"53100"})
_COLLIDED = frozenset({"40001", "40P01"})
_BUSY = frozenset({"53200", "53300", "53400", "55P03", "57014"})
_GONE = frozenset({"25006", "57P01", "57P02", "57P03", "57P05"})
"""SQLSTATEs (PostgreSQL, Appendix A). 25006: it became a standby that only reads."""


class Collided(Busy):
    """Two transactions could not both go through; this one did nothing and may be tried again."""


class Database:
    """Transactions on one engine. What the database cannot do is said by `sync.server.database.errors`."""

    shared = False
    """Whether other processes write to it too."""

    def __init__(self, engine: sa.Engine, reading: Mapping[str, object]) -> None:
        """Opens it and brings its tables to this version. Raises Newer, Gone, Busy, or the driver's DatabaseError."""
        self.engine = engine
        self._reading = dict(reading)
        # SQLite lets one write, and makes the others sleep and try again, by chance and longer each time: 40 threads
        # are in each other's way until some give up. In one process they queue here.
        self._turn = None if self.shared else threading.Lock()
        try:
            with self.writing() as conn:
                tables.prepare(conn)
        except BaseException:
            engine.dispose()
            raise

    def close(self) -> None:
        """Closes every pooled connection."""
        self.engine.dispose()

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that writes; durable when the block has ended. On SQLite it alone writes from its start."""
        with self._own_turn(), _in_our_words(), self.engine.connect() as conn, conn.begin():
            yield conn

    @contextmanager
    def _own_turn(self) -> Iterator[None]:
        if self._turn is None:
            yield
            return
        if not self._turn.acquire(timeout=BUSY_MS / 1000):
            raise Busy("endpoint is busy")
        try:
            yield
        finally:
            self._turn.release()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that sees one state of the database and waits for nobody."""
        with _in_our_words(), self.engine.connect().execution_options(**self._reading) as conn, conn.begin():
            yield conn

    def write(self, work: Callable[[sa.Connection], T]) -> T:
        """What `work` makes of a writing transaction; begun anew where another was in its way."""
        for turn in range(1, _TRIES):
            try:
                with self.writing() as conn:
                    return work(conn)
            except Collided:
                time.sleep(random.uniform(0, 0.01 * 2**turn))  # noqa: S311 - so that the two part, nothing secret
        with self.writing() as conn:
            return work(conn)


class Postgres(Database):
    """A PostgreSQL that several endpoint processes share: they tell each other when something was written."""

    shared = True

    def announce(self, notice: str) -> None:
        """Tells the listeners of every process; does not wait for the disk."""
        quick = sa.select(sa.func.set_config("synchronous_commit", "off", True), sa.func.pg_notify(_CHANNEL, notice))
        with _in_our_words(), self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.execute(quick)

    def listen(self, heard: Callable[[str], None], closed: threading.Event) -> None:
        """Calls `heard` with each notice until `closed`; with "" where some may be missed."""
        while not closed.is_set():
            try:
                self._listen(heard, closed)
            except (psycopg.Error, sa.exc.SQLAlchemyError):
                closed.wait(_AGAIN_S)

    def _listen(self, heard: Callable[[str], None], closed: threading.Event) -> None:
        borrowed = self.engine.raw_connection()
        line = borrowed.driver_connection
        assert isinstance(line, psycopg.Connection)  # noqa: S101 - the engine is made here, with this driver
        borrowed.detach()  # of no pool from now on: it is never given back
        with line:
            line.autocommit = True
            line.execute(f"LISTEN {_CHANNEL}")
            heard("")
            while not closed.is_set():
                for notice in line.notifies(timeout=_HEAR_S):
                    heard(notice.payload)


def sqlite(path: Path) -> Database:
    """The SQLite database in a file."""
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)),
        connect_args={"timeout": BUSY_MS / 1000, "check_same_thread": False},
        pool_size=SQLITE_POOL,  # as many as threads: one more than are kept is opened and closed for each request
        max_overflow=8,
    )
    sa.event.listen(engine, "connect", _on_sqlite_connect)
    sa.event.listen(engine, "begin", _on_sqlite_begin)
    return Database(engine, {_READING: True})


def postgresql(url: sa.URL) -> Postgres:
    """The PostgreSQL database at an address (`sync.server.database.address`)."""
    engine = sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        isolation_level="READ COMMITTED",
        pool_size=POOL,
        max_overflow=MORE,
        pool_timeout=BUSY_MS / 1000,
        pool_pre_ping=True,  # after a restart of the server every pooled connection is dead
        hide_parameters=True,
        connect_args={
            "connect_timeout": CONNECT_S,
            "application_name": "roedtraad-endpoint",
            "options": f"-c lock_timeout={BUSY_MS} -c statement_timeout={STATEMENT_MS}"
            f" -c idle_in_transaction_session_timeout={STATEMENT_MS}",
        },
    )
    sa.event.listen(engine, "connect", _on_postgres_connect)
    return Postgres(engine, {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True})


def _on_sqlite_connect(connection: object, _record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]  # sqlite3.Connection, by way of the pool
    cursor = connection.cursor()  # type: ignore[attr-defined]
    # The page size counts for a new file alone: of commits of 1.3 KB a page of 4 KiB holds two, and wastes a third.
    for pragma in (
        "page_size=16384",
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={BUSY_MS}",
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_sqlite_begin(conn: sa.Connection) -> None:
    conn.exec_driver_sql("BEGIN" if conn.get_execution_options().get(_READING) else "BEGIN IMMEDIATE")


def _on_postgres_connect(connection: psycopg.Connection, _record: object) -> None:
    # Durable before the answer, whatever the server's default is; more than that (replicas) is left as it is set.
    connection.autocommit = True
    connection.execute(
        "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
    )
    connection.autocommit = False


@contextmanager
def _in_our_words() -> Iterator[None]:
    """What the driver says as one of `errors`; what is none of them stays as it is."""
    try:
        yield
    except sa.exc.TimeoutError:
        raise Busy("endpoint is busy") from None
    except sa.exc.DBAPIError as error:
        said = in_our_words(error)
        if said is None:
            raise
        raise said from None


def in_our_words(error: sa.exc.DBAPIError) -> SyncError | None:
    """The same without the driver's text, which may hold an address or values."""
    state = getattr(error.orig, "sqlstate", None)
    if state is None and isinstance(error.orig, psycopg.Error):
        return _gone(error) if isinstance(error, sa.exc.OperationalError) else None
    if isinstance(state, str):
        if state in _FULL:
            return Full("endpoint is full")
        if state in _COLLIDED:
            return Collided("endpoint is busy")
        if state in _BUSY:
            return Busy("endpoint is busy")
        if state in _GONE or state.startswith("08") or error.connection_invalidated:
            return _gone(error)
        return None
    if not isinstance(error, sa.exc.OperationalError):
        return None
    text = str(error.orig)
    if "full" in text:
        return Full("endpoint is full")
    return Busy("endpoint is busy") if "locked" in text or "busy" in text else None


def _gone(error: sa.exc.DBAPIError) -> Gone:
    return Gone("endpoint has no database", first_line(error))


def first_line(error: sa.exc.DBAPIError) -> str:
    """What the server said, without the address that the driver puts before it."""
    lines = str(error.orig).strip().splitlines() or [""]
    return lines[0].rpartition(" failed: ")[2].removeprefix("FATAL:").strip()
