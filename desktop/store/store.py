"""The open store: its lock, its writing and its reading connection, and transactions.

It knows no record; `records`, `journal`, `drafts`, `readlog`, `settings` and `secrets` stand on it.
"""

import contextlib
import hashlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlite_utils import Database

from desktop.store import migrations, vault
from desktop.store.connect import connect, create
from desktop.store.errors import AlreadyOpen, StoreDamaged, StoreError, StoreFailed, StoreForeign, StoreGone
from desktop.store.files import told_plainly
from desktop.store.problems import plainly
from desktop.store.vault import Head, Keys

SALT_BYTES = 16
Row = tuple[Any, ...]


class Store:
    """The encrypted database of one data folder, held by one process.

    `writer` belongs to whoever is inside `transaction()`; `query()` reads from any thread.
    """

    def __init__(self, folder: Path, keys: Keys) -> None:
        """Opens what `Store.create` made.

        Raises AlreadyOpen, StoreMissing, StoreDamaged, StoreForeign, StoreTooNew, ReadOnlyFolder, DiskFull.
        """
        self.folder, self._keys = folder, keys
        self._lock = _taken(folder)
        self._further: list[Database] = []
        self._writing = threading.RLock()
        self._reading = threading.Lock()
        self._depth = 0
        self._failed = False
        self._owner: int | None = None
        self._head: Head | None = None
        try:
            known = vault.read(folder, keys)
            path = folder / "store.db"
            wal = path.with_name("store.db-wal")
            self.unclean = wal.is_file() and wal.stat().st_size > 0
            _check_salt(path, known.salt)
            self.writer: Database = connect(path, keys.store)
            try:
                migrations.migrate(self.writer)
                _check_head(self.writer, known.head)
                self.reader: Database = connect(path, keys.store, readonly=True)
                self._place = _place(path)
            except BaseException:
                self.writer.conn.close()
                raise
        except BaseException:
            self._lock.release()
            raise

    @classmethod
    def create(cls, folder: Path, keys: Keys, secrets: Mapping[str, bytes] | None = None) -> "Store":
        """Makes the database of a fresh vault, with its first secrets in it, and opens it.

        The folder counts as set up when both are durable: a set-up that is cut off before is done again.
        """
        lock = _taken(folder)
        try:
            path = folder / "store.db"
            if vault.read(folder, keys).ready:
                raise StoreForeign("already made")
            with told_plainly():
                # The vault says that set-up never ended, so nothing was ever saved in what lies here.
                for left in ("store.db", "store.db-wal", "store.db-shm"):
                    (folder / left).unlink(missing_ok=True)
            database = create(path, keys.store)
            try:
                migrations.migrate(database)
                with plainly(folder):
                    rows = list((secrets or {}).items())
                    database.conn.executemany("INSERT INTO secrets (name, value) VALUES (?, ?)", rows)
                head = _head_of(database)
            finally:
                database.conn.close()
            with told_plainly(), path.open("rb") as file:
                salt = file.read(SALT_BYTES)
            vault.finish(folder, salt, head)
        finally:
            lock.release()
        return cls(folder, keys)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Database]:
        """Everything inside is written, durably, or nothing is. Nested calls join the outermost.

        An error inside a nested call rolls the whole transaction back, also when it was caught on the way.
        """
        with self._writing:
            if self._depth:
                self._depth += 1
                try:
                    with plainly(self.folder):
                        yield self.writer
                except BaseException:
                    self._failed = True
                    raise
                finally:
                    self._depth -= 1
                return
            with self._outermost():
                yield self.writer

    @contextlib.contextmanager
    def _outermost(self) -> Iterator[None]:
        connection = self.writer.conn
        with plainly(self.folder):
            # Not db.atomic(): that one is deferred, and fails at the first write instead of waiting here.
            connection.execute("BEGIN IMMEDIATE")
        self._depth, self._failed, self._head, self._owner = 1, False, None, threading.get_ident()
        try:
            with plainly(self.folder):
                yield
                self._whole()
                self._in_place()
                connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                with contextlib.suppress(StoreError), plainly(self.folder):
                    connection.execute("ROLLBACK")
            self._head = None
            raise
        finally:
            self._depth, self._owner = 0, None
        self._keep_head()

    def _keep_head(self) -> None:
        head, self._head = self._head, None
        if head is not None:
            # The change is durable already; an older head in the vault is still a true one.
            with contextlib.suppress(StoreError):
                vault.keep_head(self.folder, head)

    def _in_place(self) -> None:
        """Raises StoreGone where the folder has other files than the open ones.

        SQLite would go on writing into files without a name, which vanish when they are closed.
        """
        path = self.folder / "store.db"
        if _place(path) != self._place or not path.with_name("store.db-wal").exists():
            raise StoreGone

    def _whole(self) -> None:
        if self._failed:
            raise StoreFailed("nested failure")

    def advance(self, item: bytes) -> None:
        """Adds a link to the store's chain; called in the transaction that writes what `item` names.

        The newest link is kept in the vault too, so that rows which fall out of a damaged file are missed at
        the next opening: SQLite drops a damaged end of its write-ahead log without a word.
        """
        with self.transaction() as db:
            last = self._head or _head_of(db)
            chain = hashlib.sha256(last.chain + (last.n + 1).to_bytes(8, "big") + item).digest()
            self._head = Head(last.n + 1, chain)
            db.execute("INSERT INTO chain (n, head) VALUES (?, ?)", (self._head.n, chain))
            db.execute("DELETE FROM chain WHERE n < ?", (self._head.n - migrations.CHAIN_KEPT,))

    def query(self, sql: str, parameters: Sequence[object] | dict[str, object] = ()) -> list[Row]:
        """All rows of a reading statement, from any thread; inside the own transaction its changes are seen."""
        with plainly(self.folder):
            if self._owner == threading.get_ident():
                return list(self.writer.conn.execute(sql, parameters))
            with self._reading:
                return list(self.reader.conn.execute(sql, parameters))

    def check(self) -> None:
        """Reads every page and raises StoreDamaged for a bad one; takes seconds, in the background.

        Both checks are needed: the first misses a file that was cut by whole pages. They have a connection of their
        own, so that no list waits for them.
        """
        database = connect(self.folder / "store.db", self._keys.store, readonly=True)
        try:
            with plainly(self.folder):
                whole = not database.conn.execute("PRAGMA cipher_integrity_check").fetchall()
                sound = database.conn.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        finally:
            database.conn.close()
        if not (whole and sound):
            raise StoreDamaged("integrity")

    def further(self) -> Database:
        """One more connection that cannot write, for work that is interrupted; the store closes it with its own."""
        self._further.append(connect(self.folder / "store.db", self._keys.store, readonly=True))
        return self._further[-1]

    def close(self) -> None:
        """Closes its connections, empties the write-ahead log and frees the lock. May be called twice."""
        with self._writing, self._reading:
            if not self._lock.is_locked:
                return
            try:
                for database in (self.reader, *self._further):
                    database.conn.close()
                with contextlib.suppress(StoreError), plainly(self.folder):
                    self.writer.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                self.writer.conn.close()
            finally:
                self._lock.release()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def in_use(folder: Path) -> bool:
    """Whether another process (or another Store in this one) holds the folder."""
    if not (folder / "store.lock").exists():
        return False
    try:
        _taken(folder).release()
    except AlreadyOpen:
        return True
    return False


def _place(path: Path) -> tuple[int, int] | None:
    """Which file stands under the name, None for none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _taken(folder: Path) -> FileLock:
    # The store is opened on one thread and closed on another.
    lock = FileLock(folder / "store.lock", mode=0o600, timeout=0, thread_local=False)
    with told_plainly():
        try:
            lock.acquire()
        except Timeout:
            raise AlreadyOpen from None
    return lock


def _check_salt(path: Path, salt: bytes) -> None:
    """A file that begins unlike ours belongs to another vault; a few wrong bytes are damage."""
    if not path.is_file() or path.stat().st_size == 0:
        return
    with told_plainly(), path.open("rb") as file:
        found = file.read(SALT_BYTES)
    same = sum(a == b for a, b in zip(found, salt, strict=False))
    if same < SALT_BYTES // 2:
        raise StoreForeign("salt")
    if found != salt:
        raise StoreDamaged("salt")


def _head_of(database: Database) -> Head:
    with plainly():
        row = database.conn.execute("SELECT n, head FROM chain ORDER BY n DESC LIMIT 1").fetchone()
    return Head(*row) if row else Head()


def _check_head(database: Database, known: Head) -> None:
    """Raises StoreDamaged where rows that were once written are gone."""
    newest = _head_of(database)
    with plainly():
        row = database.conn.execute("SELECT head FROM chain WHERE n = ?", (known.n,)).fetchone()
    if newest.n < known.n or (row is not None and bytes(row[0]) != known.chain):
        raise StoreDamaged("rows are missing")
