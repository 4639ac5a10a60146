"""The open store: its lock, its writing and its reading connection, and transactions.

It knows no record; `records`, `journal`, `drafts`, `readlog`, `settings` and `secrets` stand on it.
"""

import contextlib
import hashlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlite_utils import Database

from desktop.store import migrations, vault, wholeness
from desktop.store.backup import Backup, Backups, Reason
from desktop.store.connect import connect, create
from desktop.store.errors import StoreDamaged, StoreError, StoreFailed, StoreForeign, StoreGone
from desktop.store.files import told_plainly
from desktop.store.folder_lock import taken
from desktop.store.last_link import LastLink
from desktop.store.migrations import STEPS, Steps
from desktop.store.problems import plainly
from desktop.store.vault import Keys
from desktop.store.vault_file import Head

Row = tuple[Any, ...]


class Store:
    """The encrypted database of one data folder, held by one process.

    `writer` belongs to whoever is inside `transaction()`; `query()` reads from any thread.
    """

    def __init__(self, folder: Path, keys: Keys, now_ms: int | None = None, steps: Steps = STEPS) -> None:
        """Opens what `Store.create` made; a store of an older version is copied and then brought up to date.

        `now_ms` dates that copy. Raises AlreadyOpen, StoreMissing, StoreDamaged, StoreForeign, StoreTooNew,
        StoreHalfway, ReadOnlyFolder, DiskFull.
        """
        self.folder, self._keys = folder, keys
        self._now_ms = time.time_ns() // 1_000_000 if now_ms is None else now_ms
        self._lock = taken(folder)
        self._looking: Database | None = None
        self._further: list[Database] = []
        self._writing, self._reading, self._guard = threading.RLock(), threading.Lock(), threading.Lock()
        self._depth, self._failed = 0, False
        self._owner: int | None = None
        self._asking: int | None = None
        self._head: Head | None = None
        self.last_link = LastLink(folder)
        try:
            known = vault.read(folder, keys)
            path, wal = folder / "store.db", folder / "store.db-wal"
            self.unclean = wal.is_file() and wal.stat().st_size > 0
            wholeness.check_salt(path, known.salt)
            self.writer: Database = connect(path, keys.store)
            try:
                self._bring_up_to_date(known.head, steps)
                self.reader: Database = connect(path, keys.store, readonly=True)
                self._place = _place(path)
            except BaseException:
                self.writer.conn.close()
                raise
        except BaseException:
            self._lock.release()
            raise

    def _bring_up_to_date(self, known: Head, steps: Steps) -> None:
        have = migrations.checked(self.writer, steps)
        wholeness.check_head(self.writer, known)
        if have < len(steps):
            Backups(self.folder).make(self._keys, "migration", self._now_ms)
            migrations.migrate(self.writer, steps)

    @classmethod
    def create(cls, folder: Path, keys: Keys, secrets: Mapping[str, bytes] | None = None) -> "Store":
        """Makes the database of a fresh vault, with its first secrets in it, and opens it.

        The folder counts as set up when both are durable: a set-up that is cut off before is done again.
        """
        lock = taken(folder)
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
                head = wholeness.head_of(database)
            finally:
                database.conn.close()
            vault.finish(folder, wholeness.salt_of(path), head)
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
            self.last_link.is_now(head)

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
            last = self._head or wholeness.head_of(db)
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
                self._asking = threading.get_ident()
                try:
                    return list(self.reader.conn.execute(sql, parameters))
                finally:
                    with self._guard:
                        self._asking = None

    def interrupt(self, thread: int) -> None:
        """Ends the question that `thread` has under way with StoreFailed, and no other's; from any thread."""
        with self._guard:
            if self._asking == thread:
                self.reader.conn.interrupt()

    def check(self) -> None:
        """Reads every page and raises StoreDamaged for a bad one; takes seconds, in the background.

        It has a connection of its own, so that no list waits for it. What it finds while something is being written
        may be a page that is half on the disk: only what is found again while nobody writes is damage.
        """
        try:
            self._check_pages()
        except StoreDamaged:
            with self._writing:
                self._check_pages()

    def _check_pages(self) -> None:
        self._looking = connect(self.folder / "store.db", self._keys.store, readonly=True)
        try:
            wholeness.check_pages(self._looking)
        finally:
            looking, self._looking = self._looking, None
            looking.conn.close()

    def stop_checking(self) -> None:
        """A check that is under way in another thread ends soon, with StoreFailed; any thread."""
        looking = self._looking
        with contextlib.suppress(sqlcipher.ProgrammingError):  # it was closed in this moment
            if looking is not None:
                looking.conn.interrupt()

    def empty_log(self) -> bool:
        """What was overwritten leaves the write-ahead log too; False, and at once, while another connection reads."""
        with self._writing, plainly(self.folder):
            connection = self.writer.conn
            connection.execute("PRAGMA busy_timeout=0")
            try:
                busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            finally:
                connection.execute("PRAGMA busy_timeout=5000")
            return not busy

    def backup(self, reason: Reason, now_ms: int, stopped: Callable[[], bool] = lambda: False) -> Backup:
        """A copy of everything as of now, checked; work goes on meanwhile. See `Backups.make`."""
        return Backups(self.folder).make(self._keys, reason, now_ms, stopped)

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
                self.last_link.keep()
            finally:
                self._lock.release()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _place(path: Path) -> tuple[int, int] | None:
    """Which file stands under the name, None for none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
