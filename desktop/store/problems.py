"""What SQLCipher says, as an error of the store; knows no table and no content."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from desktop.store.errors import DiskFull, ReadOnlyFolder, StoreDamaged, StoreError, StoreFailed

# Primary result codes: https://www.sqlite.org/rescode.html
_READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 8, 10, 11, 13, 14, 26
# The shared memory beside the write-ahead log grows by 32 KiB; without room for it SQLite says only "I/O error".
_ROOM = 64 << 10


@contextlib.contextmanager
def plainly(folder: Path | None = None) -> Iterator[None]:
    """Lets no database error out but as a `StoreError`; its text could quote a value, so only its name goes on.

    `folder` is where the database lies: an error of reading or writing on a full disk is told as what it is.
    """
    try:
        yield
    except sqlcipher.Error as problem:
        raise told(problem, folder) from None


def told(problem: sqlcipher.Error, folder: Path | None = None) -> StoreError:
    """The store's error for one of SQLCipher's."""
    code = getattr(problem, "sqlite_errorcode", 0) & 0xFF
    if code == _FULL or (code in (_IOERR, _CANTOPEN) and folder is not None and _no_room(folder)):
        return DiskFull()
    if code in (_CORRUPT, _NOTADB):
        return StoreDamaged("database")
    if code == _READONLY:
        return ReadOnlyFolder()
    return StoreFailed(getattr(problem, "sqlite_errorname", "") or type(problem).__name__)


def _no_room(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _ROOM
    except OSError:
        return False
