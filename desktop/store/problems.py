"""What SQLCipher says, as an error of the store; knows no table and no content."""

import contextlib
from collections.abc import Iterator

import sqlcipher3.dbapi2 as sqlcipher

from desktop.store.errors import DiskFull, ReadOnlyFolder, StoreDamaged, StoreError, StoreFailed

# Primary result codes: https://www.sqlite.org/rescode.html
_READONLY, _CORRUPT, _FULL, _NOTADB = 8, 11, 13, 26


@contextlib.contextmanager
def plainly() -> Iterator[None]:
    """Lets no database error out but as a `StoreError`; its text could quote a value, so only its name goes on."""
    try:
        yield
    except sqlcipher.Error as problem:
        raise told(problem) from None


def told(problem: sqlcipher.Error) -> StoreError:
    """The store's error for one of SQLCipher's."""
    code = getattr(problem, "sqlite_errorcode", 0) & 0xFF
    if code == _FULL:
        return DiskFull()
    if code in (_CORRUPT, _NOTADB):
        return StoreDamaged("database")
    if code == _READONLY:
        return ReadOnlyFolder()
    return StoreFailed(getattr(problem, "sqlite_errorname", "") or type(problem).__name__)
