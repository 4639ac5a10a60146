"""Reads from a store that does not open any more what only this pc has: own commits that were never sent.

Works on a copy that goes again; the damaged files stay as they are. A page that cannot be read loses what is on it.
"""

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from sqlite_utils import Database

from desktop.store import vault
from desktop.store.connect import connect
from desktop.store.errors import StoreError, StoreMissing
from desktop.store.files import told_plainly
from desktop.store.folder_lock import taken
from desktop.store.problems import plainly
from desktop.store.secrets import DEVICE, ROOT_PK

ROOM = "salvage-"


@dataclass(frozen=True)
class Salvaged:
    """What could be read."""

    device_keys: bytes | None = field(repr=False)
    root_pk: bytes | None
    ops: tuple[tuple[bytes, bytes], ...]
    """(op, head) of the control log, from the first on without a gap."""
    commits: tuple[bytes, ...]
    """Own commits that were never sent, in the order they were made."""
    lost: int
    """At most so many of them cannot be read any more: of a row that is gone nobody can say whether it was sent."""


def salvage(folder: Path, passphrase: str, now_ms: int) -> Salvaged:
    """What is left of a data folder.

    Raises WrongPassphrase, MustWait, what is wrong with the vault, AlreadyOpen, and StoreDamaged where not even the
    first page can be read.
    """
    lock = taken(folder)
    try:
        key = vault.unlock(folder, passphrase, now_ms).store
        with _copied(folder) as path:
            return _Reading(path, key).all()
    finally:
        lock.release()


@contextlib.contextmanager
def _copied(folder: Path) -> Iterator[Path]:
    if not (folder / "store.db").is_file():
        raise StoreMissing
    with told_plainly():
        room = Path(mkdtemp(prefix=ROOM, dir=folder))
    try:
        with told_plainly():
            for name in ("store.db", "store.db-wal"):
                if (folder / name).is_file():
                    shutil.copyfile(folder / name, room / name)
        yield room / "store.db"
    finally:
        shutil.rmtree(room, ignore_errors=True)


class _Reading:
    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._key = path, key
        self._database: Database | None = connect(path, key)

    def all(self) -> Salvaged:
        try:
            places = self._places()
            found = [self._rows("SELECT raw FROM commits WHERE pos = ? AND state = 'local'", place) for place in places]
            commits = tuple(bytes(rows[0][0]) for rows in found if rows)
            lost = sum(rows is None for rows in found)
            return Salvaged(self._secret(DEVICE), self._secret(ROOT_PK), tuple(self._ops()), commits, lost)
        finally:
            self._close()

    def _places(self) -> list[int]:
        """Where they are; where the index of them cannot be read, every place there may be."""
        rows = self._rows("SELECT pos FROM commits WHERE state = 'local' ORDER BY pos")
        if rows is not None:
            return [int(row[0]) for row in rows]
        last = self._rows("SELECT seq FROM sqlite_sequence WHERE name = 'commits'")
        return list(range(1, int(last[0][0]) + 1)) if last else []

    def _secret(self, name: str) -> bytes | None:
        rows = self._rows("SELECT value FROM secrets WHERE name = ?", name)
        return bytes(rows[0][0]) if rows else None

    def _ops(self) -> Iterator[tuple[bytes, bytes]]:
        cseq = 1
        while rows := self._rows("SELECT op, head FROM control WHERE cseq = ?", cseq):
            yield bytes(rows[0][0]), bytes(rows[0][1])
            cseq += 1

    def _rows(self, sql: str, *parameters: object) -> "list[tuple[Any, ...]] | None":
        """All rows; None where a page of them cannot be read."""
        try:
            if self._database is None:
                self._database = connect(self._path, self._key)
            with plainly(self._path.parent):
                return list(self._database.conn.execute(sql, parameters))
        except StoreError:
            # After a page that does not verify SQLCipher refuses every page: only a new connection reads on.
            self._close()
            return None

    def _close(self) -> None:
        if self._database is not None:
            self._database.conn.close()
            self._database = None
